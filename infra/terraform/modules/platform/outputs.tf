output "url" {
  description = "The URL of the whole API; null when each function has its own URL."
  value       = local.is_behind_load_balancer ? module.load_balancer[0].url : null
}

output "app" {
  description = "The URL of the web app."
  value       = local.app_url
}

output "address" {
  description = "The IP address for the A record of the domain; null without a load balancer."
  value       = local.is_behind_load_balancer ? module.load_balancer[0].address : null
}

output "functions" {
  description = "The URL of each HTTP function, by name."
  value       = { for name in keys(local.apis) : name => module.function[name].uri }
}

output "source" {
  description = "The Cloud Storage object that the functions were built from."
  value       = module.source.build.object
}

output "events" {
  description = "The BigQuery view of events; null without one."
  value       = one(module.analytics[*].events)
}
