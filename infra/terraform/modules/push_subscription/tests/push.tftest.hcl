# One push subscription: in whose name, how long, and where what is refused ends.

variables {
  project              = { id = "culture-pass-test", number = "123456789012" }
  topic                = "booking-redeemed"
  function             = { name = "wallet-events", uri = "https://wallet-events.example" }
  pusher               = "push-messages@culture-pass-test.iam.gserviceaccount.com"
  dead_letter_topic    = "projects/culture-pass-test/topics/dead-letters"
  ack_deadline_seconds = 70
}

run "pushed" {
  command = plan

  assert {
    condition     = google_pubsub_subscription.this.push_config[0].oidc_token[0].audience == "https://wallet-events.example"
    error_message = "The token is for the function that is called."
  }

  assert {
    condition     = google_pubsub_subscription.this.dead_letter_policy[0].max_delivery_attempts == 20
    error_message = "It is given up after 20 attempts."
  }

  assert {
    condition     = google_pubsub_subscription.this.retry_policy[0].minimum_backoff == "10s" && google_pubsub_subscription.this.expiration_policy[0].ttl == ""
    error_message = "It waits between attempts, and never expires."
  }

  assert {
    condition     = google_pubsub_subscription_iam_member.dead_letters.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
    error_message = "Pub/Sub may move a message away."
  }
}

run "no_deadline_beyond_what_pubsub_waits" {
  command = plan

  variables {
    ack_deadline_seconds = 601
  }

  expect_failures = [var.ack_deadline_seconds]
}
