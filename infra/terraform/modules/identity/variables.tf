variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "sign_in" {
  description = "From which domains people sign in, how strict App Check is, and the Firebase ids of the apps that it knows."
  type = object({
    domains      = list(string)
    app_check    = string
    android_apps = optional(list(string), [])
    apple_apps   = optional(list(string), [])
  })

  validation {
    condition     = contains(["UNENFORCED", "ENFORCED"], var.sign_in.app_check)
    error_message = "App Check is UNENFORCED or ENFORCED."
  }
}
