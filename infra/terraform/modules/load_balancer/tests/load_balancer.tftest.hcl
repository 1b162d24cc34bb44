# The address of the app and the API: TLS, rate limits, routing and caches.

variables {
  project = { id = "culture-pass-test", number = "123456789012" }
  region  = "europe-west1"
  entry   = { domain = "pass.culture.example", requests_per_minute = 1200, lookups_per_minute = 120 }
  functions = {
    accounts_api = { name = "accounts-api", paths = ["/v1/offerers", "/v1/offerers/**", "/v1/offerers/*/members/**"] }
    offers_api   = { name = "offers-api", paths = ["/v1/offerers/*/offers"] }
    web_pages    = { name = "web-pages", paths = ["/**"] }
  }
  web_bucket = "culture-pass-test-web"
}

run "entry" {
  command = plan

  assert {
    condition     = one(google_compute_url_map.this.host_rule).hosts == toset(["pass.culture.example"]) && join(" ", [for rule in google_compute_url_map.this.path_matcher[0].route_rules : rule.match_rules[0].path_template_match]) == "/assets/** /v1/offerers /v1/offerers/*/offers /v1/offerers/*/members/** /v1/offerers/**"
    error_message = "More specific paths come first."
  }

  assert {
    condition     = google_compute_ssl_policy.this.min_tls_version == "TLS_1_2" && google_compute_url_map.redirect.default_url_redirect[0].https_redirect
    error_message = "HTTP redirects to HTTPS with TLS 1.2 or later."
  }

  assert {
    condition     = alltrue([for backend in google_compute_backend_service.this : backend.load_balancing_scheme == "EXTERNAL_MANAGED"])
    error_message = "It is the global external load balancer."
  }

  assert {
    condition     = google_compute_backend_bucket.web.enable_cdn && [for name, backend in google_compute_backend_service.this : name if backend.enable_cdn] == ["web_pages"]
    error_message = "Files and pages are cached, and no answer of the API."
  }
}

run "refuses_path_of_two_functions" {
  command = plan

  variables {
    functions = {
      booking_api = { name = "booking-api", paths = ["/v1/wallet"] }
      wallet_api  = { name = "wallet-api", paths = ["/v1/wallet"] }
      web_pages   = { name = "web-pages", paths = ["/**"] }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_double_star_inside_a_path" {
  command = plan

  variables {
    functions = {
      offers_api = { name = "offers-api", paths = ["/v1/**/offers"] }
      web_pages  = { name = "web-pages", paths = ["/**"] }
    }
  }

  expect_failures = [var.functions]
}

run "refuses_to_have_no_pages" {
  command = plan

  variables {
    functions = { offers_api = { name = "offers-api", paths = ["/v1/offers"] } }
  }

  expect_failures = [var.functions]
}

run "refuses_domain_with_scheme" {
  command = plan

  variables {
    entry = { domain = "https://pass.culture.example", requests_per_minute = 1200, lookups_per_minute = 120 }
  }

  expect_failures = [var.entry]
}
