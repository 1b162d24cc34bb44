# The files of the web app whose names change with their content: a public bucket.

locals {
  kinds = {
    css         = "text/css; charset=utf-8"
    js          = "text/javascript; charset=utf-8"
    json        = "application/json"
    png         = "image/png"
    svg         = "image/svg+xml"
    txt         = "text/plain; charset=utf-8"
    wasm        = "application/wasm"
    webmanifest = "application/manifest+json"
    webp        = "image/webp"
    woff2       = "font/woff2"
  }
}

resource "google_storage_bucket" "this" {
  # checkov:skip=CKV_GCP_114: the app is public
  project  = var.project.id
  name     = "${var.project.id}-web"
  location = var.location

  uniform_bucket_level_access = true
  public_access_prevention    = "inherited"
  force_destroy               = true
}

resource "google_storage_bucket_object" "this" {
  for_each = fileset(var.folder, "assets/**")

  bucket        = google_storage_bucket.this.name
  name          = each.key
  source        = "${var.folder}/${each.key}"
  content_type  = local.kinds[regex("[^.]+$", each.key)]
  cache_control = "public, max-age=31536000, immutable"

  # Pages that were opened before a deployment still load what they refer to.
  deletion_policy = "ABANDON"
}

# Anyone may read a file by its name, but not list the bucket.
resource "google_storage_bucket_iam_member" "readers" {
  # checkov:skip=CKV_GCP_28: the app is public
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.legacyObjectReader"
  member = "allUsers"
}
