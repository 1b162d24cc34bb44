# Everything that the culture pass needs in one project, from the lists in infra/terraform.

locals {
  listed    = yamldecode(file("${path.module}/../../functions.yaml"))
  topics    = yamldecode(file("${path.module}/../../topics.yaml"))
  functions = { for name, own in local.listed.functions : name => merge(local.listed.defaults, own, { name = name }, try(var.scale[name], {})) }

  apis = { for name, function in local.functions : name => function if can(function.paths) }
  jobs = merge([
    for name, function in local.functions : {
      for job, facts in try(function.jobs, {}) : job => merge(facts, { function = name })
    }
  ]...)
  uploads = one(keys(local.topics.uploads))

  # The functions subscribed to each topic.
  subscribers = merge(
    local.topics.events,
    local.topics.uploads,
    { for name, job in local.jobs : "job-${name}" => [job.function] },
  )

  subscriptions = {
    for pair in flatten([
      for topic, names in local.subscribers : [for name in names : { function = name, topic = topic }]
    ]) : "${pair.function} ${pair.topic}" => pair
  }

  # The secret id of each setting that is a secret.
  secrets = {
    for setting in toset(flatten([for function in local.functions : function.secrets])) :
    setting => lower(replace(setting, "_", "-"))
  }

  # The events that BigQuery has: those that `python -m local export-events` writes, and
  # booking-restored, which undoes one.
  streamed = toset([
    "booking-cancelled",
    "booking-confirmed",
    "booking-expired",
    "booking-redeemed",
    "booking-restored",
    "grant-received",
  ])

  is_behind_load_balancer = var.entry != null

  # The URL that Cloud Run gives to each HTTP function.
  urls = { for name in keys(local.apis) : name => "https://${replace(name, "_", "-")}-${var.project.number}.${var.region}.run.app" }

  # The web app has the API at its own origin, or else has to know the URL of each function.
  app_url  = local.is_behind_load_balancer ? "https://${var.entry.domain}" : local.urls["web_pages"]
  api_urls = local.is_behind_load_balancer ? [] : flatten([for name, function in local.apis : [for path in function.paths : "${path}=${local.urls[name]}" if path != "/**"]])
  storage  = merge(var.storage, { origins = distinct(concat(var.storage.origins, [local.app_url])) })
  sign_in  = merge(var.sign_in, { domains = distinct(concat(var.sign_in.domains, [trimprefix(local.app_url, "https://")])) })

  settings = merge(var.settings, {
    CULTUREPASS_API_URLS        = join(",", local.api_urls)
    CULTUREPASS_BASE_URL        = local.app_url
    CULTUREPASS_DATABASE        = "firestore"
    CULTUREPASS_BUS             = "pubsub"
    CULTUREPASS_FILES           = "storage"
    CULTUREPASS_IDENTITY        = "firebase"
    CULTUREPASS_RELAY           = "trigger"
    CULTUREPASS_ENCRYPTION      = "kms"
    CULTUREPASS_ENCRYPTION_KEY  = module.encryption.keys.iban_key
    CULTUREPASS_FINGERPRINT_KEY = "${module.encryption.keys.fingerprint_key}/cryptoKeyVersions/1"
    CULTUREPASS_DEAL_STOCKS     = "true"
    CULTUREPASS_MAIL            = "smtp"
    CULTUREPASS_ORIGINS         = join(",", local.storage.origins)
    CULTUREPASS_PROJECT         = var.project.id
    CULTUREPASS_UPLOADS_BUCKET  = module.storage.buckets.uploads
    CULTUREPASS_IMAGES_BUCKET   = module.storage.buckets.images
  })

  services = toset([
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudkms.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "eventarc.googleapis.com",
    "firebase.googleapis.com",
    "firebaseappcheck.googleapis.com",
    "firebaserules.googleapis.com",
    "firestore.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "identitytoolkit.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
  ])
}

resource "google_project_service" "this" {
  for_each = local.services

  project            = var.project.id
  service            = each.key
  disable_on_destroy = false
}

module "source" {
  source = "../source"

  project = var.project
  region  = var.region
  zip     = var.source_zip

  depends_on = [google_project_service.this]
}

module "firestore" {
  source = "../firestore"

  project  = var.project
  database = var.database

  depends_on = [google_project_service.this]
}

module "storage" {
  source = "../storage"

  project = var.project
  storage = local.storage
  topic = {
    name = google_pubsub_topic.this[local.uploads].name
    id   = google_pubsub_topic.this[local.uploads].id
  }

  depends_on = [google_project_service.this]
}

module "web" {
  source = "../web"
  count  = local.is_behind_load_balancer ? 1 : 0

  project  = var.project
  location = var.storage.location
  folder   = var.web

  depends_on = [google_project_service.this]
}

module "encryption" {
  source = "../encryption"

  project = var.project
  region  = var.region

  depends_on = [google_project_service.this]
}

module "identity" {
  source = "../identity"

  project = var.project
  sign_in = local.sign_in

  depends_on = [google_project_service.this]
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secrets

  project   = var.project.id
  secret_id = each.value

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  depends_on = [google_project_service.this]
}

module "function" {
  source   = "../function"
  for_each = local.functions

  project        = var.project
  region         = var.region
  runtime        = var.runtime
  function       = each.value
  build          = module.source.build
  environment    = local.settings
  secrets        = { for setting in each.value.secrets : setting => google_secret_manager_secret.this[setting].secret_id }
  database       = module.firestore.name
  trigger_region = module.firestore.location
  buckets        = module.storage.buckets
  keys           = module.encryption.keys
  events         = [for name in keys(local.topics.events) : google_pubsub_topic.this[name].name]
  jobs           = [for name in keys(try(each.value.jobs, {})) : google_pubsub_topic.this["job-${name}"].name]

  # With a load balancer, its rate limits must not be bypassed; without one, the plain URL is public.
  ingress = !can(each.value.paths) ? "ALLOW_INTERNAL_ONLY" : local.is_behind_load_balancer ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_ALL"

  # The API checks its callers' tokens itself. Pub/Sub pushes with one account.
  invokers = can(each.value.paths) ? { anyone = "allUsers" } : can(each.value.document) ? {} : { pusher = google_service_account.pusher.member }

  # A document must not be served before the files that it refers to.
  depends_on = [google_project_service.this, module.web]
}

module "load_balancer" {
  source = "../load_balancer"
  count  = local.is_behind_load_balancer ? 1 : 0

  project   = var.project
  region    = var.region
  entry     = var.entry
  functions = { for name, function in local.apis : name => { name = module.function[name].name, paths = function.paths } }

  web_bucket = module.web[0].bucket

  depends_on = [google_project_service.this]
}

module "analytics" {
  source = "../analytics"
  count  = var.analytics == null ? 0 : 1

  project        = var.project
  location       = var.region
  kept_days      = var.analytics.kept_days
  may_be_emptied = var.analytics.may_be_emptied
  topics         = [for name in local.streamed : google_pubsub_topic.this[name].name]

  dead_letter_topic = google_pubsub_topic.dead_letters.id

  depends_on = [google_project_service.this]
}

module "monitoring" {
  source = "../monitoring"

  project      = var.project
  apis         = [for name in keys(local.apis) : module.function[name].name]
  dead_letters = google_pubsub_subscription.dead_letters.name
  jobs         = { for name, job in local.jobs : name => { silent_hours = job.silent_hours } }
  alerts       = var.alerts
  budget       = var.budget

  depends_on = [google_project_service.this]
}
