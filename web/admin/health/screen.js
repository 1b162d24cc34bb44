// The health of the platform: what waits or failed, and what to do about it.

import { Button, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { moment, time } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { Gate } from "../office/gate.js";
import { pageOf } from "../office/state.js";
import { health, isStuck } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack office">
      <h1>${t("title")}</h1>
      <${Gate} roles=${["administrator"]}>${() => html`<${Health} />`}<//>
    </div>
  `;
}

function Health() {
  const found = health();
  const { value, problem, isLoading } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  const { outbox, dead_letters, jobs, findings } = value;
  return html`
    ${problem && html`<${Failure} fault=${problem} />`}
    <div class="office-top">
      <p role="status" class="soft">${t("refreshed", { at: time(new Date(found.at).toISOString()) })}</p>
      <${Button} kind="calm" isBusy=${isLoading} onClick=${() => found.refresh()}>${t("refresh")}<//>
    </div>
    <${Part} title=${t("outbox")} hint=${t("outboxHint")} isWell=${!isStuck(outbox)}>
      <p>${outbox.oldest_at ? t.many("outboxSome", outbox.waiting, { at: moment(outbox.oldest_at) }) : t("outboxNone")}</p>
    <//>
    ${dead_letters ? html`<${DeadLetters} ...${dead_letters} />` : html`<${Part} title=${t("dead")} hint=${t("deadElsewhere")} />`}
    <${Jobs} jobs=${jobs} />
    <${Part} title=${t("findings")} hint=${t("findingsHint")} isWell=${!findings.length}>
      ${!findings.length && html`<p>${t("findingsNone")}</p>`}
      <ul class="office-hits">
        ${findings.map(
          (each) => html`
            <li key=${each.wallet_id}>
              <a href=${pageOf("people", each.wallet_id)}><b>${each.wallet_id}</b></a>
              <span class="soft"><code>${each.faults.join(", ")}</code> · ${t("since", { at: moment(each.found_at) })}</span>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** Jobs that want a look are open to it; the others are a list to unfold. @param {{ jobs: Schemas["JobView"][] }} props */
function Jobs({ jobs }) {
  const never = jobs.filter(({ run }) => run === null);
  const ill = jobs.filter(({ is_ill, run }) => is_ill && run);
  const well = jobs.filter(({ is_ill }) => !is_ill);
  return html`
    <${Part} title=${t("jobs")} hint=${t("jobsHint")} isWell=${!ill.length && !never.length}>
      <ul class="office-hits">${ill.map((job) => html`<${Job} key=${job.name} job=${job} />`)}</ul>
      ${never.length > 0 && html`<p>${t("never")} <b>${never.map(({ name }) => name).join(", ")}</b></p>`}
      ${
        well.length > 0 &&
        html`<details>
          <summary>${t.many("jobsWell", well.length)}</summary>
          <ul class="office-hits">${well.map((job) => html`<${Job} key=${job.name} job=${job} />`)}</ul>
        </details>`
      }
    <//>
  `;
}

/** @param {{ job: Schemas["JobView"] }} props */
function Job({ job: { name, state, is_late, silent_hours, run } }) {
  const counts = listed(run?.counts);
  const found = listed({ ...run?.findings, ...run?.pending });
  return html`
    <li>
      <span><b>${name}</b> · ${t(state)}${is_late && ` · ${t.many("late", silent_hours)}`}</span>
      ${
        run &&
        html`<span class="soft">
          ${t(run.ended_at ? "ranUntil" : "runsSince", { at: moment(run.started_at), until: run.ended_at ? time(run.ended_at) : "" })}
          ${run.pages > 0 && ` · ${t("pages", { done: run.pages_done, count: run.pages })}`}
          ${counts && html` · <code>${counts}</code>`}
          ${run.failed > 0 && ` · ${t.many("failures", run.failed)}`}
          ${run.fault && html` · <code>${run.fault}</code>`}
        </span>`
      }
      ${found && html`<span>${t("found")} <code>${found}</code></span>`}
    </li>
  `;
}

/** @param {Record<string, number>} [counts] */
const listed = (counts = {}) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

/** @param {Schemas["DeadLettersView"]} props */
function DeadLetters({ count, items }) {
  return html`
    <${Part} title=${t("dead")} hint=${t("deadHint")} isWell=${count === 0}>
      ${!count && html`<p>${t("deadNone")}</p>`}
      ${count > items.length && html`<p>${t("of", { shown: items.length, count })}</p>`}
      <ul class="office-hits">
        ${items.map((each) => html`<li key=${each.id}><b>${each.topic}</b><span class="soft">${each.fault} · <code>${each.id}</code></span></li>`)}
      </ul>
    <//>
  `;
}

/**
 * Without `isWell`, nothing is known of the part here.
 * @param {{ title: string, hint: string, isWell?: boolean, children?: any }} props
 */
function Part({ title, hint, isWell, children }) {
  const sign = html`<span class="office-sign ${isWell ? "good" : "wrong"}">${isWell ? "✓" : "!"} ${t(isWell ? "well" : "ill")}</span>`;
  return html`
    <section class="office-part">
      <h2>${title} ${isWell !== undefined && sign}</h2>
      ${children}
      <p class="hint">${hint}</p>
    </section>
  `;
}
