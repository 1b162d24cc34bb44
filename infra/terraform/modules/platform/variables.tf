variable "project" {
  description = "The project's id and number; the number names Google's own accounts in it."
  type        = object({ id = string, number = string })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project.id)) && can(regex("^[0-9]+$", var.project.number))
    error_message = "A project has an id of 6 to 30 characters and a number of digits alone."
  }
}

variable "region" {
  description = "Where functions, topics and schedules are."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region is named like europe-west1."
  }
}

variable "runtime" {
  description = "The functions' runtime."
  type        = string
  default     = "python313"

  validation {
    condition     = contains(["python311", "python312", "python313"], var.runtime)
    error_message = "The code runs on Python 3.11 to 3.13."
  }
}

variable "source_zip" {
  description = "The path of the zip that `python -m infra zip` makes."
  type        = string
}

variable "settings" {
  description = "Settings of the functions that a deployment chooses; functions.yaml lists them."
  type        = map(string)

  validation {
    condition     = length(setsubtract(yamldecode(file("${path.module}/../../functions.yaml")).settings.needed, keys(var.settings))) == 0
    error_message = "A needed setting is missing: CULTUREPASS_SMTP_HOST and CULTUREPASS_SMTP_SENDER have no default."
  }

  validation {
    condition     = length(setsubtract(keys(var.settings), flatten(values(yamldecode(file("${path.module}/../../functions.yaml")).settings)))) == 0
    error_message = "There is no such setting to choose: functions.yaml has those that there are."
  }
}

variable "database" {
  description = "Where the database is, and how it is kept safe."
  type = object({
    location               = string
    point_in_time_recovery = bool
    delete_protection      = bool
    backups                = optional(object({ daily_kept_days = number, weekly_kept_days = number }))
  })
}

variable "storage" {
  description = "Where the buckets are, from which origins browsers reach them, and whether destroying them may destroy what is in them."
  type = object({
    location       = string
    origins        = list(string)
    may_be_emptied = bool
  })
}

variable "sign_in" {
  description = "From which domains people sign in, how strict App Check is, and the Firebase ids of the apps that it knows."
  type = object({
    domains      = list(string)
    app_check    = string
    android_apps = optional(list(string), [])
    apple_apps   = optional(list(string), [])
  })
}

variable "entry" {
  description = "The API's domain and limits behind a load balancer; null leaves each function at its plain URL."
  type = object({
    domain              = string
    requests_per_minute = number
    lookups_per_minute  = number
  })
  default = null
}

variable "scale" {
  description = "Other bounds of instances than functions.yaml has, by function."
  type        = map(object({ min_instances = number, max_instances = number }))
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.scale) : contains(keys(yamldecode(file("${path.module}/../../functions.yaml")).functions), name)])
    error_message = "There is no such function in functions.yaml."
  }

  validation {
    condition     = alltrue([for bounds in values(var.scale) : bounds.min_instances >= 0 && bounds.min_instances <= bounds.max_instances])
    error_message = "The least is not above the most."
  }
}

variable "alerts" {
  description = "Who is told, and from which values on."
  type = object({
    emails                  = list(string)
    error_percent           = optional(number, 1)
    p95_ms                  = optional(number, 1500)
    contended_per_5_minutes = optional(number, 20)
    failed_per_hour         = optional(number, 20)
  })
}

variable "budget" {
  description = "The billing account and how much a month may cost, in the account's own currency; null sets no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null
}
