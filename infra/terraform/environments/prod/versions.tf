terraform {
  required_version = ">= 1.9"

  # Which bucket keeps the state is told to `terraform init`: -backend-config="bucket=...".
  backend "gcs" {}

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
}

provider "google" {
  project = var.project.id
  region  = var.project.region

  # Some services count what is asked of them for the project of the asking account.
  user_project_override = true
  billing_project       = var.project.id
}
