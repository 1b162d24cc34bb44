project = {
  id     = "culture-pass-dev"
  number = "123456789012"
}

app = {
  origins = ["https://app.culture.example"]
  domains = ["app.culture.example"]
}

alert_emails = ["on-call@culture.example"]

budget = {
  billing_account = "000000-AAAAAA-BBBBBB"
  amount_a_month  = 50
}

settings = {
  CULTUREPASS_SCHEMES     = "fr-2025"
  CULTUREPASS_SMTP_HOST   = "smtp.culture.example"
  CULTUREPASS_SMTP_USER   = "culture-pass"
  CULTUREPASS_SMTP_SENDER = "Pass culture <ne-pas-repondre@culture.example>"
}
