variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "Where the source and the images are kept."
  type        = string
}

variable "zip" {
  description = "The path of the zip that `python -m infra zip` makes."
  type        = string

  validation {
    condition     = fileexists(var.zip)
    error_message = "There is no such zip; make it with `python -m infra zip`."
  }
}
