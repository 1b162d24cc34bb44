variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "database" {
  description = "The database's location and protection; backups may be null."
  type = object({
    location               = string
    point_in_time_recovery = bool
    delete_protection      = bool
    backups                = optional(object({ daily_kept_days = number, weekly_kept_days = number }))
  })

  validation {
    condition     = can(regex("^(eur3|nam5|nam7|[a-z]+-[a-z]+[0-9]+)$", var.database.location))
    error_message = "The location is a region such as europe-west1, or eur3, nam5 or nam7."
  }

  validation {
    condition = var.database.backups == null ? true : alltrue([
      for days in [var.database.backups.daily_kept_days, var.database.backups.weekly_kept_days] :
      days >= 1 && days <= 98
    ])
    error_message = "Firestore keeps a backup for 1 to 98 days."
  }
}
