# One function on its own: its account, its bounds, who may call it, and what is refused.

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

run "a_function_of_the_api" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this.name == "booking-api"
    error_message = "Cloud Run knows no underscores."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.build_config[0].entry_point == "booking_api"
    error_message = "The entry point is the name in main.py."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].environment_variables["THREADS"] == "8"
    error_message = "There are as many threads as requests at once."
  }

  assert {
    condition     = join(", ", keys(google_storage_bucket_iam_member.this)) == "images roles/storage.objectUser, uploads roles/storage.objectUser"
    error_message = "A role on two buckets is granted on each."
  }

  assert {
    condition     = google_project_iam_member.database["roles/datastore.user"].condition[0].expression == "resource.name == \"projects/culture-pass-test/databases/(default)\""
    error_message = "The database's role is for the one database."
  }

  assert {
    condition     = google_cloud_run_v2_service_iam_member.invoker["anyone"].member == "allUsers"
    error_message = "Anyone may call the API."
  }

  assert {
    condition     = length(google_cloudfunctions2_function.this.event_trigger) == 0 && length(google_pubsub_topic_iam_member.this) == 0
    error_message = "It has no trigger, and publishes nothing."
  }
}

run "a_relay_with_a_secret" {
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
    error_message = "It is told of new documents of the outbox."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.event_trigger[0].retry_policy == "RETRY_POLICY_RETRY"
    error_message = "What fails is told again."
  }

  assert {
    condition     = length(google_pubsub_topic_iam_member.this) == 2
    error_message = "It may publish every event."
  }

  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.trigger) == 1 && length(google_cloud_run_v2_service_iam_member.invoker) == 0
    error_message = "Its trigger alone may call it."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].secret_environment_variables[0].key == "CULTUREPASS_SMTP_PASSWORD"
    error_message = "The secret is the setting of its name."
  }

  assert {
    condition     = google_secret_manager_secret_iam_member.this["CULTUREPASS_SMTP_PASSWORD"].role == "roles/secretmanager.secretAccessor"
    error_message = "It may read that secret."
  }
}

run "a_job_that_hands_out_pages" {
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
    error_message = "It may publish to the topics of its own jobs, and to no other."
  }
}

run "no_primitive_role" {
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

run "no_unbounded_instances" {
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

run "no_two_requests_on_half_a_cpu" {
  command = plan

  variables {
    function = {
      name = "booking_api", memory = "512Mi", roles = {}
      cpu  = "0.5", concurrency = 8, min_instances = 0, max_instances = 20, timeout_seconds = 60
    }
  }

  expect_failures = [var.function]
}

run "no_event_handled_for_longer_than_google_waits" {
  command = plan

  variables {
    function = {
      name        = "booking_jobs", memory = "512Mi", cpu = "1", roles = {}
      concurrency = 1, min_instances = 0, max_instances = 2, timeout_seconds = 541
    }
  }

  expect_failures = [var.function]
}

run "no_setting_of_another_name" {
  command = plan

  variables {
    environment = { DATABASE = "firestore" }
  }

  expect_failures = [var.environment]
}
