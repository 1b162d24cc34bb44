
provider "google" {
  project = var.project.id
  region  = var.project.region

  # Some services count what is asked of them for the project of the asking account.
  user_project_override = true
  billing_project       = var.project.id
}
