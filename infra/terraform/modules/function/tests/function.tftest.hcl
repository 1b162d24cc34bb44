# One function: its account, bounds and callers, and refused values.

variables {
  project = { id = "culture-pass-test", number = "123456789012" }
  region  = "europe-west1"
  runtime = "python313"

  function = {
    name            = "booking_api"
    paths           = ["/v1/bookings"]
    roles           = { "roles/datastore.user" = ["database"], "roles/storage.objectUser" = ["uploads", "images"] }
    memory          = "512Mi"
    cpu             = "1"
    concurrency     = 8
    min_instances   = 0
    max_instances   = 20
    timeout_seconds = 60
  }

  environment    = { CULTUREPASS_BUS = "pubsub" }
  build          = { bucket = "source", object = "source/abc.zip", service_account = "builder", repository = "functions" }
  database       = "(default)"
  trigger_region = "europe-west1"
  buckets        = { uploads = "test-uploads", images = "test-images" }
  events         = ["booking-confirmed", "booking-used"]
  jobs           = ["job-expire-bookings"]
  ingress        = "ALLOW_ALL"
  invokers       = { anyone = "allUsers" }
}

run "http_function" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this.name == "booking-api"
    error_message = "The Cloud Run name has hyphens."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.build_config[0].entry_point == "booking_api"
    error_message = "The entry point is the name in main.py."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].environment_variables["THREADS"] == "8"
    error_message = "There is a thread for each concurrent request."
  }

  assert {
    condition     = join(", ", keys(google_storage_bucket_iam_member.this)) == "images roles/storage.objectUser, uploads roles/storage.objectUser"
    error_message = "A role on two buckets is granted on each."
  }

  assert {
    condition     = google_project_iam_member.database["roles/datastore.user"].condition[0].expression == "resource.name == \"projects/culture-pass-test/databases/(default)\""
    error_message = "The database role is limited to one database."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.invoker["anyone"].member == "allUsers"
    error_message = "Anyone may call the API."
  }

  assert {
    condition     = length(google_cloudfunctions2_function.this.event_trigger) == 0 && length(google_pubsub_topic_iam_member.this) == 0
    error_message = "It has no trigger and publishes nothing."
  }
}

run "relay_with_secret" {
  command = plan

  variables {
    function = {
      name            = "relay_outbox"
      roles           = { "roles/pubsub.publisher" = ["events"], "roles/iam.serviceAccountTokenCreator" = ["itself"] }
      memory          = "512Mi"
      cpu             = "1"
      concurrency     = 1
      min_instances   = 0
      max_instances   = 2
      timeout_seconds = 540
      document        = "outbox/{event}"
    }
    secrets  = { CULTUREPASS_SMTP_PASSWORD = "culturepass-smtp-password" }
    invokers = {}
  }

  assert {
    condition     = one([for f in google_cloudfunctions2_function.this.event_trigger[0].event_filters : f.value if f.operator == "match-path-pattern"]) == "outbox/{event}"
    error_message = "New outbox documents trigger it."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.event_trigger[0].retry_policy == "RETRY_POLICY_RETRY"
    error_message = "A failed delivery is retried."
  }

  assert {
    condition     = length(google_pubsub_topic_iam_member.this) == 2
    error_message = "It may publish to every event's topic."
  }

  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.trigger) == 1 && length(google_cloud_run_v2_service_iam_member.invoker) == 0
    error_message = "Only its trigger may call it."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].secret_environment_variables[0].key == "CULTUREPASS_SMTP_PASSWORD"
    error_message = "The secret becomes the setting of that name."
  }

  assert {
    condition     = google_secret_manager_secret_iam_member.this["CULTUREPASS_SMTP_PASSWORD"].role == "roles/secretmanager.secretAccessor"
    error_message = "It may read the secret."
  }
}

run "job_that_publishes_pages" {
  command = plan

  variables {
    function = {
      name        = "booking_jobs", memory = "512Mi", cpu = "1"
      roles       = { "roles/pubsub.publisher" = ["jobs"] }
      concurrency = 1, min_instances = 0, max_instances = 3, timeout_seconds = 540
    }
  }

  assert {
    condition     = [for grant in google_pubsub_topic_iam_member.this : grant.topic] == ["job-expire-bookings"]
    error_message = "It may publish to the topics of its own jobs only."
  }
}

run "refuses_basic_role" {
  command = plan

  variables {
    function = {
      name        = "booking_api", memory = "512Mi", cpu = "1"
      roles       = { "roles/editor" = ["project"] }
      concurrency = 8, min_instances = 0, max_instances = 20, timeout_seconds = 60
    }
  }

  expect_failures = [var.function]
}

run "refuses_unbounded_instances" {
  command = plan

  variables {
    function = {
      name          = "booking_api", memory = "512Mi", cpu = "1", roles = {}
      concurrency   = 8, min_instances = 0, timeout_seconds = 60
      max_instances = 0
    }
  }

  expect_failures = [var.function]
}

run "refuses_concurrency_on_half_a_cpu" {
  command = plan

  variables {
    function = {
      name = "booking_api", memory = "512Mi", roles = {}
      cpu  = "0.5", concurrency = 8, min_instances = 0, max_instances = 20, timeout_seconds = 60
    }
  }

  expect_failures = [var.function]
}

run "refuses_event_timeout_above_540_seconds" {
  command = plan

  variables {
    function = {
      name        = "booking_jobs", memory = "512Mi", cpu = "1", roles = {}
      concurrency = 1, min_instances = 0, max_instances = 2, timeout_seconds = 541
    }
  }

  expect_failures = [var.function]
}

run "refuses_setting_without_prefix" {
  command = plan

  variables {
    environment = { DATABASE = "firestore" }
  }

  expect_failures = [var.environment]
}
