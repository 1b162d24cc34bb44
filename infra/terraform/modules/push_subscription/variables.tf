variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "topic" {
  description = "The topic's name."
  type        = string
}

variable "function" {
  description = "The function's name and where it answers."
  type        = object({ name = string, uri = string })
}

variable "pusher" {
  description = "The e-mail address of the account in whose name messages are pushed."
  type        = string
}

variable "dead_letter_topic" {
  description = "The id of the topic for what could not be delivered."
  type        = string
}

variable "ack_deadline_seconds" {
  description = "How long the function may take for one message."
  type        = number

  validation {
    condition     = var.ack_deadline_seconds >= 10 && var.ack_deadline_seconds <= 600
    error_message = "Pub/Sub waits for 10 to 600 seconds."
  }
}

variable "attempts" {
  description = "How many times a message is delivered before it is set aside."
  type        = number
  default     = 20

  validation {
    condition     = var.attempts >= 5 && var.attempts <= 100
    error_message = "Pub/Sub allows 5 to 100 attempts."
  }
}
