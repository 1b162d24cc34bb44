# One push subscription: authentication, retries and dead letters.

variables {
  project              = { id = "culture-pass-test", number = "123456789012" }
  topic                = "booking-redeemed"
  function             = { name = "wallet-events", uri = "https://wallet-events.example" }
  pusher               = "push-messages@culture-pass-test.iam.gserviceaccount.com"
  dead_letter_topic    = "projects/culture-pass-test/topics/dead-letters"
  ack_deadline_seconds = 70
}

run "push" {
  command = plan

  assert {
    condition     = google_pubsub_subscription.this.push_config[0].oidc_token[0].audience == "https://wallet-events.example"
    error_message = "The token's audience is the function."
  }

  assert {
    condition     = google_pubsub_subscription.this.dead_letter_policy[0].max_delivery_attempts == 20
    error_message = "A message goes to the dead letters after 20 attempts."
  }

  assert {
    condition     = google_pubsub_subscription.this.retry_policy[0].minimum_backoff == "10s" && google_pubsub_subscription.this.expiration_policy[0].ttl == ""
    error_message = "Retries back off, and the subscription never expires."
  }

  assert {
    condition     = google_pubsub_subscription_iam_member.dead_letters.member == "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
    error_message = "Pub/Sub may acknowledge messages that it moves to the dead letters."
  }
}

run "refuses_deadline_above_600_seconds" {
  command = plan

  variables {
    ack_deadline_seconds = 601
  }

  expect_failures = [var.ack_deadline_seconds]
}
