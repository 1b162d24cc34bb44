variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "storage" {
  description = "The buckets' location, the web origins allowed to use them, and whether destroying a bucket may delete its objects."
  type = object({
    location       = string
    origins        = list(string)
    may_be_emptied = bool
  })

  validation {
    condition     = alltrue([for origin in var.storage.origins : can(regex("^https?://[a-z0-9.:-]+$", origin))])
    error_message = "An origin is a scheme and a host, such as https://app.example; \"*\" is not allowed."
  }
}

variable "topic" {
  description = "The topic that receives upload notifications: its name and id."
  type        = object({ name = string, id = string })
}
