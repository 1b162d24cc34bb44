variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "Where the functions run."
  type        = string
}

variable "entry" {
  description = "The API's domain, and how often one address may call it."
  type = object({
    domain              = string
    requests_per_minute = number
    lookups_per_minute  = number
  })

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.entry.domain))
    error_message = "A domain has no scheme, no port and no path."
  }

  validation {
    condition     = var.entry.lookups_per_minute >= 1 && var.entry.lookups_per_minute <= var.entry.requests_per_minute
    error_message = "Looking up codes is limited more strictly than everything together."
  }
}

variable "functions" {
  description = "The name and the paths of each function of the API, by its entry point."
  type        = map(object({ name = string, paths = list(string) }))

  validation {
    condition     = length(distinct(flatten([for f in var.functions : f.paths]))) == length(flatten([for f in var.functions : f.paths]))
    error_message = "A path goes to one function."
  }

  validation {
    condition     = alltrue([for path in flatten([for f in var.functions : f.paths]) : can(regex("^(/([a-z0-9-]+|[*]))+(/[*][*])?$", path))])
    error_message = "A path has plain steps, \"*\" for one of any name, and \"**\" at the end for any number."
  }
}
