variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "topic" {
  description = "The topic's name."
  type        = string
}

variable "function" {
  description = "The function's name and URL."
  type        = object({ name = string, uri = string })
}

variable "pusher" {
  description = "The e-mail address of the account that push requests are authenticated with."
  type        = string
}

variable "dead_letter_topic" {
  description = "The id of the topic for undeliverable messages."
  type        = string
}

variable "ack_deadline_seconds" {
  description = "How long Pub/Sub waits for an acknowledgement, in seconds."
  type        = number

  validation {
    condition     = var.ack_deadline_seconds >= 10 && var.ack_deadline_seconds <= 600
    error_message = "The deadline is 10 to 600 seconds."
  }
}

variable "attempts" {
  description = "Delivery attempts before a message goes to the dead letters."
  type        = number
  default     = 20

  validation {
    condition     = var.attempts >= 5 && var.attempts <= 100
    error_message = "Pub/Sub allows 5 to 100 attempts."
  }
}
