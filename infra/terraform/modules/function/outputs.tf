output "name" {
  description = "The name of the function and of its Cloud Run service."
  value       = google_cloudfunctions2_function.this.name
}

output "uri" {
  description = "The function's URL."
  value       = google_cloudfunctions2_function.this.service_config[0].uri
}

output "account" {
  description = "The e-mail address of the function's service account."
  value       = google_service_account.this.email
}
