// Money: what was captured by month, the accounts it goes to, and the statements.

import { Button, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { download } from "../../kit/download.js";
import { longDay, money, monthName, number } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { Scope } from "../gate/scope.js";
import { chosenVenue, offererPath } from "../gate/state.js";
import { Accounts } from "./accounts.js";
import { byOffer, expected, statements, transactions } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      <${Gate}>${(/** @type {Offerer} */ it) => html`<${Money} it=${it} key=${it.siren} />`}<//>
    </div>
  `;
}

/** @param {{ it: Offerer }} props */
function Money({ it }) {
  return html`
    <${Scope} it=${it} />
    <${Captured} siren=${it.siren} />
    <${Ahead} siren=${it.siren} />
    <${ByOffer} siren=${it.siren} />
    <${Accounts} siren=${it.siren} />
    <${Statements} siren=${it.siren} />
  `;
}

/** @param {{ siren: string }} props */
function Captured({ siren }) {
  const found = transactions(siren, chosenVenue.value);
  const { value, problem } = found.state.value;
  const months = [...(value?.months ?? [])].sort((a, b) => b.month.localeCompare(a.month));
  return html`
    <section class="stack pro-section">
      <h2>${t("captured")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value && html`<div><p class="big">${money(value.total_cents ?? 0)}</p><p class="soft">${t("capturedHelp")}</p></div>`}
      ${
        months.length > 0 &&
        html`<div class="table-box" tabindex="0" role="region" aria-label=${t("captured")}>
          <table>
            <thead><tr><th scope="col">${t("month")}</th><th scope="col">${t("venue")}</th><th scope="col" class="amount">${t("bookings")}</th><th scope="col" class="amount">${t("amount")}</th></tr></thead>
            <tbody>
              ${months.map((each) => html`<tr key=${each.month + each.venue_id}><th scope="row">${monthName(each.month)}</th><td>${each.venue_name}</td><td class="amount">${each.bookings}</td><td class="amount">${money(each.total_cents)}</td></tr>`)}
            </tbody>
          </table>
        </div>`
      }
    </section>
  `;
}

/** @param {{ siren: string }} props */
function ByOffer({ siren }) {
  const found = byOffer(siren);
  const { value, problem } = found.state.value;
  const venueId = chosenVenue.value;
  const rows = (value ?? []).filter((each) => !venueId || each.venue_id === venueId);
  return html`
    <section class="stack pro-section">
      <h2>${t("byOffer")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value && rows.length === 0 && html`<p class="soft">${t("noOffers")}</p>`}
      ${
        rows.length > 0 &&
        html`<div class="table-box" tabindex="0" role="region" aria-label=${t("byOffer")}>
          <table>
            <thead><tr><th scope="col">${t("offer")}</th><th scope="col">${t("month")}</th><th scope="col" class="amount">${t("views")}</th><th scope="col" class="amount">${t("bookings")}</th><th scope="col" class="amount">${t("amount")}</th></tr></thead>
            <tbody>
              ${rows.map((each) => html`<tr key=${each.month + each.offer_id}><th scope="row">${each.name ?? t("deletedOffer")}</th><td>${monthName(each.month)}</td><td class="amount">${number(each.views)}</td><td class="amount">${each.bookings}</td><td class="amount">${money(each.total_cents)}</td></tr>`)}
            </tbody>
          </table>
        </div>
        <p class="soft">${t("viewsHelp")}</p>`
      }
    </section>
  `;
}

/** @param {{ siren: string }} props */
function Ahead({ siren }) {
  const found = expected(siren);
  const { value, problem } = found.state.value;
  const venueId = chosenVenue.value;
  const months = (value ?? []).filter((each) => !venueId || each.venue_id === venueId);
  const total = months.reduce((sum, each) => sum + each.revenue_cents, 0);
  return html`
    <section class="stack pro-section">
      <h2>${t("expected")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value && html`<div><p class="big">${money(total)}</p><p class="soft">${t("expectedHelp")}</p></div>`}
      ${
        months.length > 0 &&
        html`<div class="table-box" tabindex="0" role="region" aria-label=${t("expected")}>
          <table>
            <thead><tr><th scope="col">${t("eventMonth")}</th><th scope="col">${t("venue")}</th><th scope="col" class="amount">${t("bookings")}</th><th scope="col" class="amount">${t("amount")}</th></tr></thead>
            <tbody>
              ${months.map((each) => html`<tr key=${`${each.month} ${each.venue_id}`}><th scope="row">${each.month ? monthName(each.month) : t("noDate")}</th><td>${each.venue_name}</td><td class="amount">${each.bookings}</td><td class="amount">${money(each.revenue_cents)}</td></tr>`)}
            </tbody>
          </table>
        </div>`
      }
    </section>
  `;
}

/** Return what became of a statement's transfer. @param {import("../../kit/api.js").Schemas["StatementView"]} statement */
function whatBecame({ paid_at, issued_at, is_held }) {
  if (paid_at) return t("paid", { day: longDay(paid_at) });
  return t(is_held ? "held" : "issued", { day: longDay(issued_at) });
}

/** @param {{ siren: string }} props */
function Statements({ siren }) {
  const found = statements(siren);
  const { value, problem } = found.state.value;
  const refused = useSignal(/** @type {unknown} */ (null));
  const save = async (/** @type {string} */ id, /** @type {"pdf" | "csv"} */ kind) => {
    refused.value = null;
    const path = `${offererPath(siren, "statements")}/${encodeURIComponent(id)}/${kind}`;
    const type = kind === "pdf" ? "application/pdf" : "text/csv";
    try {
      await download(path, type, `${t("file")}-${id}.${kind}`);
    } catch (fault) {
      refused.value = fault;
    }
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("statements")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      ${value?.length === 0 && html`<p class="soft">${t("noStatements")}</p>`}
      ${
        value &&
        value.length > 0 &&
        html`<ul class="lines">
          ${value.map(
            (each) => html`
              <li key=${each.id}>
                <span class="pro-session">
                  <b>${each.id} · ${money(each.amount_cents)}</b>
                  <span>${t.many("lines", each.lines)} · ${each.account_label} ${each.account_shown}</span>
                  <span class="soft">${whatBecame(each)}</span>
                </span>
                <span class="acts">
                  <${Button} kind="calm" onClick=${() => save(each.id, "pdf")}>PDF<span class="unseen"> ${each.id}</span><//>
                  <${Button} kind="calm" onClick=${() => save(each.id, "csv")}>CSV<span class="unseen"> ${each.id}</span><//>
                </span>
              </li>
            `,
          )}
        </ul>`
      }
    </section>
  `;
}
