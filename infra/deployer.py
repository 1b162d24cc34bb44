"""What the account that deploys has to be allowed: `python -m infra roles` prints it."""

from collections.abc import Iterable

ON_THE_PROJECT = {
    "google_artifact_registry": "roles/artifactregistry.admin",
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
    "google_logging": "roles/logging.configWriter",
    "google_monitoring": "roles/monitoring.editor",
    "google_project_iam": "roles/resourcemanager.projectIamAdmin",
    "google_project_service": "roles/serviceusage.serviceUsageAdmin",
    "google_pubsub": "roles/pubsub.admin",
    "google_secret_manager": "roles/secretmanager.admin",
    "google_service_account": "roles/iam.serviceAccountAdmin",
    "google_storage": "roles/storage.admin",
}
"""The role that makes resources whose type begins so; the longest beginning counts."""

ON_THE_BILLING_ACCOUNT = {"google_billing_budget": "roles/billing.costsManager"}
"""The same, where a role on the project does not help."""

BESIDE = (
    "roles/cloudbuild.builds.editor",  # the build that plans starts the one that applies
    "roles/eventarc.admin",  # a function's trigger
    "roles/iam.serviceAccountUser",  # functions run, are built and are pushed to as others
    "roles/logging.logWriter",  # what builds say
)
"""What else it takes to deploy, on the project."""


def role_for(resource: str) -> str:
    """Return the role that it takes to make a resource. Raises LookupError for an unknown type."""
    known = {**ON_THE_PROJECT, **ON_THE_BILLING_ACCOUNT}
    found = [begin for begin in known if resource.startswith(begin)]
    if not found:
        raise LookupError(f"no role is known for {resource}: add it to {__name__}")
    return known[max(found, key=len)]


def project_roles(resources: Iterable[str]) -> list[str]:
    """Return every role on the project that it takes to deploy these types of resources."""
    needed = {role_for(resource) for resource in resources}
    return sorted(needed - set(ON_THE_BILLING_ACCOUNT.values()) | set(BESIDE))
