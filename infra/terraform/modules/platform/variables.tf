variable "project" {
  description = "The project's id and number; Google's service agents are named by the number."
  type        = object({ id = string, number = string })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[0-9]+$", var.project.number))
    error_message = "The project id has 6 to 30 characters, and the project number has digits only."
  }
}

variable "region" {
  description = "The region of functions, topics and schedules."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region has a name such as europe-west1."
  }
}

variable "runtime" {
  description = "The Cloud Functions runtime."
  type        = string
  default     = "python313"

  validation {
    condition     = contains(["python311", "python312", "python313"], var.runtime)
    error_message = "Supported runtimes are python311 to python313."
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

variable "settings" {
  description = "Environment variables that the deployment chooses; functions.yaml lists them."
  type        = map(string)

  validation {
    condition     = length(setsubtract(yamldecode(file("${path.module}/../../functions.yaml")).settings.needed, keys(var.settings))) == 0
    error_message = "A required setting is missing: CULTUREPASS_SMTP_HOST and CULTUREPASS_SMTP_SENDER have no default."
  }

  validation {
    condition     = length(setsubtract(keys(var.settings), flatten(values(yamldecode(file("${path.module}/../../functions.yaml")).settings)))) == 0
    error_message = "Unknown setting: functions.yaml lists the settings that can be chosen."
  }
}

variable "database" {
  description = "The database's location and protection."
  type = object({
    location               = string
    point_in_time_recovery = bool
    delete_protection      = bool
    backups                = optional(object({ daily_kept_days = number, weekly_kept_days = number }))
  })
}

variable "storage" {
  description = "The buckets' location, the web origins allowed to use them and the API, and whether destroying a bucket may delete its objects."
  type = object({
    location       = string
    origins        = list(string)
    may_be_emptied = bool
  })
}

variable "sign_in" {
  description = "The authorised sign-in domains, the App Check enforcement mode, and the Firebase ids of the registered apps."
  type = object({
    domains      = list(string)
    app_check    = string
    android_apps = optional(list(string), [])
    apple_apps   = optional(list(string), [])
  })
}

variable "entry" {
  description = "The domain of the app and the API, and its rate limits, behind a load balancer; null to serve each function at its own URL."
  type = object({
    domain              = string
    requests_per_minute = number
    lookups_per_minute  = number
  })
  default = null
}

variable "scale" {
  description = "Instance bounds that override those in functions.yaml, by function."
  type        = map(object({ min_instances = number, max_instances = number }))
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.scale) : contains(keys(yamldecode(file("${path.module}/../../functions.yaml")).functions), name)])
    error_message = "Unknown function: functions.yaml lists the functions."
  }

  validation {
    condition     = alltrue([for bounds in values(var.scale) : bounds.min_instances >= 0 && bounds.min_instances <= bounds.max_instances])
    error_message = "min_instances must not be above max_instances."
  }
}

variable "analytics" {
  description = "How long BigQuery keeps events, and whether destroying the dataset may delete them; null for no events in BigQuery."
  type        = object({ kept_days = number, may_be_emptied = bool })
  default     = null
}

variable "alerts" {
  description = "The e-mail addresses that receive alerts, and the thresholds."
  type = object({
    emails                  = list(string)
    error_percent           = optional(number, 1)
    p95_ms                  = optional(number, 1500)
    contended_per_5_minutes = optional(number, 20)
    failed_per_hour         = optional(number, 20)
  })
}

variable "budget" {
  description = "The billing account and the monthly budget in its currency; null for no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null
}
