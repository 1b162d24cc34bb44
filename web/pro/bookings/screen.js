// The bookings that an offerer received, with filters, and as CSV.

import { Button, Chips, Failure, Field, Skeleton, useTitle } from "../../kit/components.js";
import { dayAndTime, price, shortDay, time } from "../../kit/format.js";
import { go } from "../../kit/router.js";
import { t as shared } from "../../kit/texts.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { Scope } from "../gate/scope.js";
import { chosenVenue } from "../gate/state.js";
import { bookings, downloadCsv, FILTERS, loadMore, queryOf, STATES } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */
/** @typedef {import("./state.js").Row} Row */

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      <${Gate}>${(/** @type {Offerer} */ it) => html`<${Lists} it=${it} query=${query} key=${it.siren} />`}<//>
    </div>
  `;
}

/** @param {{ it: Offerer, query: URLSearchParams }} props */
function Lists({ it, query }) {
  const asked = queryOf(query, it.siren, chosenVenue.value);
  const found = bookings(asked);
  const { value, problem } = found.state.value;
  const isBusy = useSignal(false);
  const refused = useSignal(/** @type {unknown} */ (null));
  const csv = async () => {
    isBusy.value = true;
    refused.value = null;
    try {
      await downloadCsv(asked);
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
  };
  return html`
    ${query.get("offre") ? html`<p><a href="/pro/reservations">${t("allOffers")}</a></p>` : html`<${Scope} it=${it} />`}
    <${Filters} query=${query} />
    <div class="row-top">
      <p role="status" class="soft">${value && t.many(value.next ? "more" : "count", value.items.length)}</p>
      <${Button} kind="calm" isBusy=${isBusy.value} onClick=${csv}>${t("csv")}<//>
    </div>
    ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
    ${!value && !problem && html`<${Skeleton} />`}
    ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${value?.items.length === 0 && html`<p>${t("none")}</p>`}
    ${value && value.items.length > 0 && html`<ul class="lines">${value.items.map((each) => html`<${Line} key=${each.booking_id} it=${each} />`)}</ul>`}
    ${
      value?.next &&
      html`<div class="middle">
        <${Button} kind="calm" isBusy=${value.isLoadingMore} onClick=${() => loadMore(asked)}>${shared("more")}<//>
      </div>`
    }
  `;
}

/** @param {{ it: Row }} props */
function Line({ it }) {
  const when = it.begins_at && dayAndTime(it.begins_at, it.time_zone);
  const list = `/pro/reservations/liste?${new URLSearchParams({ offre: it.offer_id, date: it.begins_at ?? "" })}`;
  return html`
    <li>
      <span class="pro-session">
        <b>${it.holder_name}</b>
        <span>${it.quantity} × ${it.offer_name}${it.price_label ? `, ${it.price_label}` : ""}</span>
        <span class="soft">
          ${[when, it.venue_name, price(it.amount_cents), t("booked", { day: shortDay(it.booked_at, it.time_zone), time: time(it.booked_at, it.time_zone) })].filter(Boolean).join(" · ")}
        </span>
      </span>
      ${it.begins_at && html`<a href=${list} aria-label=${t("listOf", { name: it.offer_name })}>${t("list")}</a>`}
      <span class="state state-${it.status}">${t(it.status)}</span>
    </li>
  `;
}

/** @param {{ query: URLSearchParams }} props */
function Filters({ query }) {
  const set = (/** @type {string} */ name, /** @type {string} */ value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go(`/pro/reservations?${next}`, { isReplacing: true, isSameScreen: true });
  };
  const active = FILTERS.filter((name) => query.get(name)).length;
  const day = (/** @type {"du" | "au"} */ name) => html`
    <${Field} id=${name} label=${t(name)} type="date" value=${query.get(name) ?? ""}
      onChange=${(/** @type {Event} */ event) => set(name, /** @type {HTMLInputElement} */ (event.currentTarget).value)} />
  `;
  return html`
    <details class="filters">
      <summary>${active ? t.many("filters", active) : t("filters")}</summary>
      <div class="stack">
        <${Chips} legend=${t("state")} name="etat" chosen=${[query.get("etat") ?? ""]} onChoose=${(/** @type {string} */ v) => set("etat", v)}
          options=${[{ value: "", label: t("any") }, ...STATES.map((value) => ({ value, label: t(value) }))]} />
        <${Chips} legend=${t("dates")} name="dates" chosen=${[query.get("dates") ?? ""]} onChoose=${(/** @type {string} */ v) => set("dates", v)}
          options=${[{ value: "", label: t("byBooking") }, { value: "evenement", label: t("byEvent") }]} />
        <div class="pair">${day("du")}${day("au")}</div>
      </div>
    </details>
  `;
}
