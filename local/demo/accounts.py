"""The demo's accounts: who signs in where, and what they see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from functions.accounts.administrators import service as administrators_service
from functions.accounts.administrators.store import find_roster
from functions.kernel.acts import write_act
from functions.kernel.admin_roles import AdminRole
from functions.kernel.administrators import ROSTER
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identity import IdentityProvider
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform

PASSWORD = "culture-pass"  # noqa: S105 - printed at start

API_KEY = "billetterie_cle-de-demonstration"
"""The key of the professional's ticketing software."""


def email_of(uid: str) -> str:
    """Return the e-mail address of an account of the demo."""
    return f"{uid.removeprefix('demo-')}@demo.test"


class DemoAccount(NamedTuple):
    """Somebody who signs in."""

    uid: str
    face: Literal["back office", "portal", "app"]
    sees: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return email_of(self.uid)


ADMIN = DemoAccount("demo-admin", "back office", "administrator: everything, and names the others")
SUPPORT = DemoAccount("demo-support", "back office", "support: young people and their bookings")
REVIEW = DemoAccount("demo-review", "back office", "review: offerers and offers that wait")
FINANCE = DemoAccount("demo-finance", "back office", "finance: bank accounts and reimbursement")
PROFESSIONAL = DemoAccount("demo-pro", "portal", "six venues with bookings, a team, a webhook")
FOUNDER = DemoAccount("demo-eva", "portal", "an offerer that waits for validation")
BENEFICIARY = DemoAccount("demo-ana", "app", "a grant of 500 EUR, nothing booked yet")
ENTHUSIAST = DemoAccount("demo-ines", "app", "bookings in every state, favourites, an export")
SPENT = DemoAccount("demo-zoe", "app", "no credit left")
SUSPENDED = DemoAccount("demo-tom", "app", "suspended the account, and can take it back")
UNVERIFIED = DemoAccount("demo-lou", "app", "has yet to verify the e-mail address and to sign up")

ACCOUNTS = (
    *(ADMIN, SUPPORT, REVIEW, FINANCE),
    *(PROFESSIONAL, FOUNDER),
    *(BENEFICIARY, ENTHUSIAST, SPENT, SUSPENDED, UNVERIFIED),
)

_ROLES: dict[str, AdminRole] = {
    SUPPORT.uid: "support",
    REVIEW.uid: "review",
    FINANCE.uid: "finance",
}

CURATOR = "demo-curator"
"""Founds the other offerers of the catalogue; never signs in."""


def load_accounts(identity: IdentityProvider) -> None:
    """Make the accounts of those who sign in."""
    assert isinstance(identity, LocalIdentity)

    def load(account: DemoAccount) -> None:
        identity.create_account(account.email, PASSWORD, claims={}, uid=account.uid)
        identity.update(account.uid, email_verified=account is not UNVERIFIED)

    # Hashing a password takes a tenth of a second, outside the interpreter's lock.
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(load, ACCOUNTS))


def load_administrators(platform: Platform, *, now: datetime) -> None:
    """Name the administrators, also in a folder of a release that kept none."""
    if platform.database.run(find_roster).revision:
        return
    known = platform.identity.find_all(_ROLES)

    def name(work: UnitOfWork, uid: str, role: AdminRole, by: str) -> None:
        administrators_service.set_roles(work, uid, (role,), by=by, now=now)
        if by != administrators_service.COMMAND:
            act, target = f"demo-role-{role}", Ref("administrators", uid)
            write_act(work, act, "set_admin_roles", target, by=by, at=now, shown_by=ROSTER)

    database, by = platform.database, administrators_service.COMMAND
    database.run(partial(name, uid=ADMIN.uid, role="administrator", by=by))
    for uid in known:
        database.run(partial(name, uid=uid, role=_ROLES[uid], by=ADMIN.uid))


def sign_in_table(identity: IdentityProvider) -> str:
    """Return who can sign in where, and what they see: a line each, under the password.

    A folder of an earlier release may not have them all.
    """
    lines = [f"Demo accounts, password {PASSWORD}:"]
    known = identity.find_all(account.uid for account in ACCOUNTS)
    for account in ACCOUNTS:
        if account.uid in known:
            lines.append(f"  {account.face:<11}  {account.email:<18}  {account.sees}")
    lines.append(f"  API key      {API_KEY}, of a ticketing partner")
    return "\n".join(lines)
