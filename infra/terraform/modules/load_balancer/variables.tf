variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "The region of the functions."
  type        = string
}

variable "entry" {
  description = "The domain of the app and the API, and its rate limits per client address."
  type = object({
    domain              = string
    requests_per_minute = number
    lookups_per_minute  = number
  })

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.entry.domain))
    error_message = "The domain must not have a scheme, port or path."
  }

  validation {
    condition     = var.entry.lookups_per_minute >= 1 && var.entry.lookups_per_minute <= var.entry.requests_per_minute
    error_message = "lookups_per_minute must be at least 1 and not above requests_per_minute."
  }
}

variable "functions" {
  description = "The name and paths of each HTTP function, by entry point."
  type        = map(object({ name = string, paths = list(string) }))

  validation {
    condition     = length(distinct(flatten([for f in var.functions : f.paths]))) == length(flatten([for f in var.functions : f.paths]))
    error_message = "A path must belong to one function."
  }

  validation {
    condition     = alltrue([for path in flatten([for f in var.functions : f.paths]) : can(regex("^(/([a-z0-9-]+|[*]))*(/[*][*])?$", path))])
    error_message = "A path has plain segments, \"*\" for any one segment, and \"**\" only at the end."
  }

  validation {
    condition     = length([for f in var.functions : f if contains(f.paths, "/**")]) == 1
    error_message = "One function needs the path \"/**\", for what no other path matches."
  }
}

variable "web_bucket" {
  description = "The bucket of the web app's files."
  type        = string
}
