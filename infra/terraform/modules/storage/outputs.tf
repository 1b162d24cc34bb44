output "buckets" {
  description = "The names of the two buckets."
  value = {
    uploads = google_storage_bucket.uploads.name
    images  = google_storage_bucket.images.name
  }
}
