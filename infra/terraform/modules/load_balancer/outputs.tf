output "address" {
  description = "The IP address that the domain's A record has to name."
  value       = google_compute_global_address.this.address
}

output "url" {
  description = "Where the API is."
  value       = "https://${var.entry.domain}"
}
