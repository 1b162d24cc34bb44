output "build" {
  description = "The source object of a function, the account that builds it, and the repository of its images."
  value = {
    bucket          = google_storage_bucket.this.name
    object          = google_storage_bucket_object.this.name
    service_account = google_service_account.builder.id
    repository      = google_artifact_registry_repository.this.id
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.builder,
    google_project_iam_member.builder_copies,
    google_project_iam_member.builder_logs,
    google_storage_bucket_iam_member.builder,
  ]
}
