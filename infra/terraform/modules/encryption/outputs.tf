output "keys" {
  description = "The ids of the keys, by their names in functions.yaml."
  value = {
    iban_key        = google_kms_crypto_key.ibans.id
    fingerprint_key = google_kms_crypto_key.fingerprints.id
  }
}
