// Filters of dates: between two days, on some weekdays, at an hour, of a price.

import { Chips, Field } from "../../kit/components.js";
import { WEEKDAYS, weekdayName } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { hoursOf } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Filter} Filter */

/** @param {{ it: import("../offers/state.js").Offer, all: import("./state.js").Stock[], filter: import("../../vendor/signals-core.js").Signal<Filter> }} props */
export function Filters({ it, all, filter }) {
  const hours = hoursOf(all, it.venue.time_zone);
  const set = (/** @type {Partial<Filter>} */ changes) => {
    filter.value = { ...filter.value, ...changes };
  };
  const into = (/** @type {"first" | "last" | "hour" | "category"} */ name) => ({
    value: filter.value[name],
    onInput: (/** @type {Event} */ event) =>
      set({ [name]: /** @type {HTMLInputElement} */ (event.currentTarget).value }),
  });
  return html`
    <details class="filters">
      <summary>${t("filters")}</summary>
      <div class="stack">
        <div class="pair">
          <${Field} id="first" label=${t("from")} type="date" ...${into("first")} />
          <${Field} id="last" label=${t("until")} type="date" min=${filter.value.first} ...${into("last")} />
        </div>
        <${Weekdays} name="on" chosen=${filter.value.weekdays} onChoose=${(/** @type {string[]} */ weekdays) => set({ weekdays })} />
        <div class="pair">
          ${
            hours.length > 1 &&
            html`<div class="field">
              <label for="at">${t("hour")}</label>
              <select id="at" ...${into("hour")}>
                <option value="">${t("anyHour")}</option>
                ${hours.map((each) => html`<option key=${each} value=${each}>${each}</option>`)}
              </select>
            </div>`
          }
          ${
            it.price_categories.length > 0 &&
            html`<div class="field">
              <label for="of">${t("category")}</label>
              <select id="of" ...${into("category")}>
                <option value="">${t("anyCategory")}</option>
                ${it.price_categories.map(({ id, label }) => html`<option key=${id} value=${id}>${label}</option>`)}
              </select>
            </div>`
          }
        </div>
      </div>
    </details>
  `;
}

/** @param {{ name: string, chosen: string[], onChoose: (weekdays: string[]) => void }} props */
export function Weekdays({ name, chosen, onChoose }) {
  const toggle = (/** @type {string} */ day) =>
    onChoose(chosen.includes(day) ? chosen.filter((each) => each !== day) : [...chosen, day]);
  return html`<${Chips} legend=${t("weekdays")} name=${name} kind="checkbox" chosen=${chosen} onChoose=${toggle}
    options=${WEEKDAYS.map((value) => ({ value, label: weekdayName(value) }))} />`;
}
