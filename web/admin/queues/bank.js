// The bank's answers about a batch: its file, and a transfer that came back.

import { get, post } from "../../kit/api.js";
import { Button, Failure, Field } from "../../kit/components.js";
import { money } from "../../kit/format.js";
import { asProblem } from "../../kit/resource.js";
import { html, useRef, useSignal } from "../../kit/view.js";
import { pageOf } from "../office/state.js";
import { t } from "./facts-texts.js";
import { detail as detailOf, list, QUEUES } from "./state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */

/** @param {string} id */
const answersPath = (id) => `/v1/reimbursement-batches/${encodeURIComponent(id)}/bank-answers`;

/** Return how many answers did what. @param {Schemas["BankAnswersView"]["items"]} items */
function counted(items) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { outcome } of items) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts]
    .map(([outcome, count]) => `${t(/** @type {"executed"} */ (outcome))} : ${count}`)
    .join(", ");
}

/** Load the batches again, and the history of one. @param {string} id */
export async function refreshBatches(id) {
  const batches = QUEUES.find(({ name }) => name === "batches");
  if (!batches) return;
  detailOf(batches, { id }).refresh();
  await list(batches).refresh();
}

/** The file in which the bank answers. @param {{ id: string }} props */
export function BankAnswer({ id }) {
  const fault = useSignal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
  const missing = useSignal("");
  const said = useSignal("");
  const isBusy = useSignal(false);
  const enter = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("report")).files?.[0];
    missing.value = file ? "" : t("noFile");
    said.value = "";
    fault.value = null;
    if (!file) return;
    isBusy.value = true;
    try {
      /** @type {Schemas["BankAnswersView"]} */
      const { items } = await post(answersPath(id), { report: await file.text() });
      said.value = counted(items);
      form.reset();
      refreshBatches(id);
    } catch (refused) {
      fault.value = asProblem(refused);
    }
    isBusy.value = false;
  };
  return html`
    <form class="stack" novalidate onSubmit=${enter}>
      <${Field} id="report" label=${t("report")} hint=${t("reportHint")} type="file" accept=".xml,text/xml,application/xml" fault=${missing.value} />
      <p role="status">${said.value}</p>
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
      <div><${Button} type="submit" kind="calm" isBusy=${isBusy.value}>${t("enter")}<//></div>
    </form>
  `;
}

/**
 * A transfer that was executed, and that the payee's bank sent back, whichever batch it was in. It
 * is shown before it is entered, because it will be paid again.
 */
export function ReturnedTransfer() {
  const fault = useSignal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
  const missing = useSignal({ transfer: "", reason: "" });
  const found = useSignal(/** @type {Schemas["PayoutView"] | null} */ (null));
  const said = useSignal("");
  const isBusy = useSignal(false);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const look = async (/** @type {string} */ batch, /** @type {string} */ statement) => {
    /** @type {Schemas["PayoutsView"]} */
    const { items } = await get(`/v1/reimbursement-batches/${encodeURIComponent(batch)}/payouts`, {
      query: { statement_id: statement },
      signedIn: true,
    });
    const [payout] = items;
    if (payout?.state === "executed" || payout?.state === "sent") found.value = payout;
    else said.value = `${t(payout ? "unchanged" : "unknown")} : 1`;
  };
  const enter = async (
    /** @type {Schemas["PayoutView"]} */ payout,
    /** @type {string} */ reason,
  ) => {
    const answers = [{ statement_id: String(payout.statement_id), return_reason: reason }];
    /** @type {Schemas["BankAnswersView"]} */
    const { items } = await post(answersPath(payout.batch_id), { answers });
    const isNews = items[0].outcome === "returned" || items[0].outcome === "rejected";
    said.value = isNews ? t("goesOutAgain", { name: String(payout.statement_id) }) : counted(items);
    found.value = null;
    form.current?.reset();
    refreshBatches(payout.batch_id);
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value || !form.current) return;
    const given = new FormData(form.current);
    const transfer = String(given.get("transfer")).toUpperCase();
    const batch = transfer.match(/\bVIR\d+\b/)?.[0];
    const statement = transfer.match(/\bF\d{9}\b/)?.[0];
    const reason = String(given.get("return-reason")).trim();
    missing.value = {
      transfer: batch && statement ? "" : t("noTransfer"),
      reason: reason ? "" : t("noReturnReason"),
    };
    said.value = "";
    fault.value = null;
    if (!batch || !statement || !reason) return;
    isBusy.value = true;
    try {
      if (found.value) await enter(found.value, reason);
      else await look(batch, statement);
    } catch (refused) {
      fault.value = asProblem(refused);
    }
    isBusy.value = false;
  };
  const forget = () => {
    found.value = null;
  };
  const payout = found.value;
  return html`
    <details>
      <summary>${t("cameBack")}</summary>
      <form ref=${form} class="stack" novalidate onSubmit=${submit}>
        <p class="hint">${t("cameBackHelp")}</p>
        <${Field} id="transfer" label=${t("transfer")} hint=${t("transferHint")} maxlength="140" autocomplete="off" onInput=${forget} fault=${missing.value.transfer} />
        <${Field} id="return-reason" label=${t("returnReason")} hint=${t("returnReasonHint")} maxlength="140" autocomplete="off" fault=${missing.value.reason} />
        <div role="status">${
          payout
            ? html`<p>${t("isItThis", { amount: money(payout.amount_cents), name: String(payout.statement_id) })}</p>
              <p><a href=${pageOf("offerers", payout.siren)}>${t("offerer")} ${payout.siren}</a></p>`
            : said.value && html`<p>${said.value}</p>`
        }</div>
        ${fault.value && html`<${Failure} fault=${fault.value} />`}
        <div><${Button} type="submit" kind=${payout ? "danger" : "calm"} isBusy=${isBusy.value}>${t(payout ? "enterReturn" : "findTransfer")}<//></div>
      </form>
    </details>
  `;
}
