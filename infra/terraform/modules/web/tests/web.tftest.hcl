# The web app's files: public, kept forever by caches, and left in place when a new version comes.

variables {
  project  = { id = "culture-pass-test", number = "123456789012" }
  location = "europe-west1"
}

run "files" {
  command = plan

  assert {
    condition     = length(google_storage_bucket_object.this) > 0 && alltrue([for file in google_storage_bucket_object.this : file.cache_control == "public, max-age=31536000, immutable" && file.deletion_policy == "ABANDON"])
    error_message = "Files are kept for a year, and outlive the deployment that replaces them."
  }

  assert {
    condition     = google_storage_bucket_iam_member.readers.role == "roles/storage.legacyObjectReader"
    error_message = "Files can be read but not listed."
  }
}

run "refuses_folder_without_files" {
  command = plan

  variables {
    folder = "/nowhere"
  }

  expect_failures = [var.folder]
}
