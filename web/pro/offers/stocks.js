// The dates and prices of an offer, and what is left of each.

import { Button } from "../../kit/components.js";
import { dayAndTime, price } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { Editor } from "./editor.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */
/** @typedef {import("./state.js").Stock} Stock */

/** @param {{ it: Offer }} props */
export function Stocks({ it }) {
  const edited = useSignal(/** @type {Stock | "new" | null} */ (null));
  const isDone = useSignal(false);
  const zone = it.venue.time_zone;
  const nameOf = (/** @type {Stock} */ each) =>
    [each.begins_at && dayAndTime(each.begins_at, zone), each.price_label, price(each.price_cents)]
      .filter(Boolean)
      .join(" · ");
  const open = (/** @type {Stock | "new"} */ which) => {
    isDone.value = false;
    edited.value = which;
  };
  return html`
    <section class="stack">
      <h2>${t("stocks")}</h2>
      ${it.stocks.length === 0 && html`<p class="soft">${t("noStocks")}</p>`}
      <ul class="lines">
        ${it.stocks.map(
          (each) => html`
            <li key=${each.id}>
              <span class="pro-session">
                <b>${nameOf(each)}</b>
                <span class="soft">${each.quantity === null ? t("unlimited") : t("left", { left: each.remaining ?? 0, count: each.quantity })}</span>
              </span>
              <button type="button" class="link" aria-label=${t("editOf", { name: nameOf(each) })} onClick=${() => open(each)}>${t("edit")}</button>
            </li>
          `,
        )}
      </ul>
      ${it.stocks_count > it.stocks.length && html`<p class="hint">${t("moreStocks", { count: it.stocks_count })}</p>`}
      <p role="status">${isDone.value && t("saved")}</p>
      <div class="acts">
        <${Button} kind="calm" onClick=${() => open("new")}>${t("addStock")}<//>
        ${it.stocks.some(({ begins_at }) => begins_at) && html`<a class="button calm" href="/pro/offres/${encodeURIComponent(it.id)}/dates">${t("manyDates")}</a>`}
      </div>
      ${
        edited.value &&
        html`<${Editor} it=${it} stock=${edited.value === "new" ? null : edited.value}
          onDone=${() => {
            isDone.value = true;
            edited.value = null;
          }}
          onClose=${() => {
            edited.value = null;
          }} />`
      }
    </section>
  `;
}
