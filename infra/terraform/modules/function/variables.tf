variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "The function's region."
  type        = string
}

variable "runtime" {
  description = "The language runtime, such as python313."
  type        = string
}

variable "function" {
  description = "One entry of functions.yaml, merged with the defaults, with its name."
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
        [for thing in things : contains(["database", "uploads", "images", "events", "jobs", "iban_key", "fingerprint_key", "itself", "project"], thing)],
      )
    ]))
    error_message = "Basic roles are not allowed, and a role is granted on database, uploads, images, events, jobs, iban_key, fingerprint_key, itself or project."
  }

  validation {
    condition     = var.function.max_instances >= 1 && var.function.min_instances <= var.function.max_instances
    error_message = "max_instances must be at least 1 and not below min_instances."
  }

  validation {
    condition     = var.function.concurrency >= 1 && var.function.concurrency <= 1000 && (var.function.concurrency == 1 || tonumber(var.function.cpu) >= 1)
    error_message = "A concurrency above 1 needs at least one CPU, and 1000 is the limit."
  }

  validation {
    condition     = var.function.timeout_seconds >= 1 && var.function.timeout_seconds <= (length(var.function.paths) > 0 ? 3600 : 540)
    error_message = "The timeout is at most 3600 seconds for HTTP and 540 for events."
  }
}

variable "environment" {
  description = "Environment variables; their names start with CULTUREPASS_."
  type        = map(string)

  validation {
    condition     = alltrue([for name in keys(var.environment) : startswith(name, "CULTUREPASS_")])
    error_message = "The name of a setting starts with CULTUREPASS_."
  }
}

variable "secrets" {
  description = "Settings kept in Secret Manager: secret ids by the name of the setting."
  type        = map(string)
  default     = {}
}

variable "build" {
  description = "The source object, the account that builds it, and the repository for its images."
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
  description = "The region of the Firestore trigger, which is the database's location."
  type        = string
}

variable "buckets" {
  description = "The names of the buckets for uploads and images."
  type        = object({ uploads = string, images = string })
}

variable "keys" {
  description = "The ids of the Cloud KMS keys, by their names in functions.yaml."
  type        = map(string)
  default     = {}
}

variable "events" {
  description = "The topics of all events."
  type        = set(string)
}

variable "jobs" {
  description = "The topics of the function's own jobs."
  type        = set(string)
}

variable "ingress" {
  description = "The ingress setting: where requests may come from."
  type        = string
}

variable "invokers" {
  description = "IAM members that may call the function besides its own trigger, by a label."
  type        = map(string)
}
