variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "The region of the source and the container images."
  type        = string
}

variable "zip" {
  description = "The path of the source archive built by `python -m infra zip`."
  type        = string

  validation {
    condition     = fileexists(var.zip)
    error_message = "No such file: build the archive with `python -m infra zip`."
  }
}
