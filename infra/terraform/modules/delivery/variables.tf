variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "Where builds run."
  type        = string
}

variable "environment" {
  description = "Which environment is deployed: a folder beside this module's."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environments are dev and prod."
  }
}

variable "delivery" {
  description = "The connected repository, the branch whose pushes are deployed, and the bucket of Terraform's state."
  type        = object({ repository = string, branch = string, state_bucket = string })

  validation {
    condition     = startswith(var.delivery.repository, "projects/")
    error_message = "A repository is named as Cloud Build names it: projects/.../connections/.../repositories/..."
  }
}

variable "needs_approval" {
  description = "Whether somebody has to agree to each deployment."
  type        = bool
}
