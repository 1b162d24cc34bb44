# The single address of the app and the API: a certificate, rate limits, and routing of paths.

locals {
  # Plain paths first, then those with "*", then those with "**"; among equals, the longer first.
  by_precedence = {
    for rule in flatten([
      for name, function in var.functions : [
        for path in function.paths : { function = name, path = path } if path != "/**"
      ]
    ]) : format("%d %03d %s", endswith(rule.path, "/**") ? 2 : strcontains(rule.path, "*") ? 1 : 0, 999 - length(split("/", rule.path)), rule.path) => rule
  }
  rules = [for key in sort(keys(local.by_precedence)) : local.by_precedence[key]]

  # The function that gets what no other path matches.
  pages = one([for name, function in var.functions : name if contains(function.paths, "/**")])

  # Browsers never ask for this address without TLS again.
  headers = ["Strict-Transport-Security: max-age=31536000"]
}

resource "google_compute_global_address" "this" {
  project = var.project.id
  name    = "culture-pass"
}

resource "google_compute_managed_ssl_certificate" "this" {
  project = var.project.id
  name    = "culture-pass-${replace(var.entry.domain, ".", "-")}"

  managed {
    domains = [var.entry.domain]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project.id
  name            = "culture-pass"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_security_policy" "this" {
  project     = var.project.id
  name        = "culture-pass"
  description = "Rate limits per client address"

  # A countermark has 6 characters; at this rate, guessing one takes years.
  rule {
    priority    = 900
    action      = "throttle"
    description = "Countermark lookups"

    match {
      expr {
        expression = "request.path.startsWith('/v1/desk/countermarks/')"
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = var.entry.lookups_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    priority    = 1000
    action      = "throttle"
    description = "All requests"

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = var.entry.requests_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    priority    = 2147483647
    action      = "allow"
    description = "Default"

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_compute_region_network_endpoint_group" "this" {
  for_each = var.functions

  project               = var.project.id
  region                = var.region
  name                  = each.value.name
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = each.value.name
  }
}

resource "google_compute_backend_service" "this" {
  for_each = var.functions

  project               = var.project.id
  name                  = each.value.name
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.this.id

  custom_response_headers = local.headers

  # Only what pages allow to be kept: the sitemap and robots.txt, but no document.
  enable_cdn = each.key == local.pages

  dynamic "cdn_policy" {
    for_each = each.key == local.pages ? [true] : []

    content {
      cache_mode = "USE_ORIGIN_HEADERS"

      cache_key_policy {
        include_host         = true
        include_protocol     = true
        include_query_string = false
      }
    }
  }

  backend {
    group = google_compute_region_network_endpoint_group.this[each.key].id
  }

  log_config {
    enable      = true
    sample_rate = 0.1
  }

  # A backend that the URL map refers to cannot be deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_backend_bucket" "web" {
  project          = var.project.id
  name             = "culture-pass-web"
  bucket_name      = var.web_bucket
  enable_cdn       = true
  compression_mode = "AUTOMATIC"

  custom_response_headers = concat(local.headers, ["X-Content-Type-Options: nosniff"])

  cdn_policy {
    cache_mode         = "USE_ORIGIN_HEADERS"
    request_coalescing = true
  }

  # A backend that the URL map refers to cannot be deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_url_map" "this" {
  project = var.project.id
  name    = "culture-pass"

  # It answers an unknown path of the API with the API's own 404.
  default_service = google_compute_backend_service.this[local.pages].id

  host_rule {
    hosts        = [var.entry.domain]
    path_matcher = "all"
  }

  path_matcher {
    name            = "all"
    default_service = google_compute_backend_service.this[local.pages].id

    # Files of the app, whose names change with their content.
    route_rules {
      priority = 1
      service  = google_compute_backend_bucket.web.id

      match_rules {
        path_template_match = "/assets/**"
      }
    }

    dynamic "route_rules" {
      for_each = local.rules

      content {
        priority = route_rules.key + 2
        service  = google_compute_backend_service.this[route_rules.value.function].id

        match_rules {
          path_template_match = route_rules.value.path
        }
      }
    }
  }
}

resource "google_compute_target_https_proxy" "this" {
  project          = var.project.id
  name             = "culture-pass"
  url_map          = google_compute_url_map.this.id
  ssl_certificates = [google_compute_managed_ssl_certificate.this.id]
  ssl_policy       = google_compute_ssl_policy.this.id
}

resource "google_compute_global_forwarding_rule" "https" {
  project               = var.project.id
  name                  = "culture-pass-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
}

resource "google_compute_url_map" "redirect" {
  project = var.project.id
  name    = "culture-pass-redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_target_http_proxy" "redirect" {
  project = var.project.id
  name    = "culture-pass-redirect"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_global_forwarding_rule" "http" {
  project               = var.project.id
  name                  = "culture-pass-http"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this.id
  port_range            = "80"
  target                = google_compute_target_http_proxy.redirect.id
}
