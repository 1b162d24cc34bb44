variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "location" {
  description = "The location of the dataset."
  type        = string
}

variable "topics" {
  description = "The names of the topics whose events are kept."
  type        = set(string)
}

variable "kept_days" {
  description = "How many days an event is kept."
  type        = number

  validation {
    condition     = var.kept_days >= 31 && var.kept_days <= 1830
    error_message = "Events are kept for a month to five years: they are about people."
  }
}

variable "may_be_emptied" {
  description = "Whether destroying the dataset may delete its events."
  type        = bool
}

variable "dead_letter_topic" {
  description = "The id of the topic for undeliverable messages."
  type        = string
}
