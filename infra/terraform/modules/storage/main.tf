# Two buckets: uploads, written by signed URLs, and images, which are public.

resource "google_storage_bucket" "uploads" {
  project  = var.project.id
  name     = "${var.project.id}-uploads"
  location = var.storage.location

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.storage.may_be_emptied

  # Uploads are processed within minutes and not needed afterwards.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 1
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 1
    }
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  cors {
    origin          = var.storage.origins
    method          = ["PUT"]
    response_header = ["Content-Type", "x-goog-content-length-range"]
    max_age_seconds = 3600
  }
}

resource "google_storage_bucket" "images" {
  # checkov:skip=CKV_GCP_114: pictures are public
  project  = var.project.id
  name     = "${var.project.id}-images"
  location = var.storage.location

  uniform_bucket_level_access = true
  public_access_prevention    = "inherited"
  force_destroy               = var.storage.may_be_emptied

  cors {
    origin          = var.storage.origins
    method          = ["GET", "HEAD"]
    response_header = ["Content-Type"]
    max_age_seconds = 3600
  }
}

# Anyone may read a picture by its URL, but not list the bucket.
resource "google_storage_bucket_iam_member" "readers" {
  # checkov:skip=CKV_GCP_28: pictures are public
  bucket = google_storage_bucket.images.name
  role   = "roles/storage.legacyObjectReader"
  member = "allUsers"
}

resource "google_pubsub_topic_iam_member" "storage" {
  project = var.project.id
  topic   = var.topic.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${var.project.number}@gs-project-accounts.iam.gserviceaccount.com"
}

resource "google_storage_notification" "uploads" {
  bucket         = google_storage_bucket.uploads.name
  topic          = var.topic.id
  event_types    = ["OBJECT_FINALIZE"]
  payload_format = "JSON_API_V1"

  depends_on = [google_pubsub_topic_iam_member.storage]
}

resource "google_firebaserules_ruleset" "this" {
  project = var.project.id

  source {
    files {
      name    = "storage.rules"
      content = file("${path.module}/../../../storage.rules")
    }
  }

  # A ruleset that a release refers to cannot be deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_firebaserules_release" "this" {
  for_each = toset([google_storage_bucket.uploads.name, google_storage_bucket.images.name])

  project      = var.project.id
  name         = "firebase.storage/${each.key}"
  ruleset_name = "projects/${var.project.id}/rulesets/${basename(google_firebaserules_ruleset.this.name)}"
}
