# Events in BigQuery: the columns that Pub/Sub writes, retention, one account with one right.

variables {
  project           = { id = "culture-pass-test", number = "123456789012" }
  location          = "europe-west1"
  topics            = ["booking-redeemed", "grant-received"]
  kept_days         = 396
  may_be_emptied    = false
  dead_letter_topic = "projects/culture-pass-test/topics/dead-letters"
}

run "events" {
  command = plan

  assert {
    condition     = sort([for column in jsondecode(google_bigquery_table.messages.schema) : "${column.name} ${column.type}"]) == tolist(["attributes JSON", "data JSON", "message_id STRING", "publish_time TIMESTAMP", "subscription_name STRING"])
    error_message = "A subscription with metadata writes these columns."
  }

  assert {
    condition     = google_bigquery_table.messages.time_partitioning[0].expiration_ms == 34214400000 && google_bigquery_table.messages.deletion_protection
    error_message = "Events are kept for 396 days, and the table is protected."
  }

  assert {
    condition     = google_pubsub_subscription.this["grant-received"].bigquery_config[0].write_metadata && google_pubsub_subscription.this["grant-received"].bigquery_config[0].table == "culture-pass-test.culture_pass.messages"
    error_message = "Pub/Sub writes to the table, with the attributes."
  }

  assert {
    condition     = google_bigquery_table_iam_member.pubsub.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com" && google_bigquery_table_iam_member.pubsub.role == "roles/bigquery.dataEditor"
    error_message = "Pub/Sub's agent may write to this table only."
  }

  assert {
    condition     = google_pubsub_subscription.this["booking-redeemed"].dead_letter_policy[0].max_delivery_attempts == 20 && google_pubsub_subscription.this["booking-redeemed"].expiration_policy[0].ttl == ""
    error_message = "A row that cannot be written goes to the dead letters, and the subscription never expires."
  }
}

run "refuses_to_keep_events_for_ever" {
  command = plan

  variables {
    kept_days = 4000
  }

  expect_failures = [var.kept_days]
}
