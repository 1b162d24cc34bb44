// The questions that decide who is eligible: when somebody was born, and where they live.

import { Chips, Failure, Field } from "../kit/components.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { focusOn, goTo, Question, typed } from "./question.js";
import { birthDateOf, communesOf, draft, note } from "./state.js";
import { t } from "./texts.js";

const PARTS = /** @type {const} */ ([
  ["day", "bday-day", 2],
  ["month", "bday-month", 2],
  ["year", "bday-year", 4],
]);

export function BirthDate() {
  const fault = useSignal(
    /** @type {Exclude<ReturnType<typeof birthDateOf>, string> | null} */ (null),
  );
  const submit = (/** @type {FormData} */ form) => {
    const said = {
      day: typed(form, "day"),
      month: typed(form, "month"),
      year: typed(form, "year"),
    };
    note(said);
    const found = birthDateOf(said);
    fault.value = typeof found === "string" ? null : found;
    if (fault.value) focusOn(fault.value.field);
    else goTo("lieu");
  };
  return html`
    <${Question} step="naissance" title=${t("birthTitle")} hint=${t("birthHint")} action=${t("next")} onSubmit=${submit}>
      <fieldset aria-describedby=${fault.value ? "date-fault" : undefined}>
        <legend class="unseen">${t("birthLegend")}</legend>
        <div class="date">
          ${PARTS.map(
            ([part, autocomplete, length]) => html`
              <div class="field" key=${part}>
                <label for=${part}>${t(part)}</label>
                <input id=${part} name=${part} inputmode="numeric" autocomplete=${autocomplete} maxlength=${length + 2}
                  defaultValue=${draft.value[part]} onInput=${keep(part)}
                  aria-invalid=${fault.value?.field === part ? "true" : undefined}
                  aria-describedby=${fault.value?.field === part ? "date-fault" : undefined} />
              </div>
            `,
          )}
        </div>
        ${fault.value && html`<p class="fault" id="date-fault">${t(fault.value.fault)}</p>`}
      </fieldset>
    <//>
  `;
}

export function Place() {
  const communes = useSignal(/** @type {string[]} */ ([]));
  const fault = useSignal("");
  const problem = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  const code = draft.value.postalCode;

  /** @param {string} postalCode */
  const look = async (postalCode) => {
    const found = (await communesOf(postalCode)).map(({ name }) => name);
    if (postalCode !== draft.value.postalCode) return;
    communes.value = found;
    const isChosen = found.includes(draft.value.commune);
    if (!isChosen) note({ commune: found.length === 1 ? found[0] : "" });
  };
  useEffect(() => {
    communes.value = [];
    if (/^\d{5}$/.test(code)) look(code).catch(() => {});
  }, [code]);
  const submit = async () => {
    problem.value = null;
    // What was typed last may not have been drawn yet.
    const { postalCode } = draft.value;
    fault.value = /^\d{5}$/.test(postalCode) ? "" : t("needPostalCode");
    if (!fault.value) {
      isBusy.value = true;
      try {
        await look(postalCode);
        if (communes.value.length === 0) fault.value = t("noSuchPostalCode");
        else if (!draft.value.commune) fault.value = t("needCommune");
        else goTo("droit");
      } catch (wrong) {
        problem.value = wrong;
      }
      isBusy.value = false;
    }
    if (fault.value) focusOn("postalCode");
  };
  return html`
    <${Question} step="lieu" title=${t("placeTitle")} hint=${t("placeHint")} back="naissance" action=${t("next")} onSubmit=${submit} isBusy=${isBusy.value}>
      <${Field} id="postalCode" label=${t("postalCode")} inputmode="numeric" autocomplete="postal-code" maxlength="12" class="short"
        defaultValue=${code} fault=${fault.value}
        onInput=${(/** @type {InputEvent} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.currentTarget);
          note({ postalCode: input.value.replace(/\s/g, ""), commune: "" });
          fault.value = "";
        }} />
      <div role="status">
        ${communes.value.length === 1 && html`<p class="found"><span aria-hidden="true">✓</span> ${communes.value[0]}</p>`}
      </div>
      ${
        communes.value.length > 1 &&
        html`<${Chips} legend=${t("whichCommune")} name="commune" chosen=${[draft.value.commune]}
          options=${communes.value.map((name) => ({ value: name, label: name }))}
          onChoose=${(/** @type {string} */ commune) => {
            note({ commune });
            fault.value = "";
          }} />`
      }
      ${problem.value && html`<${Failure} fault=${problem.value} />`}
    <//>
  `;
}

/** @param {"day" | "month" | "year"} part */
const keep = (part) => (/** @type {InputEvent} */ event) =>
  note({ [part]: /** @type {HTMLInputElement} */ (event.currentTarget).value.trim() });
