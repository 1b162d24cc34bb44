variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "The region of the schedule."
  type        = string
}

variable "name" {
  description = "The job's name."
  type        = string
}

variable "schedule" {
  description = "A cron expression of five fields."
  type        = string

  validation {
    condition     = can(regex("^(\\S+ ){4}\\S+$", var.schedule))
    error_message = "A schedule has five fields."
  }
}

variable "time_zone" {
  description = "The time zone of the schedule, such as Europe/Paris."
  type        = string
}

variable "topic_id" {
  description = "The id of the job's topic."
  type        = string
}
