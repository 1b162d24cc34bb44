"""Statements over HTTP: lists, lines and documents, for members and administrators alone."""

import csv
import io
from datetime import datetime

import pypdf
import pytest

from functions.kernel.calendar_days import PARIS, local_day
from tests.support.payouts import answer as bank_answers
from tests.support.payouts import catch_up
from tests.support.server import Json, answer, problem
from tests.support.world import PAID_ACCOUNT, World

LIST = "/v1/offerers/{siren}/statements"
ONE = f"{LIST}/{{statement_id}}"


def get(world: World, path: str, **query: str) -> Json:
    response = world.api.get(world.path(path), by=world.person("member"), **query)
    found: Json = answer(response)
    return found


def pay(world: World) -> None:
    """Execute the transfer of the first batch."""
    now = world.platform.clock.now()
    bank_answers(world.platform, "VIR1", now, **{world.ids["statement_id"]: None})
    catch_up(world.platform, "VIR1", now)


def test_statements_are_listed_by_account_and_day_newest_first(world: World) -> None:
    items = get(world, LIST)["items"]
    assert [one["batch_id"] for one in items] == ["VIR3", "VIR2", "VIR1"]
    first = items[2]
    assert (first["id"], first["amount_cents"]) == (world.ids["statement_id"], 1_000)
    assert (first["account_id"], first["account_shown"]) == (PAID_ACCOUNT, "FR** **** 0189")
    assert get(world, ONE) == first
    page = get(world, LIST, page_size="1")
    assert page["items"] == items[:1]
    token = page["next_page_token"]
    assert get(world, LIST, page_size="1", page_token=token)["items"] == items[1:2]
    assert get(world, LIST, account_id=PAID_ACCOUNT)["items"] == items
    assert get(world, LIST, account_id="another")["items"] == []
    day = str(local_day(datetime.fromisoformat(first["issued_at"]), PARIS))
    assert get(world, LIST, issued_until=day)["items"] == [first]
    assert get(world, LIST, issued_from=day)["items"] == items
    assert get(world, LIST, issued_from="2090-01-01")["items"] == []


def test_lines_of_a_statement(world: World) -> None:
    (line,) = get(world, f"{ONE}/lines")["items"]
    assert (line["number"], line["kind"], line["group"]) == (1, "booking", "book")
    amounts = (line["amount_cents"], line["rate"], line["reimbursed_cents"])
    assert amounts == (1_000, 10_000, 1_000)


def test_documents_of_a_statement(world: World) -> None:
    pay(world)
    assert get(world, ONE)["paid_in"] == "VIR1"
    by, path = world.person("member"), world.path(ONE)
    pdf = world.api.get(f"{path}/pdf", by=by)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert world.ids["statement_id"] in pdf.headers["Content-Disposition"]
    read = pypdf.PdfReader(io.BytesIO(pdf.content))
    text = "".join(page.extract_text() for page in read.pages)
    assert world.ids["statement_id"] in text
    assert "VIR1" in text
    assert "Siège" in text
    assert world.api.get(f"{path}/pdf", by=by).content == pdf.content
    table = world.api.get(f"{path}/csv", by=by).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table), delimiter=";")
    assert (row["N° du justificatif"], row["N° de virement"]) == (
        world.ids["statement_id"],
        "VIR1",
    )
    assert (row["Montant remboursé"], row["IBAN"]) == ("10,00", "FR** **** 0189")
    assert "quai des Bateliers" in row["Adresse de l'offre"]


@pytest.mark.parametrize("path", [LIST, ONE, f"{ONE}/lines", f"{ONE}/pdf", f"{ONE}/csv"])
def test_statements_are_for_the_offerer_and_administrators(world: World, path: str) -> None:
    assert world.api.get(world.path(path), by=world.person("finance")).status_code == 200
    stranger = world.person("member of another offerer")
    problem(world.api.get(world.path(path), by=stranger), 403, "not_a_member")


def test_statement_of_another_offerer_is_unknown(world: World) -> None:
    path = f"/v1/offerers/{world.ids['new_siren']}/statements/{world.ids['statement_id']}"
    problem(world.api.get(path, by=world.person("finance")), 404, "unknown_statement")
    missing = world.path(f"{LIST}/F269999999")
    problem(world.api.get(missing, by=world.person("member")), 404, "unknown_statement")


def test_paid_statement_is_mailed_and_posted_to_the_webhook(world: World) -> None:
    email = "lieu@example.test"
    path = world.path("/v1/venues/{pricing_point_id}")
    answer(
        world.api.call("PATCH", path, by=world.person("member"), json={"contact": {"email": email}})
    )
    pay(world)
    world.platform.relay.sweep(recorded_before=world.platform.clock.now())
    world.state.settled(world.api)
    every = world.state.collection("notices").values()
    ours = [one for one in every if world.ids["statement_id"] in one["event"]]
    (notice,) = [one for one in ours if one["topic"] == "statement-paid"]
    assert (notice["person_id"], notice["state"]) == (world.ids["pricing_point_id"], "sent")
    world.api.run_job("send-webhooks")
    sent = world.state.collection("webhook_deliveries").values()
    (delivery,) = [one for one in sent if world.ids["statement_id"] in one["body"]]
    assert (delivery["type"], delivery["state"]) == ("statement.paid", "delivered")
    assert '"amount_cents":1000' in delivery["body"]
