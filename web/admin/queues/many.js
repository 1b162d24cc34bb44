// Several items of a queue decided at once, for one reason.

import { Problem } from "../../kit/api.js";
import { inWords } from "../../kit/refusals.js";
import { html } from "../../kit/view.js";
import { Acts } from "../office/acts.js";
import { list } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Queue} Queue */
/** @typedef {import("../office/state.js").Me} Me */
/** @typedef {import("../../kit/api.js").Schemas["DecidedView"]} Decided */
/** @typedef {{ done: number, others: { id: string, name: string, why: string }[] }} Outcome */

/** @param {{ queue: Queue, who: Me, items: any[], open: import("../../vendor/signals-core.js").Signal<string | null>, hasKeys: boolean, onDone: (outcome: Outcome) => void, onNone: () => void }} props */
export function Many({ queue, who, items, open, hasKeys, onDone, onNone }) {
  return html`
    <section class="office-many stack" aria-labelledby="many">
      <h2 id="many" tabindex="-1">${t.many("picked", items.length)}</h2>
      <p>${items.map(queue.titleOf).join(" · ")}</p>
      <${Acts} who=${who} acts=${queue.actsOnMany?.(items) ?? []} open=${open} hasKeys=${hasKeys}
        onDone=${(/** @type {unknown} */ _, /** @type {{ items: Decided[] }} */ answer) => onDone(outcomeOf(queue, who, items, answer.items))} />
      <p><button type="button" class="link" onClick=${onNone}>${t("pickNone")}</button></p>
    </section>
  `;
}

/** Whatever was not decided by this act, and why. @param {{ outcome: Outcome }} props */
export function Others({ outcome }) {
  return html`
    <p>${t.many("decided", outcome.done)}</p>
    ${outcome.others.length > 0 && html`<ul>${outcome.others.map(({ id, name, why }) => html`<li key=${id}>${name} : ${why}</li>`)}</ul>`}
  `;
}

/** @param {Queue} queue @param {Me} who @param {any[]} items @param {Decided[]} decided @returns {Outcome} */
function outcomeOf(queue, who, items, decided) {
  const isMine = (/** @type {Decided} */ one) => one.code === null && one.by === who.id;
  const others = decided
    .filter((one) => !isMine(one))
    .map(({ offer_id: id, code }) => {
      const item = items.find((each) => queue.idOf(each) === id);
      const isOvertaken = code === null || code === "offer_not_pending";
      const why = isOvertaken ? t("byAnother") : inWords(new Problem(code));
      return { id, name: queue.titleOf(item), why };
    });
  return { done: decided.length - others.length, others };
}

/** Take decided items out of the list, which is then asked for again. @param {Queue} queue @param {any[]} items */
export function settleMany(queue, items) {
  const ids = new Set(items.map(queue.idOf));
  const found = list(queue);
  found.update((value) => ({
    ...value,
    items: value.items.filter((/** @type {any} */ item) => !ids.has(queue.idOf(item))),
  }));
  found.refresh();
}
