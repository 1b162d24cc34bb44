# The development environment: plain URLs, no warm instances, and everything may be destroyed.

module "platform" {
  source = "../../modules/platform"

  project    = { id = var.project.id, number = var.project.number }
  region     = var.project.region
  source_zip = var.source_zip
  web        = var.web
  settings   = var.settings

  database = {
    location               = var.project.region
    point_in_time_recovery = false
    delete_protection      = false
  }

  storage = {
    location       = var.project.region
    origins        = var.app.origins
    may_be_emptied = true
  }

  sign_in = {
    domains      = var.app.domains
    app_check    = "UNENFORCED"
    android_apps = var.app.android_apps
    apple_apps   = var.app.apple_apps
  }

  analytics = var.has_analytics ? { kept_days = 31, may_be_emptied = true } : null

  alerts = { emails = var.alert_emails }
  budget = var.budget
}
