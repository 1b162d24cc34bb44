// A survey: its questions on one page, answered once.

import { Button, Chips, Failure, Field } from "../kit/components.js";
import { longDay } from "../kit/format.js";
import { either } from "../kit/language.js";
import { html, useSignal } from "../kit/view.js";
import { answer } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Survey} It */
/** @typedef {It["questions"][number]} Question */

const SCALE = ["1", "2", "3", "4", "5"];

/** @param {{ it: It }} props */
export function Survey({ it }) {
  return html`
    <section class="stack">
      <h2>${either(it.title, it.title_en)}</h2>
      ${it.answered ? html`<p role="status">${t("surveyDone")}</p>` : html`<${Form} it=${it} />`}
    </section>
  `;
}

/** @param {{ it: It }} props */
function Form({ it }) {
  const said = useSignal(/** @type {Record<string, string>} */ ({}));
  const missing = useSignal(/** @type {string[]} */ ([]));
  const isBusy = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const set = (/** @type {string} */ id, /** @type {string} */ value) => {
    said.value = { ...said.value, [id]: value };
  };
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    missing.value = it.questions
      .filter(({ id, kind }) => kind !== "text" && said.value[id] === undefined)
      .map(({ id }) => id);
    if (missing.value.length || isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    await answer(it.id, answersOf(it, said.value)).catch((wrong) => {
      fault.value = wrong;
    });
    isBusy.value = false;
  };
  return html`
    <form class="stack" novalidate onSubmit=${send}>
      <p class="soft">${t("surveyUntil", { day: longDay(it.closes_at) })}. ${t("surveyHelp")}</p>
      ${it.questions.map(
        (question) => html`
          <div key=${question.id}>
            <${Asked} it=${question} name="${it.id}-${question.id}" said=${said.value[question.id]} onSay=${(/** @type {string} */ value) => set(question.id, value)} />
            ${missing.value.includes(question.id) && html`<p class="fault" role="alert">${t("needChoice")}</p>`}
          </div>
        `,
      )}
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
      <${Button} type="submit" isBusy=${isBusy.value}>${t("send")}<//>
    </form>
  `;
}

/** @param {{ it: Question, name: string, said?: string, onSay: (value: string) => void }} props */
function Asked({ it, name, said, onSay }) {
  const text = either(it.text, it.text_en);
  if (it.kind === "text") {
    return html`<${Field} id=${name} label=${t("optional", { label: text })} isLong rows="3" maxlength="800" value=${said ?? ""}
      onInput=${(/** @type {{ currentTarget: HTMLTextAreaElement }} */ e) => onSay(e.currentTarget.value)} />`;
  }
  const options =
    it.kind === "scale"
      ? SCALE.map((value) => ({ value, label: scaleLabel(value) }))
      : it.choices.map((label, index) => ({
          value: String(index),
          label: either(label, it.choices_en[index]),
        }));
  return html`<${Chips} legend=${text} name=${name} options=${options} chosen=${said === undefined ? [] : [said]} onChoose=${onSay} />`;
}

/** @param {string} value */
function scaleLabel(value) {
  if (value === "1") return t("scaleNo");
  return value === "5" ? t("scaleYes") : value;
}

/** @param {It} it @param {Record<string, string>} said */
const answersOf = (it, said) =>
  it.questions.flatMap(({ id, kind }) => {
    const given = said[id]?.trim();
    if (!given) return [];
    return [
      kind === "text" ? { question: id, text: given } : { question: id, value: Number(given) },
    ];
  });
