output "url" {
  description = "Where the whole API is; null where each function has its own URL."
  value       = module.platform.url
}

output "address" {
  description = "The IP address that the API's domain has to name; null without a load balancer."
  value       = module.platform.address
}

output "functions" {
  description = "Where each function of the API answers."
  value       = module.platform.functions
}

output "source" {
  description = "The object that the functions were built from."
  value       = module.platform.source
}
