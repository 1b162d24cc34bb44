// The form of an organisation or a venue: its number, its name, and its place by suggestion.

import { Button, Failure, Field, usePause } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { addresses, stateOfNumber } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Address} Address */

const PAUSE_MS = 200;
const FEWEST_LETTERS = 3;

/**
 * @param {{ isVenue?: boolean, action: string, onSubmit: (said: import("./state.js").Said) => Promise<unknown> }} props
 */
export function PlaceForm({ isVenue = false, action, onSubmit }) {
  const said = useSignal({ number: "", name: "", street: "", town: "" });
  const found = useSignal(/** @type {Address[]} */ ([]));
  const isChecked = useSignal(false);
  const isBusy = useSignal(false);
  const refused = useSignal(/** @type {unknown} */ (null));
  const soon = usePause(PAUSE_MS);
  const { number, name, street, town } = said.value;
  const numberIs = stateOfNumber(number);
  const isNumberRight = isVenue
    ? ["empty", "siret", "other"].includes(numberIs)
    : ["siren", "siret", "other"].includes(numberIs);
  const match = found.value.find(({ label }) => label === town);
  const isWrong = (/** @type {boolean} */ wrong, /** @type {string} */ words) =>
    isChecked.value && wrong ? words : undefined;
  const look = (/** @type {string} */ text) => {
    if (text.trim().length < FEWEST_LETTERS) return;
    soon(async () => {
      // Without an answer there are no suggestions, and the form asks again when it is sent.
      const items = await addresses(text);
      const known = found.value.filter(({ label }) => label === said.value.town);
      found.value = [...known, ...items.filter(({ label }) => label !== said.value.town)];
    });
  };
  const into = (/** @type {keyof typeof said.value} */ field) => ({
    value: said.value[field],
    onInput: (/** @type {Event} */ event) => {
      const text = /** @type {HTMLInputElement} */ (event.currentTarget).value;
      said.value = { ...said.value, [field]: text };
      if (field === "town") look(text);
      if (field !== "street") return;
      const exact = found.value.find((each) => each.street && each.label === text);
      if (exact) said.value = { ...said.value, street: exact.street ?? text, town: exact.label };
      else look(text);
    },
  });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    isChecked.value = true;
    refused.value = null;
    isBusy.value = true;
    try {
      let place = match;
      if (!place && town.trim()) [place] = await addresses(town);
      if (place && !match) {
        found.value = [place, ...found.value];
        said.value = { ...said.value, town: place.label };
      }
      const wrong = !isNumberRight
        ? "number"
        : !name.trim()
          ? "name"
          : !street.trim()
            ? "street"
            : !place
              ? "town"
              : null;
      if (wrong) document.getElementById(wrong)?.focus();
      else if (place)
        await onSubmit({ name: name.trim(), number, street: street.trim(), town: place });
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
  };
  const numberFault =
    numberIs === "wrong" ? t("wrongNumber") : isWrong(!isNumberRight, t("needNumber"));
  return html`
    <form class="stack" novalidate onSubmit=${submit}>
      <div>
        <${Field} id="number" label=${t(isVenue ? "siret" : "siren")} hint=${t(isVenue ? "siretHint" : "sirenHint")} inputmode="numeric" autocomplete="off" maxlength="30" fault=${numberFault} ...${into("number")} />
        <p class="hint" role="status">${(numberIs === "siren" || numberIs === "siret") && t("rightNumber")}</p>
      </div>
      <${Field} id="name" label=${t(isVenue ? "venueName" : "name")} maxlength="140" autocomplete="organization" fault=${isWrong(!name.trim(), t("needName"))} ...${into("name")} />
      <${Field} id="street" label=${t("street")} list="streets" maxlength="200" autocomplete="off" fault=${isWrong(!street.trim(), t("needStreet"))} ...${into("street")} />
      <datalist id="streets">${found.value.filter((each) => each.street).map(({ label }) => html`<option key=${label} value=${label} />`)}</datalist>
      <${Field} id="town" label=${t("town")} list="towns" maxlength="200" autocomplete="off" fault=${isWrong(!match, t("needTown"))} ...${into("town")} />
      <datalist id="towns">${found.value.map(({ label }) => html`<option key=${label} value=${label} />`)}</datalist>
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      <${Button} type="submit" isBusy=${isBusy.value}>${action}<//>
    </form>
  `;
}
