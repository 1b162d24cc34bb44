# The source archive, named by its content, and the account that builds it.

resource "google_storage_bucket" "this" {
  project  = var.project.id
  name     = "${var.project.id}-source"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  versioning {
    enabled = false
  }
}

resource "google_storage_bucket_object" "this" {
  bucket = google_storage_bucket.this.name
  name   = "source/${filesha256(var.zip)}.zip"
  source = var.zip
}

resource "google_artifact_registry_repository" "this" {
  project       = var.project.id
  location      = var.region
  repository_id = "functions"
  format        = "DOCKER"
  description   = "Container images of the functions"

  cleanup_policies {
    id     = "old"
    action = "DELETE"

    condition {
      older_than = "7776000s"
    }
  }

  cleanup_policies {
    id     = "recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = 5
    }
  }
}

resource "google_service_account" "builder" {
  project      = var.project.id
  account_id   = "function-builder"
  display_name = "Builds the functions' images"
}

resource "google_artifact_registry_repository_iam_member" "builder" {
  project    = var.project.id
  location   = var.region
  repository = google_artifact_registry_repository.this.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.builder.member
}

resource "google_storage_bucket_iam_member" "builder" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.builder.member
}

# Cloud Functions copies the source into a bucket that it creates with the first function.
resource "google_project_iam_member" "builder_copies" {
  project = var.project.id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.builder.member

  condition {
    title      = "Only copies of the source"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${var.project.number}-\")"
  }
}

# Logging has no scope narrower than the project.
resource "google_project_iam_member" "builder_logs" {
  project = var.project.id
  role    = "roles/logging.logWriter"
  member  = google_service_account.builder.member
}
