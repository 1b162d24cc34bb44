# The keys that seal the IBANs of bank accounts. Destroying one makes every IBAN unreadable.

resource "google_kms_key_ring" "this" {
  project  = var.project.id
  name     = "culture-pass"
  location = var.region
}

resource "google_kms_crypto_key" "ibans" {
  name     = "ibans"
  key_ring = google_kms_key_ring.this.id
  purpose  = "ENCRYPT_DECRYPT"

  # Earlier versions go on opening what they have sealed.
  rotation_period            = "7776000s"
  destroy_scheduled_duration = "2592000s"

  lifecycle {
    prevent_destroy = true
  }
}

# A MAC key is not rotated: the same IBAN must always have the same fingerprint.
resource "google_kms_crypto_key" "fingerprints" {
  # checkov:skip=CKV_GCP_43: a fingerprint must stay the same
  name     = "iban-fingerprints"
  key_ring = google_kms_key_ring.this.id
  purpose  = "MAC"

  destroy_scheduled_duration = "2592000s"

  version_template {
    algorithm = "HMAC_SHA256"
  }

  lifecycle {
    prevent_destroy = true
  }
}
