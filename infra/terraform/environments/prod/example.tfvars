project = {
  id     = "culture-pass-prod"
  number = "123456789012"
}

app = {
  origins = []
  domains = []
}

alert_emails = ["on-call@culture.example"]

budget = {
  billing_account = "000000-AAAAAA-BBBBBB"
  amount_a_month  = 2000
}

settings = {
  CULTUREPASS_SCHEMES     = "fr-2025"
  CULTUREPASS_SMTP_HOST   = "smtp.culture.example"
  CULTUREPASS_SMTP_USER   = "culture-pass"
  CULTUREPASS_WEB_API_KEY = "AIza-the-key-of-the-apps"
  CULTUREPASS_SMTP_SENDER = "Pass culture <ne-pas-repondre@culture.example>"
}

domain = "pass.culture.example"
