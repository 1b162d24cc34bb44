// The frame of a question: how far it is, the question as heading, and the way back.

import { Button } from "../kit/components.js";
import { go } from "../kit/router.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Step} Step */
/** @typedef {import("../kit/view.js").Children} Children */

const NUMBERED = /** @type {readonly Step[]} */ (["naissance", "lieu", "nom", "compte", "fin"]);

/** @param {Step} step */
export const addressOf = (step) => `/inscription?etape=${step}`;

/** @param {Step} step */
export const goTo = (step) => go(addressOf(step));

/**
 * @param {{ step: Step, title: string, hint?: string, back?: Step, children: Children, onSubmit: (form: FormData) => unknown, action: string, isBusy?: boolean }} props
 */
export function Question({ step, title, hint, back, children, onSubmit, action, isBusy = false }) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!isBusy) onSubmit(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));
  };
  return html`
    <div class="page narrow stack">
      <div class="stack-close">
        <${Progress} step=${step} />
        <h1>${title}</h1>
        ${hint && html`<p class="soft">${hint}</p>`}
      </div>
      <form class="stack" novalidate onSubmit=${submit}>
        ${children}
        <div class="acts">
          <${Button} type="submit" isBusy=${isBusy}>${action}<//>
          ${back && html`<a class="button calm" href=${addressOf(back)}>${t("back")}</a>`}
        </div>
      </form>
    </div>
  `;
}

/** @param {{ step: Step }} props */
export function Progress({ step }) {
  const at = NUMBERED.indexOf(step) + 1;
  if (at === 0) return null;
  const count = NUMBERED.length;
  return html`
    <p class="kind">${t("progress", { at, count })}</p>
    <div class="meter" aria-hidden="true"><span style=${{ width: `${(100 * at) / count}%` }} /></div>
  `;
}

/** Put the focus into a field whose answer is missing or wrong. @param {string} id */
export function focusOn(id) {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

/** Return a typed answer, without the spaces around it. @param {FormData} form @param {string} name */
export const typed = (form, name) => String(form.get(name) ?? "").trim();
