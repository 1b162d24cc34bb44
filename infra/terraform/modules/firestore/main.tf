# The database: indexes, expiry, backups, and rules that deny every client.

locals {
  collections = yamldecode(file("${path.module}/../../firestore.yaml")).collections

  composites = {
    for index in flatten([
      for name, facts in local.collections : [
        for fields in try(facts.indexes, []) : { collection = name, fields = fields }
      ]
    ]) : "${index.collection}: ${join(", ", index.fields)}" => index
  }

  # Every field with an index of its own or a TTL, by collection and name.
  fields = {
    for field in flatten([
      for name, facts in local.collections : [
        for field in distinct(concat(
          [for marked in try(facts.fields, []) : trimsuffix(trimprefix(marked, "-"), "[]")],
          [for ttl in [try(facts.ttl, null)] : ttl if ttl != null],
          )) : {
          collection = name
          name       = field
          ttl        = try(facts.ttl, null) == field
          indexes    = [for marked in try(facts.fields, []) : marked if trimsuffix(trimprefix(marked, "-"), "[]") == field]
        }
      ]
    ]) : "${field.collection}.${field.name}" => field
  }
}

resource "google_firestore_database" "this" {
  project     = var.project.id
  name        = "(default)"
  location_id = var.database.location
  type        = "FIRESTORE_NATIVE"

  point_in_time_recovery_enablement = var.database.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = var.database.delete_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"

  # PREVENT fails any plan that would drop a protected database.
  deletion_policy = var.database.delete_protection ? "PREVENT" : "DELETE"
}

resource "google_firestore_index" "this" {
  for_each = local.composites

  project     = var.project.id
  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = "COLLECTION"

  dynamic "fields" {
    for_each = each.value.fields

    content {
      field_path   = trimsuffix(trimprefix(fields.value, "-"), "[]")
      order        = endswith(fields.value, "[]") ? null : startswith(fields.value, "-") ? "DESCENDING" : "ASCENDING"
      array_config = endswith(fields.value, "[]") ? "CONTAINS" : null
    }
  }
}

# Turn off the default index of every field...
resource "google_firestore_field" "unindexed" {
  for_each = local.collections

  project    = var.project.id
  database   = google_firestore_database.this.name
  collection = each.key
  field      = "*"

  index_config {}
}

# ... and add the indexes that queries need.
resource "google_firestore_field" "this" {
  for_each = local.fields

  project    = var.project.id
  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.name

  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes

      content {
        order        = endswith(indexes.value, "[]") ? null : startswith(indexes.value, "-") ? "DESCENDING" : "ASCENDING"
        array_config = endswith(indexes.value, "[]") ? "CONTAINS" : null
        query_scope  = "COLLECTION"
      }
    }
  }

  dynamic "ttl_config" {
    for_each = each.value.ttl ? [true] : []
    content {}
  }
}

resource "google_firestore_backup_schedule" "daily" {
  count = var.database.backups == null ? 0 : 1

  project   = var.project.id
  database  = google_firestore_database.this.name
  retention = "${var.database.backups.daily_kept_days * 86400}s"

  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  count = var.database.backups == null ? 0 : 1

  project   = var.project.id
  database  = google_firestore_database.this.name
  retention = "${var.database.backups.weekly_kept_days * 86400}s"

  weekly_recurrence {
    day = "SUNDAY"
  }
}

resource "google_firebaserules_ruleset" "this" {
  project = var.project.id

  source {
    files {
      name    = "firestore.rules"
      content = file("${path.module}/../../../firestore.rules")
    }
  }

  # A ruleset that a release refers to cannot be deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_firebaserules_release" "this" {
  project      = var.project.id
  name         = "cloud.firestore"
  ruleset_name = "projects/${var.project.id}/rulesets/${basename(google_firebaserules_ruleset.this.name)}"

  depends_on = [google_firestore_database.this]
}
