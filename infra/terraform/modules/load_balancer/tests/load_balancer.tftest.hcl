# The address of the API: TLS, limits, and each path to its function.

variables {
  project = { id = "culture-pass-test", number = "123456789012" }
  region  = "europe-west1"
  entry   = { domain = "api.culture.example", requests_per_minute = 1200, lookups_per_minute = 120 }
  functions = {
    booking_api = { name = "booking-api", paths = ["/v1/bookings", "/v1/bookings/*"] }
    wallet_api  = { name = "wallet-api", paths = ["/v1/wallet"] }
  }
}

run "entry" {
  command = plan

  assert {
    condition     = one(google_compute_url_map.this.host_rule).hosts == toset(["api.culture.example"]) && length(google_compute_url_map.this.path_matcher[0].path_rule) == 2
    error_message = "The domain's paths go to their functions."
  }

  assert {
    condition     = google_compute_ssl_policy.this.min_tls_version == "TLS_1_2" && google_compute_url_map.redirect.default_url_redirect[0].https_redirect
    error_message = "Nothing is answered without TLS."
  }

  assert {
    condition     = alltrue([for backend in google_compute_backend_service.this : backend.load_balancing_scheme == "EXTERNAL_MANAGED"])
    error_message = "It is the global external load balancer."
  }
}

run "no_path_of_two_functions" {
  command = plan

  variables {
    functions = {
      booking_api = { name = "booking-api", paths = ["/v1/wallet"] }
      wallet_api  = { name = "wallet-api", paths = ["/v1/wallet"] }
    }
  }

  expect_failures = [var.functions]
}

run "no_domain_with_a_scheme" {
  command = plan

  variables {
    entry = { domain = "https://api.culture.example", requests_per_minute = 1200, lookups_per_minute = 120 }
  }

  expect_failures = [var.entry]
}
