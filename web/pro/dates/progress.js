// How far a change of many dates is: what was done, what was left out and why, and what to do next.

import { Problem } from "../../kit/api.js";
import { Button, Failure } from "../../kit/components.js";
import { Words } from "../../kit/problems.js";
import { html, useEffect } from "../../kit/view.js";
import { changeOf, dismiss, look, resume } from "./state.js";
import { nameOf, t } from "./texts.js";

/** Reasons that are no refusal, or whose refusal has a number that a sum does not have. */
const REASONS = /** @type {Record<string, "there" | "booked">} */ ({
  already_there: "there",
  quantity_below_booked: "booked",
});

/** Dates left out that are shown without being asked for. */
const FEW = 5;

/** Put the focus on how a change goes, once it is shown. */
export const showProgress = () => setTimeout(() => document.getElementById("progress")?.focus());

/** @param {{ offerId: string, zone: string }} props */
export function Progress({ offerId, zone }) {
  useEffect(() => {
    look(offerId);
  }, [offerId]);
  const { batch, problem } = changeOf(offerId).value;
  return html`
    <div role="status">
      ${
        batch &&
        html`<section class="notice ${batch.status === "done" ? "good" : ""}" aria-labelledby="progress">
          <h2 id="progress" tabindex="-1">${t(batch.status)}</h2>
          ${batch.status === "running" && html`<progress class="progress" aria-labelledby="progress" value=${gone(batch)} max=${batch.total} />`}
          <p>${t.many(`${batch.kind}`, batch.done, { total: batch.total })}</p>
          ${batch.skipped.length > 0 && html`<ul>${batch.skipped.map((each) => html`<li key=${each.code}><${Left} each=${each} zone=${zone} /></li>`)}</ul>`}
          ${batch.status === "stopped" && html`<${Words} problem=${new Problem(batch.code ?? "unavailable")} />`}
          <div class="acts">
            ${batch.status === "stopped" && html`<${Button} onClick=${() => resume(offerId, batch)}>${t("resume")}<//>`}
            ${batch.status !== "running" && html`<${Button} kind="calm" onClick=${() => dismiss(offerId, batch)}>${t("read")}<//>`}
          </div>
        </section>`
      }
    </div>
    ${problem && html`<${Failure} fault=${problem} onRetry=${batch && (() => resume(offerId, batch))} />`}
  `;
}

/** Say why stocks were left out, and which. @param {{ each: import("./state.js").Skipped, zone: string }} props */
function Left({ each: { code, count, stocks }, zone }) {
  return html`
    <b>${t.many("left", count)}</b>
    ${REASONS[code] ? html`<p>${t(REASONS[code])}</p>` : html`<${Words} problem=${new Problem(code)} />`}
    ${
      stocks.length > 0 &&
      html`<details open=${stocks.length <= FEW}>
        <summary>${t.many("which", count)}</summary>
        <ul>${stocks.map((stock, i) => html`<li key=${i}>${nameOf(stock, zone)}</li>`)}</ul>
        ${count > stocks.length && html`<p>${t.many("others", count - stocks.length)}</p>`}
      </details>`
    }
  `;
}

/** @param {import("./state.js").Batch} batch */
const gone = ({ done, skipped }) => skipped.reduce((sum, { count }) => sum + count, done);
