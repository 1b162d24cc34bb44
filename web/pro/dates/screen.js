// The dates of an event: a series is added, and chosen ones are changed together.

import { Button, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { own } from "../offers/state.js";
import { Acts } from "./acts.js";
import { Filters } from "./filters.js";
import { Progress } from "./progress.js";
import { SeriesForm } from "./series.js";
import { dates, filtered } from "./state.js";
import { nameOf, t } from "./texts.js";

/** @typedef {import("../offers/state.js").Offer} Offer */
/** @typedef {import("./state.js").Filter} Filter */

const SHOWN = 60;

/** @param {{ params: { id: string } }} props */
export function Screen({ params }) {
  useTitle(t("title"));
  return html`
    <div class="page narrow stack">
      <p><a href="/pro/offres/${encodeURIComponent(params.id)}">${t("back")}</a></p>
      <h1>${t("title")}</h1>
      <${Gate}>${() => html`<${Dates} id=${params.id} />`}<//>
    </div>
  `;
}

/** @param {{ id: string }} props */
function Dates({ id }) {
  const offer = own(id);
  const found = dates(id);
  const it = offer.state.value.value;
  const all = found.state.value.value;
  const problem = offer.state.value.problem ?? found.state.value.problem;
  if (!it || !all) {
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => {
          offer.refresh();
          found.refresh();
        }} />`
      : html`<${Skeleton} />`;
  }
  return html`
    <p class="scope-name">${it.name}</p>
    <${Progress} offerId=${id} zone=${it.venue.time_zone} />
    <${SeriesForm} it=${it} isFirst=${all.length === 0} />
    ${all.length > 0 ? html`<${Chosen} it=${it} all=${all} />` : html`<p class="soft">${t("none")}</p>`}
  `;
}

/** @param {{ it: Offer, all: import("./state.js").Stock[] }} props */
function Chosen({ it, all }) {
  const zone = it.venue.time_zone;
  const filter = useSignal(
    /** @type {Filter} */ ({ first: "", last: "", weekdays: [], hour: "", category: "" }),
  );
  const picked = useSignal(/** @type {Set<string>} */ (new Set()));
  const shown = useSignal(SHOWN);
  const left = filtered(all, filter.value, zone);
  // A date that a filter hides, or that is gone, is chosen no longer.
  const chosen = new Set(left.map(({ id }) => id).filter((id) => picked.value.has(id)));
  const isAll = chosen.size === left.length && left.length > 0;
  const toggle = (/** @type {string} */ id) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    picked.value = next;
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("dates")}</h2>
      <${Filters} it=${it} all=${all} filter=${filter} />
      <label class="check">
        <input type="checkbox" checked=${isAll} onChange=${() => {
          picked.value = new Set(isAll ? [] : left.map(({ id }) => id));
        }} /> <b>${t.many("chooseAll", left.length)}</b>
      </label>
      <ul class="lines">
        ${left.slice(0, shown.value).map(
          (each) => html`
            <li key=${each.id}>
              <label class="check">
                <input type="checkbox" checked=${chosen.has(each.id)} onChange=${() => toggle(each.id)} />
                <span class="pro-when">${nameOf(each, zone)}</span>
              </label>
              <span class="soft">${each.quantity === null ? t("unlimited") : t("placesLeft", { left: each.remaining ?? 0, count: each.quantity })}</span>
            </li>
          `,
        )}
      </ul>
      ${
        left.length > shown.value &&
        html`<div class="middle"><${Button} kind="calm" onClick=${() => {
          shown.value += SHOWN;
        }}>${t.many("more", left.length - shown.value)}<//></div>`
      }
      <${Acts} it=${it} chosen=${chosen} left=${left} filter=${filter.value} onDone=${() => {
        picked.value = new Set();
      }} />
    </section>
  `;
}
