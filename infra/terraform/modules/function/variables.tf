variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "Where the function runs."
  type        = string
}

variable "runtime" {
  description = "The language runtime, such as python313."
  type        = string
}

variable "function" {
  description = "One entry of functions.yaml, with its defaults and its name."
  type = object({
    name            = string
    roles           = map(list(string))
    memory          = string
    cpu             = string
    concurrency     = number
    min_instances   = number
    max_instances   = number
    timeout_seconds = number
    paths           = optional(list(string), [])
    document        = optional(string)
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{4,28}[a-z0-9]$", var.function.name))
    error_message = "The name is also the service account's: 6 to 30 lower-case letters, digits and underscores."
  }

  validation {
    condition = alltrue(flatten([
      for role, things in var.function.roles : concat(
        [!contains(["roles/owner", "roles/editor", "roles/viewer"], role)],
        [for thing in things : contains(["database", "uploads", "images", "events", "jobs", "itself", "project"], thing)],
      )
    ]))
    error_message = "A role is no primitive one, and stands on database, uploads, images, events, jobs, itself or project."
  }

  validation {
    condition     = var.function.max_instances >= 1 && var.function.min_instances <= var.function.max_instances
    error_message = "Instances are bounded, and the least is not above the most."
  }

  validation {
    condition     = var.function.concurrency >= 1 && var.function.concurrency <= 1000 && (var.function.concurrency == 1 || tonumber(var.function.cpu) >= 1)
    error_message = "More than one request at a time needs a whole CPU."
  }

  validation {
    condition     = var.function.timeout_seconds >= 1 && var.function.timeout_seconds <= (length(var.function.paths) > 0 ? 3600 : 540)
    error_message = "A function has 3600 seconds at most, one that handles events 540."
  }
}

variable "environment" {
  description = "Settings; their names start with CULTUREPASS_."
  type        = map(string)

  validation {
    condition     = alltrue([for name in keys(var.environment) : startswith(name, "CULTUREPASS_")])
    error_message = "Settings start with CULTUREPASS_."
  }
}

variable "secrets" {
  description = "Settings from Secret Manager: the id of the secret by the name of the setting."
  type        = map(string)
  default     = {}
}

variable "build" {
  description = "The source object, the account that builds it, and where images of it are kept."
  type = object({
    bucket          = string
    object          = string
    service_account = string
    repository      = string
  })
}

variable "database" {
  description = "The name of the Firestore database."
  type        = string
}

variable "trigger_region" {
  description = "Where the database's events are told: its location."
  type        = string
}

variable "buckets" {
  description = "The names of the buckets uploads and images."
  type        = object({ uploads = string, images = string })
}

variable "events" {
  description = "The names of the topics of all events."
  type        = set(string)
}

variable "jobs" {
  description = "The names of the topics of the function's own jobs."
  type        = set(string)
}

variable "ingress" {
  description = "From where requests come."
  type        = string
}

variable "invokers" {
  description = "Who may call the function, beside its own trigger: members by a name for each."
  type        = map(string)
}
