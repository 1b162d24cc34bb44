variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "location" {
  description = "The bucket's location."
  type        = string
}

variable "folder" {
  description = "The folder of the web app's files, written by `python -m infra web`."
  type        = string

  validation {
    condition     = length(fileset(var.folder, "assets/**")) > 0
    error_message = "No files: write them with `python -m infra web`."
  }
}
