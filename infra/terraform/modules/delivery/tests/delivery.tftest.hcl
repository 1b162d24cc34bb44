# Who deploys, and after whose word.

variables {
  project        = { id = "culture-pass-test", number = "123456789012" }
  region         = "europe-west1"
  environment    = "prod"
  needs_approval = true
  delivery = {
    repository   = "projects/culture-pass-test/locations/europe-west1/connections/git/repositories/culture-pass"
    branch       = "main"
    state_bucket = "culture-pass-test-state"
  }
}

run "a_deployment" {
  command = plan

  assert {
    condition     = google_cloudbuild_trigger.this.approval_config[0].approval_required
    error_message = "Somebody has to agree."
  }

  assert {
    condition     = google_cloudbuild_trigger.this.repository_event_config[0].push[0].branch == "^main$"
    error_message = "The branch is deployed, not those that begin as it does."
  }

  assert {
    condition     = length(setintersection(keys(google_project_iam_member.this), ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    error_message = "The deployer has no primitive role."
  }
}

run "no_repository_by_its_address" {
  command = plan

  variables {
    delivery = { repository = "https://git.example/culture-pass", branch = "main", state_bucket = "culture-pass-test-state" }
  }

  expect_failures = [var.delivery]
}
