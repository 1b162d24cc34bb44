"""Values for rules of wallets: a grant, a wallet, and holds in every state."""

from datetime import UTC, datetime

from functions.accounts.schemes.models import Cap, Credit, Grant, SpendingDomain
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import Hold, HoldState, Movement, Wallet

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ENDS = datetime(2027, 5, 4, 22, 0, tzinfo=UTC)
GRANT = Grant(
    scheme="fr-pilot",
    credits=(Credit(id="fr-pilot~18", amount_cents=50_000),),
    expires_at=ENDS,
    caps=(Cap(domain="physical", limit_cents=20_000), Cap(domain="digital", limit_cents=20_000)),
    domains={"ebook": "physical"},
)


def opened() -> Wallet:
    return grants_rules.open_wallet("ana", GRANT, now=NOW).wallet


def held(
    wallet: Wallet,
    amount_cents: int,
    *,
    booking_id: str = "b1",
    domain: SpendingDomain = "live",
    revision: int = 1,
    cancellable_until: datetime | None = None,
    now: datetime = NOW,
) -> Movement:
    return holds_rules.hold(
        wallet,
        amount_cents,
        booking_id=booking_id,
        venue_id="v1",
        cancellable_until=cancellable_until,
        domain=domain,
        revision=revision,
        now=now,
    )


def hold_of(movement: Movement) -> Hold:
    assert movement.hold is not None
    return movement.hold


def settled(
    wallet: Wallet, hold: Hold, state: HoldState, *, revision: int, now: datetime = NOW
) -> Movement:
    movement = holds_rules.settle(wallet, hold, state, revision=revision, now=now)
    assert movement is not None
    return movement


def parts(wallet: Wallet) -> tuple[int, int, int, int]:
    return (
        wallet.available_cents,
        wallet.held_cents,
        wallet.spent_cents,
        wallet.expired_cents,
    )


def used(wallet: Wallet, domain: SpendingDomain) -> int:
    return next(cap.used_cents for cap in wallet.caps if cap.domain == domain)


def in_state(state: HoldState) -> tuple[Movement, list[Movement]]:
    """Return the movement that left a hold in this state, as of revision 3, and all before it."""
    history = [grants_rules.open_wallet("ana", GRANT, now=NOW)]
    history.append(held(history[-1].wallet, 1500, domain="physical"))
    first = hold_of(history[-1])
    history.append(settled(history[-1].wallet, first, state, revision=3))
    return history[-1], history


def credited(wallet: Wallet, *credits_: tuple[str, int]) -> Movement:
    given = [Credit(id=name, amount_cents=cents) for name, cents in credits_]
    return grants_rules.credit(wallet, given, now=NOW)
