"""Overpayments over HTTP: a paid booking is cancelled, and its credit returns."""

from dataclasses import replace
from datetime import timedelta

from functions.accounts.venues.store import venues
from tests.support.payouts import all_payouts, run_batch, send
from tests.support.payouts import answer as bank_answers
from tests.support.reimbursement import Till
from tests.support.server import Shop, answer, problem
from tests.support.world import World


def paid_booking(world: World) -> str:
    """Return a booking of the beneficiary at a venue that was paid for it."""
    api, platform, member = world.api, world.platform, world.person("member")
    venue_id = world.ids["pricing_point_id"]
    shop = Shop(member=member, siren=world.ids["siren"], venue_id=venue_id)
    stock = api.offer(replace(shop, venue_id=venue_id), stock={"price_cents": 1_200})
    booked = api.book(world.person("beneficiary"), stock)
    path = f"/v1/desk/countermarks/{booked['countermark']}/redeem"
    answer(api.post(path, by=member))
    later = platform.clock.now() + timedelta(days=2)
    till = Till(platform, platform.database.run(lambda work: venues.get(work, venue_id)))
    till.follow(booked["id"])
    till.price(now=later)
    batch = run_batch(platform, later)
    send(platform, batch.id, later)
    for payout in all_payouts(platform).values():
        if payout.batch_id == batch.id and payout.state == "sent":
            bank_answers(platform, batch.id, later, **{str(payout.statement_id): None})
    return str(booked["id"])


def test_whole_overpayment_cancels_the_booking_and_returns_the_credit(world: World) -> None:
    booking_id = paid_booking(world)
    finance, holder = world.person("finance"), world.person("beneficiary")
    before = answer(world.api.get("/v1/wallet", by=holder))
    body = {"booking_id": booking_id, "reason": "Concert annulé."}
    made = answer(world.api.post("/v1/reimbursement-incidents", body, by=finance), 201)
    assert (made["kind"], made["state"], made["amount_cents"]) == ("overpayment", "open", -1_200)
    after = answer(world.api.get("/v1/wallet", by=holder))
    assert after["available_cents"] == before["available_cents"] + 1_200
    booking = world.state.collection("bookings")[booking_id]
    assert (booking["status"], booking["cancellation_reason"]) == ("cancelled", "overpayment")
    again = world.api.post("/v1/reimbursement-incidents", body, by=finance)
    problem(again, 409, "not_paid")
    listed = answer(world.api.get("/v1/reimbursement-incidents", by=finance))["items"]
    assert listed[-1] == made
    acts = world.state.collection("acts").values()
    (act,) = [one for one in acts if one["kind"] == "take_back_overpayment"]
    assert (act["target"], act["reason"]) == (f"bookings:{booking_id}", "Concert annulé.")


def test_amounts_out_of_bounds_are_refused(world: World) -> None:
    finance = world.person("finance")
    for cents, status, code in ((1_001, 409, "amount_too_high"), (0, 400, "malformed")):
        body = {"booking_id": world.ids["paid_sale_id"], "amount_cents": cents, "reason": "Trop."}
        problem(world.api.post("/v1/reimbursement-incidents", body, by=finance), status, code)
