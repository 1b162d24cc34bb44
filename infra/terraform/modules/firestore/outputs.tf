output "name" {
  description = "The database's name."
  value       = google_firestore_database.this.name
}

output "location" {
  description = "Where the database is."
  value       = google_firestore_database.this.location_id
}
