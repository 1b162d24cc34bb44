# Events in BigQuery, written by Pub/Sub itself, and a view with the columns of the local export.

locals {
  pubsub_agent = "serviceAccount:service-${var.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  messages     = "${var.project.id}.${google_bigquery_dataset.this.dataset_id}.${google_bigquery_table.messages.table_id}"
}

resource "google_bigquery_dataset" "this" {
  project                    = var.project.id
  dataset_id                 = "culture_pass"
  location                   = var.location
  description                = "Events of bookings and grants. They hold ids of people."
  delete_contents_on_destroy = var.may_be_emptied
}

# The columns that a subscription with metadata writes.
resource "google_bigquery_table" "messages" {
  project             = var.project.id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = "messages"
  description         = "Every delivery of an event; query the view instead, in which each is once."
  deletion_protection = !var.may_be_emptied

  time_partitioning {
    type          = "DAY"
    field         = "publish_time"
    expiration_ms = var.kept_days * 24 * 3600 * 1000
  }

  schema = jsonencode([
    { name = "subscription_name", type = "STRING", mode = "NULLABLE", description = "The subscription that wrote the row." },
    { name = "message_id", type = "STRING", mode = "NULLABLE", description = "Pub/Sub's id, another one for each publication." },
    { name = "publish_time", type = "TIMESTAMP", mode = "NULLABLE", description = "When Pub/Sub received the message." },
    { name = "data", type = "JSON", mode = "NULLABLE", description = "The event: its subject_id, revision, at, and what else its kind has." },
    { name = "attributes", type = "JSON", mode = "NULLABLE", description = "The topic, which is the name of the event, and the event's id." },
  ])
}

# Events may be published and delivered more than once. An undone redemption is left out, as from
# the local export.
resource "google_bigquery_table" "events" {
  project             = var.project.id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = "events"
  description         = "Each event once: name, id, subject_id, at, data."
  deletion_protection = false

  view {
    use_legacy_sql = false

    query = <<-SQL
      WITH events AS (
        SELECT
          JSON_VALUE(attributes, '$.topic') AS name,
          JSON_VALUE(attributes, '$.id') AS id,
          JSON_VALUE(data, '$.subject_id') AS subject_id,
          TIMESTAMP(JSON_VALUE(data, '$.at')) AS `at`,
          data,
          CAST(JSON_VALUE(data, '$.revision') AS INT64) AS revision
        FROM `${local.messages}`
        WHERE TRUE
        QUALIFY ROW_NUMBER() OVER (PARTITION BY JSON_VALUE(attributes, '$.id') ORDER BY publish_time) = 1
      ),
      undone AS (
        SELECT subject_id, MAX(revision) AS revision FROM events WHERE name = 'booking-restored' GROUP BY subject_id
      )
      SELECT events.name, events.id, events.subject_id, events.`at`, events.data
      FROM events LEFT JOIN undone ON undone.subject_id = events.subject_id
      WHERE events.name != 'booking-restored'
        AND NOT (events.name = 'booking-redeemed' AND events.revision < COALESCE(undone.revision, 0))
    SQL
  }
}

resource "google_bigquery_table_iam_member" "pubsub" {
  project    = var.project.id
  dataset_id = google_bigquery_dataset.this.dataset_id
  table_id   = google_bigquery_table.messages.table_id
  role       = "roles/bigquery.dataEditor"
  member     = local.pubsub_agent
}

resource "google_pubsub_subscription" "this" {
  for_each = var.topics

  project = var.project.id
  name    = "bigquery.${each.key}"
  topic   = each.key

  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  bigquery_config {
    table          = local.messages
    write_metadata = true
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = var.dead_letter_topic
    max_delivery_attempts = 20
  }

  # A quiet topic must not lose its subscription.
  expiration_policy {
    ttl = ""
  }

  # Pub/Sub refuses a subscription to a table that it may not write to.
  depends_on = [google_bigquery_table_iam_member.pubsub]
}

# To move a message to the dead letters, Pub/Sub must be allowed to acknowledge it here.
resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = google_pubsub_subscription.this

  project      = var.project.id
  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
