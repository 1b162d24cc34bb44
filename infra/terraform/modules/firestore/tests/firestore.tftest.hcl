# The database: protection and indexes.

variables {
  project = { id = "culture-pass-test", number = "123456789012" }
  database = {
    location               = "europe-west1"
    point_in_time_recovery = true
    delete_protection      = true
    backups                = { daily_kept_days = 14, weekly_kept_days = 98 }
  }
}

run "protection" {
  command = plan

  assert {
    condition     = google_firestore_database.this.type == "FIRESTORE_NATIVE" && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    error_message = "It is a native database with point-in-time recovery."
  }

  assert {
    condition     = google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" && google_firestore_database.this.deletion_policy == "PREVENT"
    error_message = "It cannot be dropped."
  }

  assert {
    condition     = google_firestore_backup_schedule.daily[0].retention == "1209600s" && google_firestore_backup_schedule.weekly[0].retention == "8467200s"
    error_message = "Daily backups are kept for 14 days, weekly ones for 98."
  }
}

run "indexes" {
  command = plan

  assert {
    condition     = join(", ", [for f in google_firestore_index.this["bookings: beneficiary_id, -booked_at"].fields : "${f.field_path} ${f.order}"]) == "beneficiary_id ASCENDING, booked_at DESCENDING"
    error_message = "A minus means descending, and the fields keep their order."
  }

  assert {
    condition     = alltrue([for name in keys(local.collections) : google_firestore_field.unindexed[name].field == "*" && length(google_firestore_field.unindexed[name].index_config[0].indexes) == 0])
    error_message = "No collection has default indexes."
  }

  assert {
    condition     = length(google_firestore_field.this["idempotency_keys.expires_at"].ttl_config) == 1 && length(google_firestore_field.this["idempotency_keys.expires_at"].index_config[0].indexes) == 0
    error_message = "Idempotency keys expire, and the expiry is not indexed."
  }

  assert {
    condition     = length(google_firestore_field.this["holds.wallet_id"].ttl_config) == 0 && one(google_firestore_field.this["holds.wallet_id"].index_config[0].indexes).order == "ASCENDING"
    error_message = "A queried field has an index and no TTL."
  }

  assert {
    condition     = strcontains(google_firebaserules_ruleset.this.source[0].files[0].content, "allow read, write: if false;")
    error_message = "No client reads or writes documents."
  }
}

run "without_backups" {
  command = plan

  variables {
    database = { location = "eur3", point_in_time_recovery = false, delete_protection = false }
  }

  assert {
    condition     = length(google_firestore_backup_schedule.daily) == 0 && google_firestore_database.this.deletion_policy == "DELETE"
    error_message = "Without protection there are no backups, and it can be dropped."
  }
}

run "refuses_backup_beyond_98_days" {
  command = plan

  variables {
    database = {
      location = "eur3", point_in_time_recovery = true, delete_protection = true
      backups  = { daily_kept_days = 14, weekly_kept_days = 365 }
    }
  }

  expect_failures = [var.database]
}

run "refuses_unknown_location" {
  command = plan

  variables {
    database = { location = "Paris", point_in_time_recovery = false, delete_protection = false }
  }

  expect_failures = [var.database]
}
