output "name" {
  description = "The function's name, which is its Cloud Run service's too."
  value       = google_cloudfunctions2_function.this.name
}

output "uri" {
  description = "Where it answers."
  value       = google_cloudfunctions2_function.this.service_config[0].uri
}

output "account" {
  description = "The e-mail address of the account that it runs as."
  value       = google_service_account.this.email
}
