// An offer as young people will see it, while it is being written.

import { dayAndTime, money, priceFrom } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { instantOf } from "./dates.js";
import { centsOf, draft } from "./state.js";
import { t } from "./texts.js";

/** @param {{ category?: import("./state.js").Category, venue: import("../gate/state.js").Venue, picture?: string }} props */
export function Preview({ category, venue, picture }) {
  const it = draft.value;
  const prices = it.prices.map(({ euros }) => centsOf(euros)).filter((cents) => cents !== null);
  const lowest = Math.min(...prices);
  const begins = it.isSeries ? it.firstDay && it.hour && `${it.firstDay}T${it.hour}` : it.begins;
  return html`
    <section class="stack publish-preview" aria-labelledby="preview">
      <h2 id="preview">${t("preview")}</h2>
      <div class="desk-card">
        <figure class="poster">${picture && html`<img src=${picture} alt="" />`}</figure>
        <p class="kind" lang="fr">${category?.label ?? t("category")}</p>
        <h3>${it.name || t("name")}</h3>
        <p>${venue.name}, ${venue.city}</p>
        ${category?.event && begins && html`<p>${dayAndTime(instantOf(begins, venue.time_zone), venue.time_zone)}</p>`}
        ${prices.length > 0 && html`<p><b>${prices.length > 1 || lowest === 0 ? priceFrom(lowest) : money(lowest)}</b></p>`}
        ${it.description && html`<p class="prose">${it.description}</p>`}
      </div>
    </section>
  `;
}
