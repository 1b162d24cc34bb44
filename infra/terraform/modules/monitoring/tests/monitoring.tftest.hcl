# Who is told of what.

variables {
  project      = { id = "culture-pass-test", number = "123456789012" }
  apis         = ["booking-api", "wallet-api"]
  dead_letters = "dead-letters"
  jobs         = { audit-ledger = { silent_hours = 3 } }
  alerts       = { emails = ["on-call@culture.example"] }
}

run "told" {
  command = plan

  assert {
    condition     = strcontains(google_monitoring_alert_policy.errors.conditions[0].condition_threshold[0].filter, "one_of(\"booking-api\", \"wallet-api\")")
    error_message = "Errors of the API's functions are counted."
  }

  assert {
    condition     = google_monitoring_alert_policy.errors.conditions[0].condition_threshold[0].threshold_value == 0.01
    error_message = "One request in a hundred may fail."
  }

  assert {
    condition     = google_monitoring_alert_policy.job["audit-ledger"].conditions[0].condition_absent[0].duration == "10800s"
    error_message = "A job that does not run for three hours is told."
  }

  assert {
    condition     = length(google_billing_budget.this) == 0
    error_message = "Without a billing account there is no budget."
  }
}

run "a_budget" {
  command = plan

  variables {
    budget = { billing_account = "000000-AAAAAA-BBBBBB", amount_a_month = 50 }
  }

  assert {
    condition     = google_billing_budget.this[0].amount[0].specified_amount[0].units == "50"
    error_message = "It is a whole amount, in whatever the account is billed in."
  }
}

run "no_budget_of_cents" {
  command = plan

  variables {
    budget = { billing_account = "000000-AAAAAA-BBBBBB", amount_a_month = 49.5 }
  }

  expect_failures = [var.budget]
}

run "not_more_than_a_budget_tells" {
  command = plan

  variables {
    alerts = { emails = [for number in range(6) : "on-call-${number}@culture.example"] }
  }

  expect_failures = [var.alerts]
}

run "not_told_to_nobody" {
  command = plan

  variables {
    alerts = { emails = [] }
  }

  expect_failures = [var.alerts]
}

run "no_silence_that_nobody_notices" {
  command = plan

  variables {
    jobs = { yearly = { silent_hours = 24 } }
  }

  expect_failures = [var.jobs]
}
