# What is for trying out has no load balancer, and is given all it needs.

variables {
  project      = { id = "culture-pass-dev", number = "123456789012" }
  app          = { origins = ["http://localhost:3000"], domains = ["localhost"] }
  alert_emails = ["on-call@culture.example"]
  settings     = { CULTUREPASS_SMTP_HOST = "smtp.culture.example", CULTUREPASS_SMTP_SENDER = "Pass <pass@culture.example>" }
}

run "plain_urls" {
  command = plan

  assert {
    condition     = output.url == null && output.address == null
    error_message = "There is no load balancer."
  }

  assert {
    condition     = contains(keys(output.functions), "booking_api") && !contains(keys(output.functions), "booking_events")
    error_message = "The functions of the API are told, and no others."
  }
}

run "no_project_without_a_number" {
  command = plan

  variables {
    project = { id = "culture-pass-dev", number = "culture-pass-dev" }
  }

  expect_failures = [var.project]
}
