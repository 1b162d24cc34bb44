output "address" {
  description = "The IP address for the domain's A record."
  value       = google_compute_global_address.this.address
}

output "url" {
  description = "The URL of the app and the API."
  value       = "https://${var.entry.domain}"
}
