# Who deploys: Cloud Build, on a push, in the name of an account that may do that and no more.

locals {
  # What making everything in the module `platform` takes, service by service.
  roles = toset([
    "roles/artifactregistry.admin",
    "roles/cloudfunctions.admin",
    "roles/cloudscheduler.admin",
    "roles/compute.loadBalancerAdmin",
    "roles/compute.securityAdmin",
    "roles/datastore.owner",
    "roles/firebaseappcheck.admin",
    "roles/firebaserules.admin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountUser",
    "roles/identityplatform.admin",
    "roles/logging.configWriter",
    "roles/logging.logWriter",
    "roles/monitoring.admin",
    "roles/pubsub.admin",
    "roles/resourcemanager.projectIamAdmin",
    "roles/run.admin",
    "roles/secretmanager.admin",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
  ])
}

resource "google_service_account" "this" {
  project      = var.project.id
  account_id   = "deployer"
  display_name = "Deploys"
}

resource "google_project_iam_member" "this" {
  for_each = local.roles

  project = var.project.id
  role    = each.key
  member  = google_service_account.this.member
}

resource "google_cloudbuild_trigger" "this" {
  project         = var.project.id
  location        = var.region
  name            = "deploy-${var.environment}"
  filename        = "cloudbuild.yaml"
  service_account = google_service_account.this.id

  substitutions = {
    _ENVIRONMENT  = var.environment
    _STATE_BUCKET = var.delivery.state_bucket
  }

  repository_event_config {
    repository = var.delivery.repository

    push {
      branch = "^${var.delivery.branch}$"
    }
  }

  approval_config {
    approval_required = var.needs_approval
  }

  depends_on = [google_project_iam_member.this]
}
