// Reporting an offer to the operator.

import { Button, Chips, Dialog, Failure, Field, Notice } from "../kit/components.js";
import { person } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { REASONS, report } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Reason} Reason */

/** @param {{ id: string }} props */
export function Report({ id }) {
  const isOpen = useSignal(false);
  const isDone = useSignal(false);
  const here = encodeURIComponent(`/offres/${encodeURIComponent(id)}`);
  if (person.value === null)
    return html`<p><a href="/connexion?suite=${here}">${t("reportSignIn")}</a></p>`;
  return html`
    <div role="status">${isDone.value && html`<${Notice} kind="good"><p>${t("reported")}</p><//>`}</div>
    ${
      !isDone.value &&
      html`<p><button type="button" class="link" onClick=${() => {
        isOpen.value = true;
      }}>${t("report")}</button></p>`
    }
    ${
      isOpen.value &&
      html`<${Dialog} title=${t("reportTitle")} onClose=${() => {
        isOpen.value = false;
      }}>
        <${Form} id=${id} onDone=${() => {
          isOpen.value = false;
          isDone.value = true;
        }} />
      <//>`
    }
  `;
}

/** @param {{ id: string, onDone: () => void }} props */
function Form({ id, onDone }) {
  const reason = useSignal(/** @type {Reason | ""} */ (""));
  const text = useSignal("");
  const missing = useSignal("");
  const isBusy = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const said = text.value.trim();
    missing.value =
      reason.value === ""
        ? t("needChoice")
        : reason.value === "other" && !said
          ? t("needText")
          : "";
    if (missing.value || reason.value === "" || isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await report(id, reason.value, said);
      onDone();
    } catch (wrong) {
      fault.value = wrong;
    }
    isBusy.value = false;
  };
  return html`
    <form class="stack" novalidate onSubmit=${send}>
      <p>${t("reportHelp")}</p>
      <${Chips} legend=${t("reportWhy")} name="reason" chosen=${[reason.value]}
        options=${REASONS.map((each) => ({ value: each, label: t(each) }))}
        onChoose=${(/** @type {Reason} */ chosen) => {
          reason.value = chosen;
        }} />
      ${
        reason.value === "other" &&
        html`<${Field} id="report-text" label=${t("details")} hint=${t("detailsHint")} isLong rows="4" maxlength="500"
          value=${text.value} onInput=${(
            /** @type {{ currentTarget: HTMLTextAreaElement }} */ e,
          ) => {
            text.value = e.currentTarget.value;
          }} />`
      }
      ${missing.value && html`<p class="fault" role="alert">${missing.value}</p>`}
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
      <${Button} type="submit" isBusy=${isBusy.value}>${t("send")}<//>
    </form>
  `;
}
