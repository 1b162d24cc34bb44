// The queues with their counts.

import { Failure, Skeleton, useTitle } from "../../kit/components.js";
import { html } from "../../kit/view.js";
import { Gate } from "../office/gate.js";
import { reaches } from "../office/state.js";
import { list, queuesOf } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Queue} Queue */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <div>
        <h1>${t("title")}</h1>
        <p class="soft">${t("lead")}</p>
      </div>
      <${Gate}>${(/** @type {import("../office/state.js").Me} */ who) => html`<${Queues} who=${who} queues=${queuesOf(who)} />`}<//>
    </div>
  `;
}

/** @param {{ who: import("../office/state.js").Me, queues: Queue[] }} props */
function Queues({ who, queues }) {
  const lists = queues.map((queue) => list(queue));
  const isEmpty = lists.every((each) => each.state.value.value?.items.length === 0);
  return html`
    ${isEmpty && html`<p class="office-done">${t("allDone")}</p>`}
    <p class="office-acts">
      ${reaches(who, ["finance"]) && html`<a href="/admin/baremes">${t("rates")}</a>`}
      ${reaches(who, []) && html`<a href="/admin/administrateurs">${t("team")}</a>`}
    </p>
    <ul class="office-queues">
      ${queues.map((queue) => html`<li key=${queue.id}><${Count} queue=${queue} /></li>`)}
    </ul>
  `;
}

/** @param {{ queue: Queue }} props */
function Count({ queue }) {
  const found = list(queue);
  const { value, problem } = found.state.value;
  const count = value?.items.length ?? 0;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  if (!value) return html`<${Skeleton} count=${1} />`;
  return html`
    <a class="office-queue ${count ? "" : "none"}" href="/admin/file/${queue.id}">
      <b>${value.hasMore ? t("atLeast", { count }) : count}</b>
      <span><strong>${t(queue.name)}</strong> <span class="soft">${t(queue.lead)}</span></span>
    </a>
  `;
}
