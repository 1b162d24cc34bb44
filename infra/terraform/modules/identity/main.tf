# Sign-in by e-mail address and password, and App Check.

resource "google_identity_platform_config" "this" {
  project                    = var.project.id
  authorized_domains         = var.sign_in.domains
  autodelete_anonymous_users = true

  sign_in {
    allow_duplicate_emails = false

    anonymous {
      enabled = false
    }

    email {
      enabled           = true
      password_required = true
    }

    phone_number {
      enabled = false
    }
  }

  client {
    permissions {
      disabled_user_signup = false
      # Accounts are deleted through the API, which also erases the person's data.
      disabled_user_deletion = true
    }
  }

  monitoring {
    request_logging {
      enabled = true
    }
  }
}

# Clients use neither Firestore nor Storage directly, except for signed uploads, so App Check closes
# both to them.
resource "google_firebase_app_check_service_config" "this" {
  for_each = toset(["firestore.googleapis.com", "firebasestorage.googleapis.com"])

  project          = var.project.id
  service_id       = each.key
  enforcement_mode = var.sign_in.app_check
}

resource "google_firebase_app_check_play_integrity_config" "this" {
  for_each = toset(var.sign_in.android_apps)

  project   = var.project.id
  app_id    = each.key
  token_ttl = "3600s"
}

resource "google_firebase_app_check_app_attest_config" "this" {
  for_each = toset(var.sign_in.apple_apps)

  project   = var.project.id
  app_id    = each.key
  token_ttl = "3600s"
}
