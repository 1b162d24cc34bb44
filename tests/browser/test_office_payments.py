"""The back office's payments: files to the bank, its answers, and balances that are billed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.bank_reports import report
from tests.support.bank_values import IBAN
from tests.support.browser import Window
from tests.support.keyboard import Hands
from tests.support.server import Api, Server, answer


@pytest.fixture(scope="module", params=["pointer", "keyboard"])
def hands(request: pytest.FixtureRequest) -> Hands:
    """Give what the people of a story use."""
    found: Hands = request.param
    return found


@pytest.fixture(scope="module")
def bank(demo_server: Callable[..., Server], hands: Hands) -> Iterator[Server]:
    """Give a server of its own, because its batches concern everybody who is paid."""
    with demo_server().running() as own:
        yield own


@pytest.fixture
def finance(browser: Browser, bank: Server, hands: Hands) -> Iterator[Window]:
    """Give a window on this server."""
    window = Window(browser, bank.url, hands=hands)
    yield window
    window.close()


def batch(window: Window, batch_id: str) -> Page:
    """Return the page of a batch in its queue, for finance."""
    page = window.sign_in("finance@demo.test", then=f"/admin/file/lots?id={batch_id}")
    expect(page.locator("#item")).to_contain_text(batch_id)
    return page


def prepare(api: Api) -> str:
    """Return the id of a new batch, which is ready to be sent."""
    made = answer(api.post("/v1/reimbursement-batches", by=api.admin()), 201)
    for job in ("price-receivables", "prepare-batches", "prepare-payouts", "prepare-batches"):
        api.run_job(job)
    return str(made["id"])


def test_the_bank_s_answer_is_read_in_and_twice_changes_nothing(
    finance: Window, bank: Server, tmp_path: Path
) -> None:
    api, path = bank.api, "/v1/reimbursement-batches/VIR4"
    payouts = answer(api.get(f"{path}/payouts", by=api.admin()))["items"]
    (waiting,) = [one["statement_id"] for one in payouts if one["state"] == "sent"]
    page = batch(finance, "VIR4")
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_text("Choisissez un fichier.")).to_be_visible()
    file = tmp_path / "pain002.xml"
    file.write_text("<html>Maintenance</html>", "utf-8")
    page.get_by_label("Réponse de la banque").set_input_files(file)
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_role("alert")).to_be_visible()
    file.write_text(report("VIR4", "", (waiting, "ACSC")), "utf-8")
    page.get_by_label("Réponse de la banque").set_input_files(file)
    found = finance.axe()
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_role("status").filter(has_text="exécutés : 1")).to_be_visible()
    expect(page.locator(".office-history")).to_contain_text("Réponses de la banque")
    page.get_by_label("Réponse de la banque").set_input_files(file)
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_role("status").filter(has_text="déjà connus : 1")).to_be_visible()
    payouts = answer(api.get(f"{path}/payouts", by=api.admin()))["items"]
    states = {one["statement_id"]: one["state"] for one in payouts}
    assert states[waiting] == "executed"
    assert found == []


def test_a_file_is_downloaded_and_noted_as_sent_and_a_debt_is_billed(
    finance: Window, bank: Server
) -> None:
    api = bank.api
    for name in ("catalogue-bleu", "coffret-aquarelle"):
        body = {"booking_id": f"demo-ines-{name}", "reason": "Payé deux fois."}
        answer(api.post("/v1/reimbursement-incidents", body, by=api.admin()), 201)
    name = prepare(api)
    page = batch(finance, name)
    expect(page.get_by_role("button", name="Envoyé à la banque")).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Télécharger le fichier").click()
    assert saved.value.suggested_filename == f"{name}.xml"
    assert IBAN in saved.value.path().read_text("utf-8")
    page.get_by_role("button", name="Envoyé à la banque").click()
    page.get_by_role("button", name="Envoyé à la banque").click()
    expect(page.get_by_role("status").filter(has_text="Envoyé à la banque")).to_be_visible()
    sent = answer(api.get(f"/v1/reimbursement-batches/{name}", by=api.admin()))
    assert sent["state"] == "sent"
    finance.open("/admin/file/soldes-negatifs")
    title = page.locator("#item")
    expect(title).to_contain_text("-59 €")
    expect(page.get_by_role("link", name="Passerelles culturelles")).to_be_visible()
    found = finance.axe()
    page.get_by_role("button", name="Facturer au prochain lot").click()
    page.get_by_label("Commentaire interne").fill("Vu avec eux par téléphone.")
    page.get_by_role("button", name="Facturer au prochain lot").click()
    expect(page.get_by_text("Plus rien n'attend ici.")).to_be_visible()
    (debt,) = answer(api.get("/v1/payout-debts", by=api.admin()))["items"]
    assert debt["is_forced"]
    assert found == []


def test_a_transfer_that_came_back_is_entered(finance: Window, bank: Server) -> None:
    api, path = bank.api, "/v1/reimbursement-batches/VIR4"
    payouts = answer(api.get(f"{path}/payouts", by=api.admin()))["items"]
    (name, siren) = next(
        (one["statement_id"], one["siren"])
        for one in payouts
        if one["state"] in ("sent", "executed") and one["amount_cents"] > 0
    )
    executed = {"answers": [{"statement_id": name}]}
    answer(api.post(f"{path}/bank-answers", executed, by=api.admin()))
    api.run_job("prepare-payouts")
    statement = f"/v1/offerers/{siren}/statements/{name}"
    assert answer(api.get(statement, by=api.admin()))["paid_in"] == "VIR4"
    page = finance.sign_in("finance@demo.test", then="/admin/file/lots")
    page.get_by_text("Un virement est revenu").click()
    transfer, reason = page.get_by_label("Référence du virement"), page.get_by_label("Motif de la")
    find = page.get_by_role("button", name="Chercher le virement")
    transfer.fill(name)
    find.click()
    expect(page.get_by_text("Indiquez le lot et le justificatif")).to_be_visible()
    expect(page.get_by_text("Indiquez le motif.")).to_be_visible()
    reason.fill("AC04, compte clos")
    transfer.fill(f"VIR99 {name}")
    find.click()
    expect(page.get_by_role("alert")).to_be_visible()
    transfer.fill("VIR4 F269999999")
    find.click()
    expect(page.get_by_role("status").filter(has_text="inconnus : 1")).to_be_visible()
    transfer.fill(f"pass culture vir4 {name.lower()}")
    find.click()
    expect(page.get_by_role("status").filter(has_text=f"Le virement {name} de")).to_be_visible()
    expect(page.get_by_role("link", name=siren)).to_be_visible()
    found = finance.axe()
    page.get_by_role("button", name="Noter le retour").click()
    expect(page.get_by_role("status").filter(has_text=f"Retour de {name} noté")).to_be_visible()
    transfer.fill(f"VIR4 {name}")
    reason.fill("AC04")
    find.click()
    expect(page.get_by_role("status").filter(has_text="déjà connus : 1")).to_be_visible()
    api.run_job("prepare-payouts")
    unpaid = answer(api.get(statement, by=api.admin()))
    assert (unpaid["paid_at"], unpaid["is_held"]) == (None, True)
    assert found == []
