"""`python -m local.admin EMAIL`: name an administrator from the command line, such as the first.

It works on the data folder while a server runs, or on the databases that CULTUREPASS_DATABASE and
CULTUREPASS_IDENTITY name; docs/deploy.md has the call for Google Cloud.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import get_args

import main
from functions.accounts.administrators import service
from functions.accounts.administrators.rules import LastAdministrator
from functions.kernel.acts import write_act
from functions.kernel.admin_roles import AdminRole
from functions.kernel.administrators import ROSTER
from functions.kernel.config import read_settings
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.platform import Platform, use_platform


def run(arguments: Sequence[str]) -> int:
    """Set the admin roles of the account with an address; return 0 if they are set."""
    parser = argparse.ArgumentParser(
        "python -m local.admin", description="Set the admin roles of an account."
    )
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument(
        "--role",
        action="append",
        choices=get_args(AdminRole),
        help="a role, several times for several (default: administrator, which is all)",
    )
    parser.add_argument("--none", action="store_true", help="end every role")
    parser.add_argument(
        "--unverified", action="store_true", help="accept an address that is not verified"
    )
    options = parser.parse_args(arguments)
    chosen: Sequence[AdminRole] = options.role or ("administrator",)
    roles = () if options.none else chosen
    main.load_all()
    try:
        with closing(Platform(read_settings())) as platform:
            use_platform(platform)
            return _set_roles(platform, options.email, roles, is_unverified=options.unverified)
    finally:
        use_platform(None)


def _set_roles(
    platform: Platform, email: str, roles: Sequence[AdminRole], *, is_unverified: bool
) -> int:
    account = platform.identity.find_by_email(email)
    if account is None:
        print(f"No account has the address {email}: sign up with it first.")
        return 1
    print(
        f"{account.email}: account {account.uid}, made at {account.created_at},"
        f" address {'verified' if account.email_verified else 'not verified'}."
    )
    # Anyone can sign up with an address; only its owner can verify it.
    if roles and not (account.email_verified or is_unverified):
        print("Verify the address first, or repeat with --unverified if the account is yours.")
        return 1
    now, act_id = platform.clock.now(), new_id()

    def name(work: UnitOfWork) -> None:
        service.set_roles(work, account.uid, roles, by=service.COMMAND, now=now)
        if work.has_writes():
            target = Ref("administrators", account.uid)
            kind, by = "set_admin_roles", service.COMMAND
            write_act(work, act_id, kind, target, by=by, at=now, shown_by=ROSTER)

    try:
        platform.database.run(name)
    except LastAdministrator as refused:
        print(refused.message())
        return 1
    print(f"Its admin roles: {', '.join(roles) or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
