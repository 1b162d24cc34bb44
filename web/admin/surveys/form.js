// The form that makes a survey of three to ten questions.

import { Button, Chips, Failure, Field } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { make } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Schemas} Schemas */
/** @typedef {{ kind: "choice" | "scale" | "text", text: string, choices: string, textEn: string, choicesEn: string }} Draft */
/** @typedef {{ currentTarget: HTMLInputElement }} Typed */

const FEWEST = 3;
const MOST = 10;
const AUDIENCES = /** @type {const} */ (["young_people", "professionals"]);
const KINDS = /** @type {const} */ (["choice", "scale", "text"]);

/** @returns {Draft} */
const blank = () => ({ kind: "scale", text: "", choices: "", textEn: "", choicesEn: "" });

export function SurveyForm() {
  const isOpen = useSignal(false);
  const open = () => {
    isOpen.value = true;
  };
  return isOpen.value
    ? html`<${Form} onDone=${() => {
        isOpen.value = false;
      }} />`
    : html`<p><${Button} onClick=${open}>${t("make")}<//></p>`;
}

/** @param {{ onDone: () => void }} props */
function Form({ onDone }) {
  const facts = useSignal({ title: "", titleEn: "", opens: "", closes: "" });
  const isEnglish = useSignal(false);
  const audience = useSignal(/** @type {typeof AUDIENCES[number]} */ ("young_people"));
  const drafts = useSignal(Array.from({ length: FEWEST }, blank));
  const isBusy = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const set = (/** @type {keyof typeof facts.value} */ name) => (/** @type {Typed} */ e) => {
    facts.value = { ...facts.value, [name]: e.currentTarget.value };
  };
  const change = (/** @type {number} */ at, /** @type {Partial<Draft>} */ part) => {
    drafts.value = drafts.value.map((each, i) => (i === at ? { ...each, ...part } : each));
  };
  const send = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await make({
        title: facts.value.title.trim(),
        ...(isEnglish.value ? { title_en: facts.value.titleEn.trim() } : {}),
        audience: audience.value,
        opens_at: startOf(facts.value.opens),
        closes_at: startOf(facts.value.closes),
        questions: drafts.value.map((draft) => bodyOf(draft, isEnglish.value)),
      });
      onDone();
    } catch (wrong) {
      fault.value = wrong;
    }
    isBusy.value = false;
  };
  return html`
    <form class="office-part stack" onSubmit=${send} aria-labelledby="new-survey">
      <h2 id="new-survey">${t("make")}</h2>
      <${Field} id="survey-title" label=${t("name")} maxlength="100" required value=${facts.value.title} onInput=${set("title")} />
      <label class="check">
        <input type="checkbox" checked=${isEnglish.value} onChange=${() => {
          isEnglish.value = !isEnglish.value;
        }} /> ${t("inEnglish")}
      </label>
      ${isEnglish.value && html`<${Field} id="survey-title-en" label=${t("nameEn")} maxlength="100" required value=${facts.value.titleEn} onInput=${set("titleEn")} />`}
      <${Chips} legend=${t("audience")} name="audience" chosen=${[audience.value]}
        options=${AUDIENCES.map((value) => ({ value, label: t(value) }))}
        onChoose=${(/** @type {typeof AUDIENCES[number]} */ chosen) => {
          audience.value = chosen;
        }} />
      <${Field} id="survey-opens" label=${t("opens")} type="date" required value=${facts.value.opens} onInput=${set("opens")} />
      <${Field} id="survey-closes" label=${t("closes")} type="date" required value=${facts.value.closes} onInput=${set("closes")} />
      ${drafts.value.map((draft, i) => html`<${Question} key=${i} it=${draft} number=${i + 1} isEnglish=${isEnglish.value} onChange=${(/** @type {Partial<Draft>} */ part) => change(i, part)} />`)}
      <div class="office-acts">
        ${
          drafts.value.length < MOST &&
          html`<${Button} kind="calm" onClick=${() => {
            drafts.value = [...drafts.value, blank()];
          }}>${t("addQuestion")}<//>`
        }
        ${
          drafts.value.length > FEWEST &&
          html`<${Button} kind="calm" onClick=${() => {
            drafts.value = drafts.value.slice(0, -1);
          }}>${t("removeQuestion")}<//>`
        }
      </div>
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
      <${Button} type="submit" isBusy=${isBusy.value}>${t("save")}<//>
    </form>
  `;
}

/** @param {{ it: Draft, number: number, isEnglish: boolean, onChange: (part: Partial<Draft>) => void }} props */
function Question({ it, number, isEnglish, onChange }) {
  return html`
    <div class="stack">
      <${Field} id="question-${number}" label=${t("question", { number })} maxlength="200" required value=${it.text}
        onInput=${(/** @type {Typed} */ e) => onChange({ text: e.currentTarget.value })} />
      ${
        isEnglish &&
        html`<${Field} id="question-en-${number}" label=${t("questionEn", { number })} maxlength="200" required value=${it.textEn}
          onInput=${(/** @type {Typed} */ e) => onChange({ textEn: e.currentTarget.value })} />`
      }
      <${Chips} legend=${t("kind", { number })} name="kind-${number}" chosen=${[it.kind]}
        options=${KINDS.map((value) => ({ value, label: t(value) }))}
        onChoose=${(/** @type {Draft["kind"]} */ kind) => onChange({ kind })} />
      ${
        it.kind === "choice" &&
        html`<${Field} id="choices-${number}" label=${t("choices", { number })} hint=${t("choicesHint")} isLong rows="4" required value=${it.choices}
          onInput=${(/** @type {Typed} */ e) => onChange({ choices: e.currentTarget.value })} />`
      }
      ${
        it.kind === "choice" &&
        isEnglish &&
        html`<${Field} id="choices-en-${number}" label=${t("choicesEn", { number })} hint=${t("choicesEnHint")} isLong rows="4" required value=${it.choicesEn}
          onInput=${(/** @type {Typed} */ e) => onChange({ choicesEn: e.currentTarget.value })} />`
      }
    </div>
  `;
}

/** @param {Draft} draft @param {boolean} isEnglish @returns {Schemas["QuestionBody"]} */
function bodyOf({ kind, text, choices, textEn, choicesEn }, isEnglish) {
  const hasChoices = kind === "choice";
  return {
    kind,
    text: text.trim(),
    choices: hasChoices ? linesOf(choices) : [],
    ...(isEnglish
      ? { text_en: textEn.trim(), choices_en: hasChoices ? linesOf(choicesEn) : [] }
      : {}),
  };
}

/** @param {string} text */
const linesOf = (text) =>
  text
    .split("\n")
    .map((each) => each.trim())
    .filter(Boolean);

/** Return the instant at which a day begins here. @param {string} day */
const startOf = (day) => (day ? new Date(`${day}T00:00`).toISOString() : "");
