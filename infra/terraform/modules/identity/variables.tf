variable "project" {
  description = "The project's id and number."
  type        = object({ id = string, number = string })
}

variable "sign_in" {
  description = "The authorised sign-in domains, the App Check enforcement mode, and the Firebase ids of the registered apps."
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
