output "name" {
  description = "The name of the database."
  value       = google_firestore_database.this.name
}

output "location" {
  description = "The location of the database."
  value       = google_firestore_database.this.location_id
}
