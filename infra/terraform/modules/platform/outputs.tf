output "url" {
  description = "Where the whole API is; null where each function has its own URL."
  value       = local.is_behind_load_balancer ? module.load_balancer[0].url : null
}

output "address" {
  description = "The IP address that the API's domain has to name; null without a load balancer."
  value       = local.is_behind_load_balancer ? module.load_balancer[0].address : null
}

output "functions" {
  description = "Where each function of the API answers."
  value       = { for name in keys(local.apis) : name => module.function[name].uri }
}

output "source" {
  description = "The object that the functions were built from."
  value       = module.source.build.object
}
