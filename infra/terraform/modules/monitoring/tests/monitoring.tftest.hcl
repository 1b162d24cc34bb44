# Alerts and the budget.

variables {
  project      = { id = "culture-pass-test", number = "123456789012" }
  apis         = ["booking-api", "wallet-api"]
  dead_letters = "dead-letters"
  jobs         = { audit-ledger = { silent_hours = 3 } }
  alerts       = { emails = ["on-call@culture.example"] }
}

run "alerts" {
  command = plan

  assert {
    condition     = strcontains(google_monitoring_alert_policy.errors.conditions[0].condition_threshold[0].filter, "one_of(\"booking-api\", \"wallet-api\")")
    error_message = "The error rate counts the HTTP functions."
  }

  assert {
    condition     = google_monitoring_alert_policy.errors.conditions[0].condition_threshold[0].threshold_value == 0.01
    error_message = "The threshold is a share, not a percentage."
  }

  assert {
    condition     = google_monitoring_alert_policy.job["audit-ledger"].conditions[0].condition_absent[0].duration == "10800s"
    error_message = "A job that does not run for three hours opens an alert."
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
    error_message = "The amount is whole, in the account's currency."
  }
}

run "refuses_fractional_budget" {
  command = plan

  variables {
    budget = { billing_account = "000000-AAAAAA-BBBBBB", amount_a_month = 49.5 }
  }

  expect_failures = [var.budget]
}

run "refuses_six_addresses" {
  command = plan

  variables {
    alerts = { emails = [for number in range(6) : "on-call-${number}@culture.example"] }
  }

  expect_failures = [var.alerts]
}

run "refuses_alerts_without_address" {
  command = plan

  variables {
    alerts = { emails = [] }
  }

  expect_failures = [var.alerts]
}

run "refuses_silence_of_a_day" {
  command = plan

  variables {
    jobs = { yearly = { silent_hours = 24 } }
  }

  expect_failures = [var.jobs]
}
