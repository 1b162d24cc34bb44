# One push subscription of a function, with retries and dead letters.

resource "google_pubsub_subscription" "this" {
  project = var.project.id
  name    = "${var.function.name}.${var.topic}"
  topic   = var.topic

  ack_deadline_seconds       = var.ack_deadline_seconds
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = var.function.uri

    oidc_token {
      service_account_email = var.pusher
      audience              = var.function.uri
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = var.dead_letter_topic
    max_delivery_attempts = var.attempts
  }

  # An unused subscription must not expire.
  expiration_policy {
    ttl = ""
  }
}

# To move a message to the dead letters, Pub/Sub must be allowed to acknowledge it here.
resource "google_pubsub_subscription_iam_member" "dead_letters" {
  project      = var.project.id
  subscription = google_pubsub_subscription.this.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:service-${var.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}
