# The production environment: one domain with rate limits, warm instances, a protected database.

module "platform" {
  source = "../../modules/platform"

  project    = { id = var.project.id, number = var.project.number }
  region     = var.project.region
  source_zip = var.source_zip
  web        = var.web
  settings   = var.settings

  database = {
    location               = var.project.region
    point_in_time_recovery = true
    delete_protection      = true
    backups                = { daily_kept_days = 14, weekly_kept_days = 98 }
  }

  storage = {
    location       = var.project.region
    origins        = var.app.origins
    may_be_emptied = false
  }

  sign_in = {
    domains      = var.app.domains
    app_check    = "ENFORCED"
    android_apps = var.app.android_apps
    apple_apps   = var.app.apple_apps
  }

  entry = {
    domain = var.domain
    # Everyone in a school or a museum may share one address.
    requests_per_minute = 1200
    lookups_per_minute  = 120
  }

  scale = {
    accounts_api = { min_instances = 1, max_instances = 40 }
    booking_api  = { min_instances = 2, max_instances = 100 }
    offers_api   = { min_instances = 1, max_instances = 100 }
    relay_outbox = { min_instances = 1, max_instances = 40 }
    web_pages    = { min_instances = 1, max_instances = 40 }
    wallet_api   = { min_instances = 1, max_instances = 40 }
  }

  # A year can be compared with the one before; then events are deleted.
  analytics = { kept_days = 396, may_be_emptied = false }

  alerts = { emails = var.alert_emails }
  budget = var.budget
}
