// A word to the operator, and the surveys that are open.

import { Button, Chips, Failure, Field, Notice, useTitle } from "../kit/components.js";
import { place } from "../kit/router.js";
import { person } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { CATEGORIES, surveys, write } from "./state.js";
import { Survey } from "./survey.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Category} Category */

export function Screen() {
  useTitle(t("title"));
  const here = encodeURIComponent(place.value?.path ?? "/avis");
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      ${
        person.value === null
          ? html`<p>${t("needSignIn")}</p><p><a class="button main" href="/connexion?suite=${here}">${t("signIn")}</a></p>`
          : html`<${Surveys} /><${Message} />`
      }
    </div>
  `;
}

function Surveys() {
  const { value } = surveys().state.value;
  return html`${value?.items.map((survey) => html`<${Survey} key=${survey.id} it=${survey} />`)}`;
}

function Message() {
  const category = useSignal(/** @type {Category | ""} */ (""));
  const text = useSignal("");
  const faults = useSignal({ category: "", text: "" });
  const isBusy = useSignal(false);
  const isSent = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const said = text.value.trim();
    faults.value = {
      category: category.value ? "" : t("needChoice"),
      text: said ? "" : t("needText"),
    };
    if (category.value === "" || !said || isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await write(category.value, said);
      isSent.value = true;
      text.value = "";
    } catch (wrong) {
      fault.value = wrong;
    }
    isBusy.value = false;
  };
  return html`
    <section class="stack">
      <h2>${t("messageTitle")}</h2>
      <div role="status">${isSent.value && html`<${Notice} kind="good"><p>${t("sent")}</p><//>`}</div>
      ${
        isSent.value
          ? html`<p><${Button} kind="calm" onClick=${() => {
              isSent.value = false;
            }}>${t("again")}<//></p>`
          : html`<form class="stack" novalidate onSubmit=${send}>
              <p>${t("messageHelp")}</p>
              <${Chips} legend=${t("about")} name="category" chosen=${[category.value]}
                options=${CATEGORIES.map((each) => ({ value: each, label: t(each) }))}
                onChoose=${(/** @type {Category} */ chosen) => {
                  category.value = chosen;
                }} />
              ${faults.value.category && html`<p class="fault" role="alert">${faults.value.category}</p>`}
              <${Field} id="feedback-text" label=${t("message")} hint=${t("messageHint")} fault=${faults.value.text} isLong rows="6" maxlength="800"
                value=${text.value} onInput=${(
                  /** @type {{ currentTarget: HTMLTextAreaElement }} */ e,
                ) => {
                  text.value = e.currentTarget.value;
                }} />
              ${fault.value && html`<${Failure} fault=${fault.value} />`}
              <${Button} type="submit" isBusy=${isBusy.value}>${t("send")}<//>
            </form>`
      }
    </section>
  `;
}
