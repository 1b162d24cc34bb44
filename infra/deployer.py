"""The roles of the account that deploys, derived from the resource types in infra/terraform."""

import re
from collections.abc import Iterable
from pathlib import Path

TERRAFORM = Path(__file__).resolve().parent / "terraform"

ON_THE_PROJECT = {
    "google_artifact_registry": "roles/artifactregistry.admin",
    "google_bigquery": "roles/bigquery.dataOwner",
    "google_cloud_run": "roles/run.admin",
    "google_cloud_scheduler": "roles/cloudscheduler.admin",
    "google_cloudfunctions2": "roles/cloudfunctions.admin",
    "google_compute": "roles/compute.loadBalancerAdmin",
    "google_compute_security_policy": "roles/compute.securityAdmin",
    "google_compute_ssl_policy": "roles/compute.securityAdmin",
    "google_firebase_app_check": "roles/firebaseappcheck.admin",
    "google_firebaserules": "roles/firebaserules.admin",
    "google_firestore": "roles/datastore.owner",
    "google_identity_platform": "roles/identityplatform.admin",
    "google_kms": "roles/cloudkms.admin",
    "google_logging": "roles/logging.configWriter",
    "google_monitoring": "roles/monitoring.editor",
    "google_project_iam": "roles/resourcemanager.projectIamAdmin",
    "google_project_service": "roles/serviceusage.serviceUsageAdmin",
    "google_pubsub": "roles/pubsub.admin",
    "google_secret_manager": "roles/secretmanager.admin",
    "google_service_account": "roles/iam.serviceAccountAdmin",
    "google_storage": "roles/storage.admin",
}
"""The role that creates resources, by prefix of their type; the longest prefix counts."""

ON_THE_BILLING_ACCOUNT = {"google_billing_budget": "roles/billing.costsManager"}
"""The same for roles that must be granted on the billing account."""

IN_ADDITION = (
    "roles/cloudbuild.builds.editor",  # the build that plans starts the one that applies
    "roles/eventarc.admin",  # a function's trigger
    "roles/iam.serviceAccountUser",  # functions, builds and pushes run as other accounts
    "roles/logging.logWriter",  # build logs
)
"""Project roles that deploying needs whatever the resources are."""


def used_resources() -> list[str]:
    """Return the type of every resource in infra/terraform, sorted."""
    text = "\n".join(path.read_text("utf-8") for path in TERRAFORM.rglob("*.tf"))
    return sorted(set(re.findall(r'^resource "(\w+)"', text, re.M)))


def role_for(resource: str) -> str:
    """Return the role that creates a resource type. Raises LookupError for an unknown type."""
    known = {**ON_THE_PROJECT, **ON_THE_BILLING_ACCOUNT}
    found = [prefix for prefix in known if resource.startswith(prefix)]
    if not found:
        raise LookupError(f"no role is known for {resource}: add it to {__name__}")
    return known[max(found, key=len)]


def project_roles(resources: Iterable[str]) -> list[str]:
    """Return every project role that deploying these resource types needs, sorted."""
    needed = {role_for(resource) for resource in resources}
    return sorted(needed - set(ON_THE_BILLING_ACCOUNT.values()) | set(IN_ADDITION))
