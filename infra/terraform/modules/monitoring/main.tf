# Log-based metrics, alerts, a dashboard and a budget.

locals {
  revision = "resource.type = \"cloud_run_revision\""
  apis     = "resource.labels.service_name = one_of(${join(", ", [for name in var.apis : "\"${name}\""])})"

  # tests/infra/test_logs.py checks that these entries are written.
  counted = {
    job_runs       = { filter = "(jsonPayload.message=\"job\" OR jsonPayload.message=\"job_listed\")", label = "job" }
    job_items      = { filter = "jsonPayload.message=\"job_item_failed\"", label = null }
    contention     = { filter = "jsonPayload.message=\"request\" AND jsonPayload.code=\"contention\"", label = "route" }
    audit_findings = { filter = "jsonPayload.message=\"audit_finding\"", label = null }
    relay_failures = { filter = "jsonPayload.message=\"relay_failed\"", label = null }
    # Left out of lists and exports; `python -m local.backfill COLLECTION` counts them all.
    unreadable_documents = { filter = "jsonPayload.message=\"unreadable_document\"", label = "collection" }
    # A mail refused by its recipient's server (state "refused") is not our failure.
    mail_failures = { filter = "(jsonPayload.message=\"mail_down\" OR (jsonPayload.message=\"notice_failed\" AND jsonPayload.state!=\"refused\"))", label = null }
  }

  channels = [for channel in google_monitoring_notification_channel.email : channel.id]

  charts = {
    "Requests by status"   = "metric.type=\"run.googleapis.com/request_count\" ${local.revision} ${local.apis}"
    "Latency, p95 (ms)"    = "metric.type=\"run.googleapis.com/request_latencies\" ${local.revision} ${local.apis}"
    "Dead letters"         = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\" resource.labels.subscription_id=\"${var.dead_letters}\""
    "Contention"           = "metric.type=\"logging.googleapis.com/user/contention\" ${local.revision}"
    "Failed job items"     = "metric.type=\"logging.googleapis.com/user/job_items\" ${local.revision}"
    "Events not relayed"   = "metric.type=\"logging.googleapis.com/user/relay_failures\" ${local.revision}"
    "Unreadable documents" = "metric.type=\"logging.googleapis.com/user/unreadable_documents\" ${local.revision}"
    "Failed mails"         = "metric.type=\"logging.googleapis.com/user/mail_failures\" ${local.revision}"
    "Job runs"             = "metric.type=\"logging.googleapis.com/user/job_runs\" ${local.revision}"
    "Instances"            = "metric.type=\"run.googleapis.com/container/instance_count\" ${local.revision}"
    "Documents read"       = "metric.type=\"firestore.googleapis.com/document/read_count\" resource.type=\"firestore_instance\""
    "Documents written"    = "metric.type=\"firestore.googleapis.com/document/write_count\" resource.type=\"firestore_instance\""
    "Oldest unacked event" = "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" resource.type=\"pubsub_subscription\""
  }

  grouped = {
    "Requests by status"   = { aligner = "ALIGN_RATE", by = ["metric.labels.response_code_class"] }
    "Latency, p95 (ms)"    = { aligner = "ALIGN_PERCENTILE_95", by = ["resource.labels.service_name"] }
    "Dead letters"         = { aligner = "ALIGN_MAX", by = [] }
    "Contention"           = { aligner = "ALIGN_DELTA", by = ["metric.labels.route"] }
    "Failed job items"     = { aligner = "ALIGN_DELTA", by = [] }
    "Events not relayed"   = { aligner = "ALIGN_DELTA", by = [] }
    "Unreadable documents" = { aligner = "ALIGN_DELTA", by = ["metric.labels.collection"] }
    "Failed mails"         = { aligner = "ALIGN_DELTA", by = [] }
    "Job runs"             = { aligner = "ALIGN_DELTA", by = ["metric.labels.job"] }
    "Instances"            = { aligner = "ALIGN_MAX", by = ["resource.labels.service_name"] }
    "Documents read"       = { aligner = "ALIGN_RATE", by = [] }
    "Documents written"    = { aligner = "ALIGN_RATE", by = [] }
    "Oldest unacked event" = { aligner = "ALIGN_MAX", by = ["resource.labels.subscription_id"] }
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.alerts.emails)

  project      = var.project.id
  display_name = each.key
  type         = "email"
  labels       = { email_address = each.key }
}

resource "google_logging_metric" "this" {
  for_each = local.counted

  project = var.project.id
  name    = each.key
  filter  = "${local.revision} AND ${each.value.filter}"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    dynamic "labels" {
      for_each = each.value.label == null ? [] : [each.value.label]
      content {
        key        = labels.value
        value_type = "STRING"
      }
    }
  }

  label_extractors = each.value.label == null ? null : {
    (each.value.label) = "EXTRACT(jsonPayload.${each.value.label})"
  }
}

resource "google_monitoring_alert_policy" "dead_letters" {
  project               = var.project.id
  display_name          = "Dead letters"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "A message was not delivered"

    condition_threshold {
      filter          = local.charts["Dead letters"]
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = "A function failed to handle a message 20 times. Fix the cause, then run `python -m infra dead-letters PROJECT --replay`; handlers ignore repeats."
  }
}

resource "google_monitoring_alert_policy" "errors" {
  project               = var.project.id
  display_name          = "5xx rate"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "More than ${var.alerts.error_percent} % of requests fail"

    condition_threshold {
      filter             = "metric.type=\"run.googleapis.com/request_count\" ${local.revision} ${local.apis} metric.labels.response_code_class=\"5xx\""
      denominator_filter = "metric.type=\"run.googleapis.com/request_count\" ${local.revision} ${local.apis}"
      comparison         = "COMPARISON_GT"
      threshold_value    = var.alerts.error_percent / 100
      duration           = "300s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.labels.service_name"]
      }

      denominator_aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.labels.service_name"]
      }
    }
  }
}

resource "google_monitoring_alert_policy" "latency" {
  project               = var.project.id
  display_name          = "Latency, p95"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = "p95 above ${var.alerts.p95_ms} ms"

    condition_threshold {
      filter          = local.charts["Latency, p95 (ms)"]
      comparison      = "COMPARISON_GT"
      threshold_value = var.alerts.p95_ms
      duration        = "600s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_PERCENTILE_95"
        cross_series_reducer = "REDUCE_MAX"
        group_by_fields      = ["resource.labels.service_name"]
      }
    }
  }
}

resource "google_monitoring_alert_policy" "contention" {
  project               = var.project.id
  display_name          = "Contention"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = "More than ${var.alerts.contended_per_5_minutes} requests in 5 minutes were refused with 503"

    condition_threshold {
      filter          = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["contention"].name}\" ${local.revision}"
      comparison      = "COMPARISON_GT"
      threshold_value = var.alerts.contended_per_5_minutes
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
}

# Failed work is retried by the next run or sweep, so a few failures need no alert.
resource "google_monitoring_alert_policy" "failed" {
  project               = var.project.id
  display_name          = "Failed work"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  dynamic "conditions" {
    for_each = {
      job_items      = "failed job items"
      relay_failures = "events not relayed"
      mail_failures  = "mails not sent"
    }

    content {
      display_name = "More than ${var.alerts.failed_per_hour} ${conditions.value} in an hour"

      condition_threshold {
        filter          = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this[conditions.key].name}\" ${local.revision}"
        comparison      = "COMPARISON_GT"
        threshold_value = var.alerts.failed_per_hour
        duration        = "0s"

        aggregations {
          alignment_period     = "3600s"
          per_series_aligner   = "ALIGN_DELTA"
          cross_series_reducer = "REDUCE_SUM"
        }
      }
    }
  }

  documentation {
    content = "The log entries job_item_failed, relay_failed, mail_down and notice_failed describe each failure."
  }
}

resource "google_monitoring_alert_policy" "audit" {
  project               = var.project.id
  display_name          = "Ledger mismatch"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "The audit found a wallet that differs from its ledger"

    condition_threshold {
      filter          = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["audit_findings"].name}\" ${local.revision}"
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "The collection audit_findings lists the wallets and what is wrong with each."
  }
}

# A counter that stands still is reported as zero or not at all, so there is a condition for each.
resource "google_monitoring_alert_policy" "job" {
  for_each = var.jobs

  project               = var.project.id
  display_name          = "Job not run: ${each.key}"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "No data for ${each.value.silent_hours} hours"

    condition_absent {
      filter   = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["job_runs"].name}\" ${local.revision} metric.labels.job=\"${each.key}\""
      duration = "${each.value.silent_hours * 3600}s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  conditions {
    display_name = "No run in ${each.value.silent_hours} hours"

    condition_threshold {
      filter          = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["job_runs"].name}\" ${local.revision} metric.labels.job=\"${each.key}\""
      comparison      = "COMPARISON_LT"
      threshold_value = 1
      duration        = "0s"

      aggregations {
        alignment_period     = "${each.value.silent_hours * 3600}s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
}

resource "google_monitoring_dashboard" "this" {
  project = var.project.id

  dashboard_json = jsonencode({
    displayName = "Culture pass"
    gridLayout = {
      columns = "3"
      widgets = [
        for title, filter in local.charts : {
          title = title
          xyChart = {
            dataSets = [{
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = filter
                  aggregation = {
                    alignmentPeriod    = "300s"
                    perSeriesAligner   = local.grouped[title].aligner
                    crossSeriesReducer = local.grouped[title].aligner == "ALIGN_PERCENTILE_95" || local.grouped[title].aligner == "ALIGN_MAX" ? "REDUCE_MAX" : "REDUCE_SUM"
                    groupByFields      = local.grouped[title].by
                  }
                }
              }
            }]
          }
        }
      ]
    }
  })
}

resource "google_billing_budget" "this" {
  count = var.budget == null ? 0 : 1

  billing_account = var.budget.billing_account
  display_name    = "Culture pass, ${var.project.id}"

  budget_filter {
    projects        = ["projects/${var.project.number}"]
    calendar_period = "MONTH"
  }

  amount {
    specified_amount {
      units = tostring(var.budget.amount_a_month)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }

  all_updates_rule {
    monitoring_notification_channels = local.channels
  }
}
