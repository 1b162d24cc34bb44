project = {
  id     = "culture-pass-dev"
  number = "123456789012"
}

app = {
  origins = ["http://localhost:8080"]
  domains = ["localhost"]
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
  CULTUREPASS_WEB_API_KEY = "AIza-the-key-of-the-apps"
  CULTUREPASS_SMTP_SENDER = "Pass culture <ne-pas-repondre@culture.example>"
}
