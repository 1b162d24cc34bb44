variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "apis" {
  description = "The names of the HTTP functions."
  type        = list(string)
}

variable "dead_letters" {
  description = "The name of the dead-letter subscription."
  type        = string
}

variable "jobs" {
  description = "The hours without a run after which an alert opens, by job."
  type        = map(object({ silent_hours = number }))

  validation {
    condition     = alltrue([for job in var.jobs : job.silent_hours >= 1 && job.silent_hours <= 23])
    error_message = "silent_hours is 1 to 23, the longest that Cloud Monitoring looks back."
  }
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

  validation {
    condition     = length(var.alerts.emails) >= 1 && length(var.alerts.emails) <= 5 && alltrue([for email in var.alerts.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "Give one to five valid e-mail addresses; a budget notifies five at most."
  }
}

variable "budget" {
  description = "The billing account and the monthly budget in its currency; null for no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null

  validation {
    condition     = var.budget == null ? true : can(regex("^([0-9A-F]{6}-){2}[0-9A-F]{6}$", var.budget.billing_account)) && var.budget.amount_a_month >= 1 && floor(var.budget.amount_a_month) == var.budget.amount_a_month
    error_message = "A billing account has an id such as 000000-AAAAAA-BBBBBB, and the amount is a whole number."
  }
}
