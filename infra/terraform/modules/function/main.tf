# One function, with its own service account, that account's roles, and its callers.

locals {
  # Neither Cloud Run nor a service account takes underscores.
  name   = replace(var.function.name, "_", "-")
  member = google_service_account.this.member

  database_roles = { for role, things in var.function.roles : role => role if contains(things, "database") }
  project_roles  = { for role, things in var.function.roles : role => role if contains(things, "project") }
  own_roles      = { for role, things in var.function.roles : role => role if contains(things, "itself") }

  bucket_roles = {
    for pair in flatten([
      for role, things in var.function.roles : [
        for thing in things : { role = role, bucket = thing } if contains(keys(var.buckets), thing)
      ]
    ]) : "${pair.bucket} ${pair.role}" => pair
  }

  key_roles = {
    for pair in flatten([
      for role, things in var.function.roles : [
        for thing in things : { role = role, key = thing } if contains(keys(var.keys), thing)
      ]
    ]) : "${pair.key} ${pair.role}" => pair
  }

  topic_roles = {
    for pair in flatten([
      for role, things in var.function.roles : [
        for topic in setunion(
          contains(things, "events") ? var.events : [],
          contains(things, "jobs") ? var.jobs : [],
        ) : { role = role, topic = topic }
      ]
    ]) : "${pair.topic} ${pair.role}" => pair
  }
}

resource "google_service_account" "this" {
  project      = var.project.id
  account_id   = local.name
  display_name = "Runs ${var.function.name}"
}

resource "google_project_iam_member" "database" {
  for_each = local.database_roles

  project = var.project.id
  role    = each.key
  member  = local.member

  condition {
    title      = "Only this database"
    expression = "resource.name == \"projects/${var.project.id}/databases/${var.database}\""
  }
}

# Roles that Google grants on a project only.
resource "google_project_iam_member" "this" {
  for_each = local.project_roles

  project = var.project.id
  role    = each.key
  member  = local.member
}

resource "google_service_account_iam_member" "itself" {
  for_each = local.own_roles

  service_account_id = google_service_account.this.name
  role               = each.key
  member             = local.member
}

resource "google_storage_bucket_iam_member" "this" {
  for_each = local.bucket_roles

  bucket = var.buckets[each.value.bucket]
  role   = each.value.role
  member = local.member
}

resource "google_kms_crypto_key_iam_member" "this" {
  for_each = local.key_roles

  crypto_key_id = var.keys[each.value.key]
  role          = each.value.role
  member        = local.member
}

resource "google_pubsub_topic_iam_member" "this" {
  for_each = local.topic_roles

  project = var.project.id
  topic   = each.value.topic
  role    = each.value.role
  member  = local.member
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = var.secrets

  project   = var.project.id
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local.member
}

resource "google_cloudfunctions2_function" "this" {
  project  = var.project.id
  location = var.region
  name     = local.name

  build_config {
    runtime           = var.runtime
    entry_point       = var.function.name
    service_account   = var.build.service_account
    docker_repository = var.build.repository

    source {
      storage_source {
        bucket = var.build.bucket
        object = var.build.object
      }
    }
  }

  service_config {
    service_account_email            = google_service_account.this.email
    available_memory                 = var.function.memory
    available_cpu                    = var.function.cpu
    max_instance_request_concurrency = var.function.concurrency
    min_instance_count               = var.function.min_instances
    max_instance_count               = var.function.max_instances
    timeout_seconds                  = var.function.timeout_seconds
    ingress_settings                 = var.ingress
    all_traffic_on_latest_revision   = true

    environment_variables = merge(var.environment, {
      # functions-framework serves one request per thread.
      THREADS = tostring(var.function.concurrency)
    })

    dynamic "secret_environment_variables" {
      for_each = var.secrets

      content {
        key        = secret_environment_variables.key
        project_id = var.project.id
        secret     = secret_environment_variables.value
        version    = "latest"
      }
    }
  }

  dynamic "event_trigger" {
    for_each = var.function.document == null ? [] : [var.function.document]

    content {
      event_type            = "google.cloud.firestore.document.v1.created"
      trigger_region        = var.trigger_region
      retry_policy          = "RETRY_POLICY_RETRY"
      service_account_email = google_service_account.this.email

      event_filters {
        attribute = "database"
        value     = var.database
      }

      event_filters {
        attribute = "document"
        value     = event_trigger.value
        operator  = "match-path-pattern"
      }
    }
  }

  depends_on = [
    google_project_iam_member.database,
    google_project_iam_member.this,
    google_service_account_iam_member.itself,
    google_storage_bucket_iam_member.this,
    google_kms_crypto_key_iam_member.this,
    google_pubsub_topic_iam_member.this,
    google_secret_manager_secret_iam_member.this,
  ]
}

# The trigger calls the function with the function's own account; nothing else may call it.
resource "google_cloud_run_v2_service_iam_member" "trigger" {
  count = var.function.document == null ? 0 : 1

  project  = var.project.id
  location = var.region
  name     = google_cloudfunctions2_function.this.name
  role     = "roles/run.invoker"
  member   = local.member
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = var.invokers

  project  = var.project.id
  location = var.region
  name     = google_cloudfunctions2_function.this.name
  role     = "roles/run.invoker"
  member   = each.value
}
