# Topics, push subscriptions, dead letters and scheduled jobs.

resource "google_pubsub_topic" "this" {
  for_each = local.subscribers

  project = var.project.id
  name    = each.key

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.this]
}

# The account that push requests are authenticated with.
resource "google_service_account" "pusher" {
  project      = var.project.id
  account_id   = "push-messages"
  display_name = "Pushes messages to the functions"

  depends_on = [google_project_service.this]
}

resource "google_service_account_iam_member" "pusher" {
  service_account_id = google_service_account.pusher.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

module "push_subscription" {
  source   = "../push_subscription"
  for_each = local.subscriptions

  project              = var.project
  topic                = google_pubsub_topic.this[each.value.topic].name
  function             = { name = module.function[each.value.function].name, uri = module.function[each.value.function].uri }
  pusher               = google_service_account.pusher.email
  dead_letter_topic    = google_pubsub_topic.dead_letters.id
  ack_deadline_seconds = min(600, local.functions[each.value.function].timeout_seconds + 10)

  depends_on = [google_service_account_iam_member.pusher]
}

resource "google_pubsub_topic" "dead_letters" {
  project = var.project.id
  name    = "dead-letters"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.this]
}

resource "google_pubsub_subscription" "dead_letters" {
  project = var.project.id
  name    = "dead-letters"
  topic   = google_pubsub_topic.dead_letters.name

  # Read by hand after an alert, so messages are kept for as long as Pub/Sub allows.
  message_retention_duration = "2678400s"
  ack_deadline_seconds       = 60

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project.id
  topic   = google_pubsub_topic.dead_letters.name
  role    = "roles/pubsub.publisher"
  member  = local.pubsub_agent
}

module "scheduled_job" {
  source   = "../scheduled_job"
  for_each = local.jobs

  project   = var.project
  region    = var.region
  name      = each.key
  schedule  = each.value.schedule
  time_zone = local.listed.time_zone
  topic_id  = google_pubsub_topic.this["job-${each.key}"].id
}

locals {
  pubsub_agent = "serviceAccount:service-${var.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}
