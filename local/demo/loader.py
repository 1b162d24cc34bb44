"""The demo data, loaded at the first start: people, places, a season behind and one ahead.

It uses the same services as the API. Every id derives from a key, so a load that stopped half-way
continues at the next start.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.data import load_scheme
from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from local.demo.accounts import (
    ADMIN,
    BENEFICIARY,
    CURATOR,
    PROFESSIONAL,
    load_accounts,
    load_administrators,
)
from local.demo.catalogue import Catalogue, OfferRow, eighteen_since, read_rows
from local.demo.figures import load_figures
from local.demo.money import accounts, pay
from local.demo.partner import (
    KEY_ACTOR,
    load_key,
    load_products,
    send_deliveries,
    send_waiting,
    webhook,
)
from local.demo.programme import Paint, load_offer, load_offerer, load_venue, painted
from local.demo.queue import load_queue
from local.demo.season import remind, season
from local.demo.stage import Stage
from local.demo.state import BEGUN, LOADED, is_loaded
from local.demo.voices import voices


def load_demo(platform: Platform, *, paint: Paint = painted) -> int:
    """Load the demo data unless it is there already; return how many offers were loaded."""
    database = platform.database
    if is_loaded(database):
        return 0
    stage = Stage(platform, database.run(partial(_begin, now=platform.clock.now())))
    with stage.deferred_events():
        # Of an earlier load that stopped: their time has passed, too.
        load_accounts(platform.identity)
    load_administrators(platform, now=stage.day(-60))
    catalogue = read_rows(Catalogue, "catalogue.toml")
    _load_catalogue(stage, catalogue, paint)
    _load_past(stage, catalogue)
    database.run(lambda work: work.create(LOADED, {"loaded_at": stage.now}))
    return len(catalogue.offer)


def _begin(work: UnitOfWork, *, now: datetime) -> datetime:
    """Return when the demo was first begun: a load that stopped counts its days from there."""
    begun = work.find(BEGUN)
    if begun is None:
        work.create(BEGUN, {"at": now})
        return now
    at = begun["at"]
    assert isinstance(at, datetime)
    return at


def _load_catalogue(stage: Stage, catalogue: Catalogue, paint: Paint) -> None:
    own = catalogue.offerer[0]
    sirens = {row.key: row.siren for row in catalogue.offerer}
    founders = {row.key: CURATOR for row in catalogue.offerer} | {own.key: PROFESSIONAL.uid}
    with stage.deferred_events(is_past=False):
        for offerer in catalogue.offerer:
            load_offerer(stage, offerer, founder=founders[offerer.key])
        for venue in catalogue.venue:
            load_venue(stage, venue, siren=sirens[venue.offerer], member=founders[venue.offerer])
    load_key(stage, siren=own.siren)
    of_venue = {venue.key: venue for venue in catalogue.venue}

    def load(offer: OfferRow) -> None:
        venue = of_venue[offer.venue]
        member = KEY_ACTOR if offer.partner_id else founders[venue.offerer]
        load_offer(stage, offer, venue, member=member, paint=paint)

    # Drawing and encoding leave the interpreter free for much of their time.
    with stage.deferred_events(is_past=False), ThreadPoolExecutor(4) as pool:
        list(pool.map(load, catalogue.offer))
    load_products(stage)


def _load_past(stage: Stage, catalogue: Catalogue) -> None:
    _load_ana(stage)
    siren = catalogue.offerer[0].siren
    load_queue(stage, siren=siren)
    again = replace(_ana(stage), beneficiary_id="demo-ana-bis", email="ana-bis@demo.test")
    scenes = (
        *accounts(stage, siren=siren),
        *season(stage, catalogue, again),
        webhook(stage, siren=siren),
        *voices(stage),
    )
    stage.play("season", scenes, nightly=partial(send_deliveries, stage, siren=siren))
    pay(stage)
    send_waiting(stage)
    remind(stage)
    load_figures(stage)


def _load_ana(stage: Stage) -> None:
    """Load a beneficiary who has just received the grant."""
    uid, now = BENEFICIARY.uid, stage.now

    def sign_up(work: UnitOfWork) -> None:
        if beneficiaries.find(work, uid) is None:
            people_service.sign_up(work, _ana(stage), schemes=(load_scheme("fr-pilot"),), now=now)

    def activate(work: UnitOfWork) -> None:
        people_service.activate(work, uid, by=ADMIN.uid, scheme_of=load_scheme, now=now)

    stage.platform.database.run(sign_up)
    stage.platform.database.run(activate)


def _ana(stage: Stage) -> SignUp:
    return SignUp(
        beneficiary_id=BENEFICIARY.uid,
        email=BENEFICIARY.email,
        first_name="Ana",
        last_name="Kieffer",
        birth_date=eighteen_since(100, today=local_day(stage.now, PARIS)),
        postal_code="67000",
    )
