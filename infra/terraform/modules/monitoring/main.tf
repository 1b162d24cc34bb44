# What is counted from logs, who is told of what, one dashboard, and a limit to the money.

locals {
  revision = "resource.type = \"cloud_run_revision\""
  apis     = "resource.labels.service_name = one_of(${join(", ", [for name in var.apis : "\"${name}\""])})"

  # Log entries are what functions/kernel/logs.py writes.
  counted = {
    job_runs       = { filter = "jsonPayload.message=(\"job\" OR \"job_listed\")", label = "job" }
    job_pieces     = { filter = "jsonPayload.message=\"job_piece_failed\"", label = null }
    contention     = { filter = "jsonPayload.message=\"request\" AND jsonPayload.code=\"contention\"", label = "route" }
    audit_findings = { filter = "jsonPayload.message=\"audit_finding\"", label = null }
    relay_failures = { filter = "jsonPayload.message=\"relay_failed\"", label = null }
    # Of an address that takes no mail nobody needs to hear.
    mail_failures = { filter = "(jsonPayload.message=\"mail_down\" OR (jsonPayload.message=\"notice_failed\" AND jsonPayload.state!=\"refused\"))", label = null }
  }

  channels = [for channel in google_monitoring_notification_channel.email : channel.id]

  charts = {
    "Requests by status"   = "metric.type=\"run.googleapis.com/request_count\" ${local.revision} ${local.apis}"
    "Latency, p95 (ms)"    = "metric.type=\"run.googleapis.com/request_latencies\" ${local.revision} ${local.apis}"
    "Dead letters"         = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\" resource.labels.subscription_id=\"${var.dead_letters}\""
    "Contention"           = "metric.type=\"logging.googleapis.com/user/contention\" ${local.revision}"
    "Pieces that failed"   = "metric.type=\"logging.googleapis.com/user/job_pieces\" ${local.revision}"
    "Events not relayed"   = "metric.type=\"logging.googleapis.com/user/relay_failures\" ${local.revision}"
    "Mails that failed"    = "metric.type=\"logging.googleapis.com/user/mail_failures\" ${local.revision}"
    "Runs of jobs"         = "metric.type=\"logging.googleapis.com/user/job_runs\" ${local.revision}"
    "Instances"            = "metric.type=\"run.googleapis.com/container/instance_count\" ${local.revision}"
    "Documents read"       = "metric.type=\"firestore.googleapis.com/document/read_count\" resource.type=\"firestore_instance\""
    "Documents written"    = "metric.type=\"firestore.googleapis.com/document/write_count\" resource.type=\"firestore_instance\""
    "Oldest unheard event" = "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" resource.type=\"pubsub_subscription\""
  }

  grouped = {
    "Requests by status"   = { aligner = "ALIGN_RATE", by = ["metric.labels.response_code_class"] }
    "Latency, p95 (ms)"    = { aligner = "ALIGN_PERCENTILE_95", by = ["resource.labels.service_name"] }
    "Dead letters"         = { aligner = "ALIGN_MAX", by = [] }
    "Contention"           = { aligner = "ALIGN_DELTA", by = ["metric.labels.route"] }
    "Pieces that failed"   = { aligner = "ALIGN_DELTA", by = [] }
    "Events not relayed"   = { aligner = "ALIGN_DELTA", by = [] }
    "Mails that failed"    = { aligner = "ALIGN_DELTA", by = [] }
    "Runs of jobs"         = { aligner = "ALIGN_DELTA", by = ["metric.labels.job"] }
    "Instances"            = { aligner = "ALIGN_MAX", by = ["resource.labels.service_name"] }
    "Documents read"       = { aligner = "ALIGN_RATE", by = [] }
    "Documents written"    = { aligner = "ALIGN_RATE", by = [] }
    "Oldest unheard event" = { aligner = "ALIGN_MAX", by = ["resource.labels.subscription_id"] }
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
    display_name = "A message was given up"

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
    content = "A function refused a message for too long. Its attributes tell the topic and the subscription; publish it again to that topic once the cause is mended: nothing is done twice."
  }
}

resource "google_monitoring_alert_policy" "errors" {
  project               = var.project.id
  display_name          = "Share of 5xx"
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
    display_name = "More than ${var.alerts.contended_per_5_minutes} requests in 5 minutes were told to come again"

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

# What failed is tried again, by the next run or the sweep; much of it at once is no accident.
resource "google_monitoring_alert_policy" "failed" {
  project               = var.project.id
  display_name          = "Work that fails"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  dynamic "conditions" {
    for_each = {
      job_pieces     = "pieces of jobs"
      relay_failures = "events that were not relayed"
      mail_failures  = "mails that did not leave"
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
    content = "The log entries job_piece_failed, relay_failed, mail_down and notice_failed tell what each failed with, and where."
  }
}

resource "google_monitoring_alert_policy" "audit" {
  project               = var.project.id
  display_name          = "The ledger does not add up"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "The audit found a faulty wallet"

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
    content = "The documents of the collection audit_findings tell which wallets, and what is wrong with each."
  }
}

# A counter that stands still may be told as zero or not at all; each is a condition.
resource "google_monitoring_alert_policy" "job" {
  for_each = var.jobs

  project               = var.project.id
  display_name          = "Job not run: ${each.key}"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "No run is told for ${each.value.silent_hours} hours"

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
