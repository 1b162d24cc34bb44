variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "region" {
  description = "The location of the keys."
  type        = string
}
