terraform {
  required_version = ">= 1.9"

  # `terraform init -backend-config="bucket=..."` names the bucket that keeps the state.
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

  # By default, some APIs charge quota to a project of the caller.
  user_project_override = true
  billing_project       = var.project.id
}
