"""Each function's account has exactly the roles that its code needs."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from deployables import TERRAFORM, Deployable, deployables, read_yaml
from functions.kernel.jobs import JOBS
from tests.infra.conftest import Applied
from tests.infra.played import Played
from tests.infra.policy import Made

LISTED = deployables()

Right = tuple[str, str]
"""A role and what it is granted on, as in functions.yaml; a secret counts as one."""

SECRET = ("secret", "CULTUREPASS_SMTP_PASSWORD")
VIEWER, ADMIN = ("roles/firebaseauth.viewer", "project"), ("roles/firebaseauth.admin", "project")

NEEDED: dict[str, tuple[Right, ...]] = {
    "files.sign_upload": (
        # A signed URL carries the rights of the signing account.
        ("roles/storage.objectCreator", "uploads"),
        ("roles/iam.serviceAccountTokenCreator", "itself"),
    ),
    "files.read_upload": (("roles/storage.objectUser", "uploads"),),
    "files.delete_upload": (("roles/storage.objectUser", "uploads"),),
    "files.publish": (("roles/storage.objectUser", "images"),),
    "files.copy_public": (("roles/storage.objectUser", "images"),),
    "files.unpublish": (("roles/storage.objectUser", "images"),),
    # Checking a token needs Google's public keys only.
    "identity.verify": (),
    "identity.end_sessions": (ADMIN,),
    "identity.verify_current": (VIEWER,),
    "identity.find": (VIEWER,),
    "identity.find_all": (VIEWER,),
    "identity.find_by_email": (VIEWER,),
    "identity.set_claims": (ADMIN,),
    "identity.delete": (ADMIN,),
    "mail.is_immediate": (),
    "mail.session": (SECRET,),
    "encryption.seal": (("roles/cloudkms.cryptoKeyEncrypter", "iban_key"),),
    "encryption.unseal": (("roles/cloudkms.cryptoKeyDecrypter", "iban_key"),),
    "encryption.fingerprint": (("roles/cloudkms.signer", "fingerprint_key"),),
}
"""The roles that the cloud adapters need for each call of a port."""

KEYS = {"ibans": "iban_key", "iban-fingerprints": "fingerprint_key"}
"""The names that functions.yaml has for the keys of Cloud KMS."""

RELAY_ROLES: dict[str, set[Right]] = {
    "relay_outbox": {
        ("roles/pubsub.publisher", "events"),
        ("roles/eventarc.eventReceiver", "project"),
    },
    "outbox_jobs": {("roles/pubsub.publisher", "events")},
}
"""Roles for relaying events, which the embedded default does right after a commit."""


def rights_of(function: Deployable) -> set[Right]:
    roles = {(role, thing) for role, things in function.roles.items() for thing in things}
    return roles | {("secret", name) for name in function.secrets}


def needed(function: Deployable, used: set[str]) -> Iterator[Right]:
    yield ("roles/datastore.user", "database")
    yield from RELAY_ROLES.get(function.name, ())
    if any(JOBS[name].count_due for name in function.jobs):
        # Work that can be counted is published in pages, once any is due.
        yield ("roles/pubsub.publisher", "jobs")
    for call in used:
        port, _, name = call.partition(".")
        if port == "bus":
            assert name.removeprefix("job-") in function.jobs, (
                f"{function.name} publishes to {name}, the topic of another function's job"
            )
            yield ("roles/pubsub.publisher", "jobs")
        else:
            yield from NEEDED[call]


@pytest.mark.parametrize("function", LISTED.values(), ids=LISTED.keys())
def test_account_has_the_roles_its_function_needs_and_no_others(
    played: Played, function: Deployable
) -> None:
    wanted = set(needed(function, played.rights.by_function[function.name]))
    if ADMIN in wanted:
        # Admin includes viewer.
        wanted.discard(VIEWER)
    given = rights_of(function)
    assert not wanted - given, f"add to {function.name} in functions.yaml"
    assert not given - wanted, f"remove from {function.name} in functions.yaml"


def test_terraform_grants_the_listed_roles_and_no_others(production: Applied) -> None:
    events = set(read_yaml(TERRAFORM / "topics.yaml")["events"])
    accounts = {
        f"{f.name.replace('_', '-')}@culture-pass-prod.iam.gserviceaccount.com": f
        for f in LISTED.values()
    }
    keys = {key["id"]: key["name"] for key in Made(production.shown).of("google_kms_crypto_key")}
    granted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for grant in Made(production.shown).granted():
        function = accounts.get(grant["member"].removeprefix("serviceAccount:"))
        if function is None or grant["role"] == "roles/run.invoker":
            continue
        thing = grant.get("topic") or grant.get("bucket") or grant.get("secret_id")
        if key := grant.get("crypto_key_id"):
            thing = KEYS[keys[key]]
        if thing is None:
            is_itself = grant.get("service_account_id") is not None
            thing = "itself" if is_itself else "database" if grant["condition"] else "project"
        granted[function.name].add((grant["role"], thing))
    for name, function in LISTED.items():
        things = {
            "uploads": {"culture-pass-prod-uploads"},
            "images": {"culture-pass-prod-images"},
            "events": events,
            "jobs": {f"job-{name}" for name in function.jobs},
        }
        wanted = {
            (role, thing)
            for role, listed in function.roles.items()
            for each in listed
            for thing in things.get(each, {each})
        }
        secrets = {setting.lower().replace("_", "-") for setting in function.secrets}
        wanted |= {("roles/secretmanager.secretAccessor", secret) for secret in secrets}
        assert granted[name] == wanted, name
