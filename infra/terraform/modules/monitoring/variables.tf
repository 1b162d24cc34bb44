variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "apis" {
  description = "The names of the functions that answer requests."
  type        = list(string)
}

variable "dead_letters" {
  description = "The name of the subscription that keeps the dead letters."
  type        = string
}

variable "jobs" {
  description = "Each job, and after how many hours of silence somebody is told."
  type        = map(object({ silent_hours = number }))

  validation {
    condition     = alltrue([for job in var.jobs : job.silent_hours >= 1 && job.silent_hours <= 23])
    error_message = "Cloud Monitoring notices a silence of 1 to 23 hours."
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

  validation {
    condition     = length(var.alerts.emails) >= 1 && length(var.alerts.emails) <= 5 && alltrue([for email in var.alerts.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "Somebody has to be told: one to five e-mail addresses, for a budget tells no more."
  }
}

variable "budget" {
  description = "The billing account and how much a month may cost, in the account's own currency; null sets no budget."
  type        = object({ billing_account = string, amount_a_month = number })
  default     = null

  validation {
    condition     = var.budget == null ? true : can(regex("^([0-9A-F]{6}-){2}[0-9A-F]{6}$", var.budget.billing_account)) && var.budget.amount_a_month >= 1 && floor(var.budget.amount_a_month) == var.budget.amount_a_month
    error_message = "A billing account is named like 000000-AAAAAA-BBBBBB, and an amount is whole."
  }
}
