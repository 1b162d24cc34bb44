# The two buckets: access, CORS and lifecycle.

variables {
  project = { id = "culture-pass-test", number = "123456789012" }
  storage = { location = "europe-west1", origins = ["https://app.example"], may_be_emptied = false }
  topic   = { name = "storage-object-finalize", id = "projects/culture-pass-test/topics/storage-object-finalize" }
}

run "buckets" {
  command = plan

  assert {
    condition     = google_storage_bucket.uploads.public_access_prevention == "enforced" && google_storage_bucket.uploads.uniform_bucket_level_access
    error_message = "Uploads cannot be made public."
  }

  assert {
    condition     = contains(google_storage_bucket.uploads.cors[0].response_header, "x-goog-content-length-range") && google_storage_bucket.uploads.cors[0].method == tolist(["PUT"])
    error_message = "CORS allows the signed PUT only."
  }

  assert {
    condition     = anytrue([for rule in google_storage_bucket.uploads.lifecycle_rule : one(rule.action).type == "Delete" && one(rule.condition).age == 1])
    error_message = "Uploads are deleted after a day."
  }

  assert {
    condition     = google_storage_notification.uploads.payload_format == "JSON_API_V1" && google_storage_notification.uploads.event_types == toset(["OBJECT_FINALIZE"])
    error_message = "Finalised uploads are announced with their metadata."
  }

  assert {
    condition     = google_storage_bucket_iam_member.readers.role == "roles/storage.legacyObjectReader"
    error_message = "Pictures can be read but not listed."
  }
}

run "refuses_any_origin" {
  command = plan

  variables {
    storage = { location = "europe-west1", origins = ["*"], may_be_emptied = false }
  }

  expect_failures = [var.storage]
}
