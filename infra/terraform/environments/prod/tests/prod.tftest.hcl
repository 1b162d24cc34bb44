# The production environment is behind one domain.

variables {
  project      = { id = "culture-pass-prod", number = "123456789012" }
  app          = { origins = ["https://app.culture.example"], domains = ["app.culture.example"] }
  alert_emails = ["on-call@culture.example"]
  settings     = { CULTUREPASS_SMTP_HOST = "smtp.culture.example", CULTUREPASS_SMTP_SENDER = "Pass <pass@culture.example>" }
  domain       = "pass.culture.example"
}

run "one_domain" {
  command = plan

  assert {
    condition     = output.url == "https://pass.culture.example" && output.app == output.url
    error_message = "The app and the API have one address."
  }

  assert {
    condition     = can(regex("^source/[0-9a-f]{64}[.]zip$", output.source))
    error_message = "The source is named by the hash of its content."
  }
}
