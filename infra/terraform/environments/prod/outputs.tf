output "url" {
  description = "The URL of the whole API; null when each function has its own URL."
  value       = module.platform.url
}

output "app" {
  description = "The URL of the web app."
  value       = module.platform.app
}

output "address" {
  description = "The IP address for the A record of the domain; null without a load balancer."
  value       = module.platform.address
}

output "functions" {
  description = "The URL of each HTTP function, by name."
  value       = module.platform.functions
}

output "source" {
  description = "The Cloud Storage object that the functions were built from."
  value       = module.platform.source
}

output "events" {
  description = "The BigQuery view of events; null without one."
  value       = module.platform.events
}
