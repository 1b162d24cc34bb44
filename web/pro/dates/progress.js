// How far a change of many dates is: what was done, what was left out and why, and what to do next.

import { Problem } from "../../kit/api.js";
import { Button, Failure } from "../../kit/components.js";
import { Words } from "../../kit/problems.js";
import { html } from "../../kit/view.js";
import { changeOf, dismiss, resume } from "./state.js";
import { t } from "./texts.js";

/** Reasons that are no refusal, or whose refusal has a number that a sum does not have. */
const REASONS = /** @type {Record<string, "there" | "booked">} */ ({
  already_there: "there",
  quantity_below_booked: "booked",
});

/** Put the focus on how a change goes, once it is shown. */
export const showProgress = () => setTimeout(() => document.getElementById("progress")?.focus());

/** @param {{ offerId: string }} props */
export function Progress({ offerId }) {
  const { batch, problem } = changeOf(offerId).value;
  return html`
    <div role="status">
      ${
        batch &&
        html`<section class="notice ${batch.status === "done" ? "good" : ""}" aria-labelledby="progress">
          <h2 id="progress" tabindex="-1">${t(batch.status)}</h2>
          ${batch.status === "running" && html`<progress class="progress" aria-labelledby="progress" value=${gone(batch)} max=${batch.total} />`}
          <p>${t.many(`${batch.kind}`, batch.done, { total: batch.total })}</p>
          ${batch.skipped.length > 0 && html`<ul>${batch.skipped.map(({ code, count }) => html`<li key=${code}><b>${t.many("left", count)}</b> ${REASONS[code] ? html`<p>${t(REASONS[code])}</p>` : html`<${Words} problem=${new Problem(code)} />`}</li>`)}</ul>`}
          ${batch.status === "stopped" && html`<${Words} problem=${new Problem(batch.code ?? "unavailable")} />`}
          <div class="acts">
            ${batch.status === "stopped" && html`<${Button} onClick=${() => resume(offerId, batch)}>${t("resume")}<//>`}
            ${batch.status !== "running" && html`<${Button} kind="calm" onClick=${() => dismiss(offerId)}>${t("read")}<//>`}
          </div>
        </section>`
      }
    </div>
    ${problem && html`<${Failure} fault=${problem} onRetry=${batch && (() => resume(offerId, batch))} />`}
  `;
}

/** @param {import("./state.js").Batch} batch */
const gone = ({ done, skipped }) => skipped.reduce((sum, { count }) => sum + count, done);
