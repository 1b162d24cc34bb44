output "bucket" {
  description = "The name of the bucket."
  value       = google_storage_bucket.this.name

  # A document must not be served before the files that it refers to.
  depends_on = [google_storage_bucket_object.this, google_storage_bucket_iam_member.readers]
}
