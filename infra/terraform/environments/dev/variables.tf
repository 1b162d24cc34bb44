variable "project" {
  description = "The project's id and number, and the region of all regional resources."
  type        = object({ id = string, number = string, region = optional(string, "europe-west1") })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[0-9]+$", var.project.number))
    error_message = "The project id has 6 to 30 characters, and the project number has digits only."
  }
}

variable "source_zip" {
  description = "The path of the source archive built by `python -m infra zip`."
  type        = string
}

variable "web" {
  description = "The folder of the web app's files, written by `python -m infra web`."
  type        = string
}

variable "app" {
  description = "Other client apps than the web app: their web origins, their sign-in domains and their Firebase app ids."
  type = object({
    origins      = list(string)
    domains      = list(string)
    android_apps = optional(list(string), [])
    apple_apps   = optional(list(string), [])
  })
}

variable "settings" {
  description = "Environment variables of the functions, such as CULTUREPASS_SCHEMES; functions.yaml lists them."
  type        = map(string)
}

variable "alert_emails" {
  description = "The e-mail addresses that receive alerts."
  type        = list(string)
}

variable "budget" {
  description = "The billing account and the monthly budget in its currency; null for no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null
}

variable "has_analytics" {
  description = "Whether events stream into BigQuery."
  type        = bool
  default     = false
}
