variable "project" {
  description = "The project's id and number, and the region of everything that has one."
  type        = object({ id = string, number = string, region = optional(string, "europe-west1") })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[0-9]+$", var.project.number))
    error_message = "A project has an id of 6 to 30 characters and a number of digits alone."
  }
}

variable "source_zip" {
  description = "The path of the zip that `python -m infra zip` makes."
  type        = string
}

variable "app" {
  description = "The apps: the origins and domains they are served from, and their Firebase ids."
  type = object({
    origins      = list(string)
    domains      = list(string)
    android_apps = optional(list(string), [])
    apple_apps   = optional(list(string), [])
  })
}

variable "settings" {
  description = "Settings of the functions, such as CULTUREPASS_SCHEMES; functions.yaml lists them."
  type        = map(string)
}

variable "alert_emails" {
  description = "Who is told when something is wrong."
  type        = list(string)
}

variable "budget" {
  description = "The billing account and how much a month may cost, in the account's own currency; null sets no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null
}
