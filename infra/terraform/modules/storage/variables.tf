variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "storage" {
  description = "Where the buckets are, from which origins browsers reach them, and whether destroying them may destroy what is in them."
  type = object({
    location       = string
    origins        = list(string)
    may_be_emptied = bool
  })

  validation {
    condition     = alltrue([for origin in var.storage.origins : can(regex("^https?://[a-z0-9.:-]+$", origin))])
    error_message = "An origin is a scheme and a host, such as https://app.example, and never \"*\"."
  }
}

variable "topic" {
  description = "The topic that is told of every upload: its name and its id."
  type        = object({ name = string, id = string })
}
