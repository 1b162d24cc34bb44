"""Payment files over HTTP: whose money is in them, the same bytes twice, and the bank's answers."""

import hashlib
import json

import pytest

from functions.reimbursement.payment_files.rules import PayerUnknown, payer_of
from functions.reimbursement.sepa.rules import shown
from tests.support.bank_reports import report
from tests.support.bank_values import IBAN, OTHER_IBAN
from tests.support.payouts import all_payouts, catch_up
from tests.support.server import Json, answer, problem
from tests.support.world import PAID_ACCOUNT, World

BATCH = "/v1/reimbursement-batches/VIR2"


def download(world: World) -> bytes:
    response = world.api.get(f"{BATCH}/sepa", by=world.person("finance"))
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/xml"
    assert response.headers["Content-Disposition"] == 'attachment; filename="VIR2.xml"'
    return response.content


def the_batch(world: World) -> Json:
    found: Json = answer(world.api.get(BATCH, by=world.person("finance")))
    return found


def mark_sent(world: World, content: bytes | None) -> int:
    body = {"sha256": hashlib.sha256(content).hexdigest()} if content else {}
    return world.api.post(f"{BATCH}/sent", body, by=world.person("finance")).status_code


def close_account(world: World) -> None:
    path = f"/v1/bank-accounts/{PAID_ACCOUNT}/close"
    answer(world.api.post(path, {"reason": "Compte usurpé."}, by=world.person("finance")))


def test_file_has_the_transfers_and_the_same_bytes_twice(world: World) -> None:
    content = download(world)
    (transfer,) = shown(content)
    payout = all_payouts(world.platform)[f"VIR2~{PAID_ACCOUNT}"]
    assert (transfer.reference, transfer.amount) == (payout.statement_id, "10.00")
    assert IBAN in content.decode()
    assert OTHER_IBAN in content.decode()
    noted = the_batch(world)
    assert noted["sha256"] == hashlib.sha256(content).hexdigest()
    assert download(world) == content
    assert the_batch(world) == noted
    assert mark_sent(world, content) == 200
    assert download(world) == content


def test_payout_of_an_account_that_closed_is_held_and_leaves_the_file(world: World) -> None:
    content = download(world)
    close_account(world)
    assert mark_sent(world, content) == 409
    (listed,) = answer(world.api.get(f"{BATCH}/payouts", by=world.person("finance")))["items"]
    assert (listed["state"], listed["reason"]) == ("held", "account_closed")
    response = world.api.get(f"{BATCH}/sepa", by=world.person("finance"))
    problem(response, 409, "payment_invalid")
    assert the_batch(world)["sha256"] is None


def test_transfers_made_by_hand_are_looked_at_again_when_one_is_held(world: World) -> None:
    close_account(world)
    assert mark_sent(world, None) == 409
    assert the_batch(world)["transfers"] == 0
    assert mark_sent(world, None) == 200


def test_file_is_refused_while_the_payer_is_not_known() -> None:
    assert payer_of("Pass", IBAN, "").iban == IBAN
    for name, iban in (("Pass", ""), ("", IBAN), ("Pass", IBAN[:-1] + "0")):
        with pytest.raises(PayerUnknown):
            payer_of(name, iban, "")


def test_report_of_the_bank_is_read(world: World) -> None:
    finance = world.person("finance")
    assert mark_sent(world, download(world)) == 200
    catch_up(world.platform, "VIR2", world.platform.clock.now())
    path, name = f"{BATCH}/bank-answers", all_payouts(world.platform)[f"VIR2~{PAID_ACCOUNT}"]
    statement = str(name.statement_id)

    def sent(text: str) -> list[tuple[str, str]]:
        items = answer(world.api.post(path, {"report": text}, by=finance))["items"]
        return [(one["statement_id"], one["outcome"]) for one in items]

    assert sent(report("VIR2", "ACSP")) == [(statement, "pending")]
    assert sent(report("VIR2", "", (statement, "ACSC"))) == [(statement, "executed")]
    assert sent(report("VIR2", "ACSC")) == [(statement, "unchanged")]
    assert sent(report("VIR2", "RJCT")) == [(statement, "contradicts")]
    assert all_payouts(world.platform)[f"VIR2~{PAID_ACCOUNT}"].state == "executed"


def test_a_returned_transfer_is_entered(world: World) -> None:
    finance, member = world.person("finance"), world.person("member")
    assert mark_sent(world, download(world)) == 200
    catch_up(world.platform, "VIR2", world.platform.clock.now())
    payout = f"VIR2~{PAID_ACCOUNT}"
    name = str(all_payouts(world.platform)[payout].statement_id)
    shown = f"/v1/offerers/{all_payouts(world.platform)[payout].siren}/statements/{name}"

    def enter(**facts: str) -> str:
        body = {"answers": [{"statement_id": name, **facts}]}
        (entered,) = answer(world.api.post(f"{BATCH}/bank-answers", body, by=finance))["items"]
        world.api.run_job("prepare-payouts")
        return str(entered["outcome"])

    assert enter() == "executed"
    assert answer(world.api.get(shown, by=member))["paid_in"] == "VIR2"
    file = world.api.get(f"{BATCH}/sepa", by=finance).content
    assert enter(return_reason="AC04") == "returned"
    assert enter(return_reason="AC04") == "unchanged"
    statement = answer(world.api.get(shown, by=member))
    assert (statement["paid_at"], statement["paid_in"], statement["is_held"]) == (None, None, True)
    listed = answer(world.api.get(f"{BATCH}/payouts", by=finance, state="returned"))["items"]
    assert [(one["id"], one["reason"]) for one in listed] == [(payout, "AC04")]
    world.platform.relay.sweep(recorded_before=world.platform.clock.now())
    world.state.settled(world.api)
    every = world.state.collection("notices").values()
    failed = {one["person_id"]: one["state"] for one in every if one["topic"] == "transfer-failed"}
    assert failed[member.uid] == "sent"
    assert len(failed) == len([one for one in every if one["topic"] == "transfer-failed"])
    world.api.run_job("send-webhooks")
    sent = world.state.collection("webhook_deliveries").values()
    (delivery,) = [one for one in sent if one["type"] == "transfer.failed"]
    assert (name in delivery["body"], '"reason":"AC04"' in delivery["body"]) == (True, True)
    # The file that was sent stays the same.
    assert world.api.get(f"{BATCH}/sepa", by=finance).content == file


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"report": "<Document/>"}, 400, "bank_answer_invalid"),
        ({"report": report("VIR2", "", ("F269999999", "ACSC"))}, 409, "bank_answer_unknown_line"),
        ({"report": report("VIR2", "ACSC").replace("VIR2", "VIR9")}, 409, "bank_answer_of_other"),
        ({}, 400, "malformed"),
        (
            {"report": "x", "answers": [{"statement_id": "F269999999"}]},
            400,
            "malformed",
        ),
        # A rejection under another name would be taken for an executed transfer.
        ({"answers": [{"statement_id": "{own}", "reason": "AC04"}]}, 400, "malformed"),
        ({"answers": [{"statement_id": "{own}", "rejection_reason": None}]}, 400, "malformed"),
        ({"answers": [{"statement_id": "{own}", "return_reason": None}]}, 400, "malformed"),
        ({"answers": [{"statement_id": "{own}", "return_reason": " "}]}, 400, "malformed"),
        (
            {
                "answers": [
                    {
                        "statement_id": "{own}",
                        "rejection_reason": "AC04",
                        "return_reason": "AC04",
                    }
                ]
            },
            400,
            "malformed",
        ),
    ],
)
def test_bad_report_changes_nothing(world: World, body: Json, status: int, code: str) -> None:
    assert mark_sent(world, None) == 200
    before = world.state.digest()
    path = f"{BATCH}/bank-answers"
    own = all_payouts(world.platform)[f"VIR2~{PAID_ACCOUNT}"].statement_id
    body = json.loads(json.dumps(body).replace("{own}", str(own)))
    problem(world.api.post(path, body, by=world.person("finance")), status, code)
    assert world.state.digest() == before
