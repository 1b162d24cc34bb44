# One scheduled job, which publishes to the topic job-<name>.

resource "google_cloud_scheduler_job" "this" {
  project   = var.project.id
  region    = var.region
  name      = var.name
  schedule  = var.schedule
  time_zone = var.time_zone

  pubsub_target {
    topic_name = var.topic_id
    data       = base64encode("{}")

    # functions/kernel/bus expects these attributes on every message.
    attributes = {
      topic = "job-${var.name}"
      id    = "scheduled"
    }
  }

  retry_config {
    retry_count          = 3
    min_backoff_duration = "10s"
  }
}
