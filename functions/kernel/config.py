"""Settings, read once from the environment and frozen.

Every variable starts with CULTUREPASS_, except those that the platform sets itself. The defaults
are the embedded ones: nothing has to be set to run on one machine.
"""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from functions.kernel.calendar_days import written_out

_SCHEMES_OPEN_BY_DEFAULT = "fr-pilot"

PASSWORD_COST = 15

Origin = Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.:-]+$")]
"""An origin as browsers send it: scheme, host and port, without a path."""

Iban = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})?$")]
Bic = Annotated[str, StringConstraints(pattern=r"^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$")]

Contact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]

Tiles = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https?://[a-z0-9.:-]+/\S*\{z\}\S*(\{x\}\S*\{y\}|\{y\}\S*\{x\})\S*)?$"
    ),
]
"""The address of a map's tiles, with {z}, {x} and {y} in it."""


def _written_out(value: object) -> object:
    return written_out(value) if isinstance(value, str) else value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""An instant, as a text or as it is."""

_LISTS = ("schemes", "origins", "api_urls")

_GOOGLES = {"project": "GOOGLE_CLOUD_PROJECT"}
"""Settings that Google's own variables name, unless ours do."""

_NAMED_ELSEWHERE = {"auth_emulator": "FIREBASE_AUTH_EMULATOR_HOST"}
"""Settings that have no name of ours: the SDK reads the same variable, and two could differ."""


class Settings(BaseModel):
    """The settings of a deployment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: Literal["sqlite", "firestore"] = "sqlite"
    bus: Literal["inline", "pubsub"] = "inline"
    files: Literal["folder", "storage"] = "folder"
    identity: Literal["local", "firebase"] = "local"
    mail: Literal["folder", "smtp"] = "folder"
    addresses: Literal["off", "ban"] = "off"
    """The service that completes addresses; off: the communes that ship with the code are used."""

    webhooks: Literal["public", "loopback"] = "public"
    """The addresses that webhooks may have; loopback adds this machine's own, for trials on one
    machine."""

    encryption: Literal["key_file", "kms"] = "key_file"
    """Where the key is that seals IBANs: a file of the data folder, or Cloud KMS."""

    encryption_key: str = ""
    """The key of Cloud KMS that encrypts, when `encryption` is kms."""

    fingerprint_key: str = ""
    """The version of a MAC key of Cloud KMS, when `encryption` is kms."""

    relay: Literal["commit", "trigger"] = "commit"
    """Where the outbox is relayed: the process that committed, or a Firestore-triggered
    function."""

    data: Path = Path(".local")
    """The folder of the embedded default: its database, its files and its keys."""

    host: str = "127.0.0.1"
    port: int = 8080
    """Where the local server listens; 0.0.0.0 lets other machines of the network in."""

    base_url: str = "http://127.0.0.1:8080"
    """The URL of the API as its clients reach it. Links in e-mails start with it, on one machine
    also signed upload URLs and picture URLs."""

    public_files_url: str | None = None
    """Public URL of pictures, when a cache stands in front of the server or the bucket."""

    origins: tuple[Origin, ...] = ()
    """The origins whose web pages may call the API and send uploads, such as
    `https://app.culture.example`."""

    web_api_key: str = ""
    """The API key that the web app signs in with, when `identity` is firebase; not a secret."""

    api_urls: tuple[str, ...] = ()
    """The URLs of the API where functions have one each, as `/v1/offers/**=https://...`; by default
    the API has the origin of the web app."""

    auth_emulator: str = ""
    """Host and port of Firebase's Auth emulator, when `identity` is firebase on trial: that of
    FIREBASE_AUTH_EMULATOR_HOST, which the SDK reads."""

    demo: bool = True
    """Whether the local server loads demo data, with its accounts and their known password."""

    jobs: Literal["scheduled", "by_hand"] = "scheduled"
    """Whether the local server runs jobs at the times of functions.yaml."""

    now: Instant | None = None
    """Starts the clock at this instant, to try out what depends on time."""

    schemes: tuple[str, ...] = (_SCHEMES_OPEN_BY_DEFAULT,)
    """The open schemes, in the order in which a person's eligibility is checked."""

    scale: str = "fr"
    """The rules of reimbursement: a file of `functions/reimbursement/rules/`, without `.toml`."""

    population: Path | None = None
    """A CSV file of population by territory and age, from the root of the source: coverage is
    published with it only."""

    payer_name: Annotated[str, StringConstraints(max_length=70)] = ""
    payer_iban: Iban = ""
    payer_bic: Bic = ""
    """Whose account pays professionals, in payment files; banks of SEPA need no BIC."""

    operator_name: Contact = ""
    operator_email: Contact = ""
    operator_phone: Contact = ""
    operator_address: Contact = ""
    """Who runs the pass, and how people reach them: shown by the web app, even where its scripts do
    not load."""

    map_tiles: Tiles = ""
    map_credit: Contact = ""
    """Pictures for the map of offers, such as `https://tiles.example/{z}/{x}/{y}.png`, and what
    their licence wants to be said, with an address at its end where it has one. By default the map
    shows outlines that ship with the app, and asks no other host."""

    calls_per_key: Annotated[int, Field(ge=1)] = 600
    """How many calls an API key may make in a minute, over all instances."""

    reports_to_hold: Annotated[int, Field(ge=1)] = 5
    """How many active beneficiaries have to report an offer for it to wait for a review."""

    deal_stocks: bool = False
    """Whether the places of a large stock are dealt out to several documents, so that more bookings
    a second can be made of it. SQLite writes one commit at a time anyway."""

    password_cost: Annotated[int, Field(ge=10, le=20)] = PASSWORD_COST
    """The cost of a password's hash in the embedded identity provider: scrypt's n is 2 to this
    power."""

    project: str = "demo-culture-pass"
    uploads_bucket: str = "uploads"
    images_bucket: str = "images"

    addresses_url: str = "https://data.geopf.fr/geocodage"
    """The geocoder of the Base Adresse Nationale, when `addresses` is ban."""

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = True
    smtp_sender: str = "Pass culture <ne-pas-repondre@pass-culture.invalid>"
    """The sender of mails, a name and an address; SMTP needs an address of the deployment."""

    @property
    def operator(self) -> dict[str, str]:
        """The operator as the web app names it; what is not set is empty."""
        return {
            "name": self.operator_name,
            "email": self.operator_email,
            "phone": self.operator_phone,
            "address": self.operator_address,
        }

    @property
    def map(self) -> dict[str, str]:
        """The tiles of the map as the web app takes them; empty without any."""
        return {"tiles": self.map_tiles, "credit": self.map_credit}

    @property
    def map_hosts(self) -> tuple[str, ...]:
        """The origin of the map's tiles, if it has any."""
        return ("/".join(self.map_tiles.split("/")[:3]),) if self.map_tiles else ()

    @property
    def web_sign_in(self) -> dict[str, object]:
        """The settings with which the web app signs people in."""
        if self.identity == "local":
            # The SDK speaks to this server as it would to Firebase's emulator.
            return {
                "firebase": {"apiKey": "any", "projectId": "culture-pass"},
                "authEmulator": "/",
                "demo": self.demo,
            }
        emulated = {"authEmulator": self.auth_emulator_url} if self.auth_emulator else {}
        return {
            "firebase": {"apiKey": self.web_api_key or "any", "projectId": self.project},
            **emulated,
        }

    @property
    def has_demo(self) -> bool:
        """Whether the demo's accounts can sign in."""
        return self.demo and self.identity == "local"

    @property
    def password_sign_in_url(self) -> str:
        """The URL that takes an address and a password, as Firebase Auth's clients send them."""
        call = "/v1/accounts:signInWithPassword"
        if self.identity == "local":
            return f"/identitytoolkit.googleapis.com{call}?key=docs"
        host = self.sign_in_hosts[0]
        prefix = "/identitytoolkit.googleapis.com" if self.auth_emulator else ""
        return f"{host}{prefix}{call}?key={self.web_api_key or 'any'}"

    @property
    def uploads_url(self) -> str | None:
        """The URL below which signed uploads are sent; None: at the server's own origin."""
        if self.files == "folder":
            return None
        return f"https://storage.googleapis.com/{self.uploads_bucket}/"

    @property
    def auth_emulator_url(self) -> str:
        """The origin of Firebase's Auth emulator."""
        return f"http://{self.auth_emulator}"

    @property
    def sign_in_hosts(self) -> tuple[str, ...]:
        """The origins that the web app calls to sign people in, beside its own."""
        if self.identity == "local":
            return ()
        if self.auth_emulator:
            return (self.auth_emulator_url,)
        return ("https://identitytoolkit.googleapis.com", "https://securetoken.googleapis.com")

    def public_url(self, path: str) -> str:
        """Return the URL of a public file."""
        if self.public_files_url is not None:
            return f"{self.public_files_url}/{path}"
        if self.files == "folder":
            return f"{self.base_url}/local/public/{path}"
        return f"https://storage.googleapis.com/{self.images_bucket}/{path}"


def variable_of(name: str) -> str:
    """Return the environment variable that a setting is read from."""
    return _NAMED_ELSEWHERE.get(name) or f"CULTUREPASS_{name.upper()}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that `environment` describes.

    A value that is invalid ends the process with the name of its variable.
    """
    values: dict[str, object] = {
        "host": environment.get("HOST", "127.0.0.1"),
        "port": environment.get("PORT", "8080"),
    }
    for name in Settings.model_fields:
        text = environment.get(variable_of(name))
        if text:
            values[name] = tuple(text.split(",")) if name in _LISTS else text
    host = values["host"]
    reached_at = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - a choice of the user
    values.setdefault("base_url", f"http://{reached_at}:{values['port']}")
    for name, variable in _GOOGLES.items():
        if variable in environment:
            values.setdefault(name, environment[variable])
    try:
        return Settings.model_validate(values)
    except ValidationError as invalid:
        faults = [f"{variable_of(str(e['loc'][0]))}: {e['msg']}" for e in invalid.errors()]
        raise SystemExit("\n".join(faults)) from None


def instant(text: str) -> datetime:
    """Return the aware instant that an RFC 3339 text names; raises ValidationError otherwise."""
    return TypeAdapter(Instant).validate_python(text)
