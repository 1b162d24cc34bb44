# The development environment has no load balancer.

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
    condition     = output.app == "https://web-pages-123456789012.europe-west1.run.app"
    error_message = "The web app has the URL of its function."
  }

  assert {
    condition     = contains(keys(output.functions), "booking_api") && !contains(keys(output.functions), "booking_events")
    error_message = "The output lists the HTTP functions and no others."
  }
}

run "refuses_project_without_number" {
  command = plan

  variables {
    project = { id = "culture-pass-dev", number = "culture-pass-dev" }
  }

  expect_failures = [var.project]
}
