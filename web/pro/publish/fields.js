// The fields of the page that publishes: only those that the category needs.

import { Chips, Field } from "../../kit/components.js";
import { WEEKDAYS, weekdayName } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { PictureField } from "../picture/field.js";
import { centsOf, change, draft } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Category} Category */
/** @typedef {import("../gate/state.js").Venue} Venue */
/** @typedef {import("../picture/picture.js").Picture} Picture */
/** @typedef {import("./state.js").FieldName} FieldName */

/** @param {Event} event */
const typedIn = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

/**
 * @param {{ all: Category[], category?: Category, venue: Venue, venues: Venue[], faults: FieldName[], picture: Picture | null, onPicture: (picture: Picture) => unknown }} props
 */
export function Fields({ all, category, venue, venues, faults, picture, onPicture }) {
  const it = draft.value;
  const fault = (/** @type {FieldName} */ name) =>
    faults.includes(name) ? t(`need_${name}`) : undefined;
  const into = (/** @type {keyof import("./state.js").Draft} */ name) => ({
    value: it[name],
    fault: fault(/** @type {FieldName} */ (name)),
    onInput: (/** @type {Event} */ event) => change({ [name]: typedIn(event) }),
  });
  return html`
    <${PictureField} picture=${picture} fault=${fault("picture")} onPicture=${onPicture} />
    <${Field} id="name" label=${t("name")} maxlength="90" autocomplete="off" ...${into("name")} />
    <div>
      <${Field} id="category" label=${t("category")} list="categories" autocomplete="off" maxlength="100" placeholder=${t("categoryExample")} ...${into("category")} />
      <datalist id="categories">${all.map(({ id, label }) => html`<option key=${id} value=${label} />`)}</datalist>
      <p class="hint" role="status">${category && t("categoryFound", { label: category.label })}</p>
    </div>
    <${Field} id="description" label=${t("description")} isLong rows="4" maxlength="1000" ...${into("description")} />
    ${
      venues.length > 1 &&
      html`<div class="field">
        <label for="venueId">${t("venue")}</label>
        <select id="venueId" value=${venue.id} onChange=${(/** @type {Event} */ event) => change({ venueId: typedIn(event) })}>
          ${venues.map((each) => html`<option key=${each.id} value=${each.id}>${each.name}</option>`)}
        </select>
      </div>`
    }
    ${category?.place === "online" && html`<${Field} id="url" label=${t("url")} type="url" placeholder="https://" ...${into("url")} />`}
    ${category?.event && html`<${Dates} into=${into} />`}
    <${Prices} fault=${fault("price")} />
    <${Field} id="places" label=${t(category?.event ? "places" : "copies")} hint=${t("placesHint")} inputmode="numeric" autocomplete="off" maxlength="6" ...${into("places")} />
    ${
      category?.duo &&
      html`<label class="check">
        <input type="checkbox" checked=${it.duo} onChange=${() => change({ duo: !it.duo })} /> ${t("duo")}
      </label>`
    }
  `;
}

/** @param {{ into: (name: keyof import("./state.js").Draft) => object }} props */
function Dates({ into }) {
  const it = draft.value;
  const toggle = (/** @type {string} */ day) =>
    change({
      weekdays: it.weekdays.includes(day)
        ? it.weekdays.filter((each) => each !== day)
        : [...it.weekdays, day],
    });
  return html`
    ${
      it.isSeries
        ? html`
          <div class="pair">
            <${Field} id="firstDay" label=${t("firstDay")} type="date" ...${into("firstDay")} />
            <${Field} id="lastDay" label=${t("lastDay")} type="date" min=${it.firstDay} ...${into("lastDay")} />
            <${Field} id="hour" label=${t("hour")} type="time" ...${into("hour")} />
          </div>
          <${Chips} legend=${t("weekdays")} name="weekdays" kind="checkbox" chosen=${it.weekdays} onChoose=${toggle}
            options=${WEEKDAYS.map((value) => ({ value, label: weekdayName(value) }))} />`
        : html`<${Field} id="begins" label=${t("begins")} type="datetime-local" ...${into("begins")} />`
    }
    <p><button type="button" class="link" onClick=${() => change({ isSeries: !it.isSeries })}>${t(it.isSeries ? "oneDate" : "manyDates")}</button></p>
  `;
}

/** @param {{ fault?: string }} props */
function Prices({ fault }) {
  const { prices } = draft.value;
  const isMany = prices.length > 1;
  const edit = (
    /** @type {number} */ i,
    /** @type {Partial<import("./state.js").Price>} */ changes,
  ) => change({ prices: prices.map((each, j) => (i === j ? { ...each, ...changes } : each)) });
  return html`
    ${prices.map(
      ({ label, euros }, i) => html`
        <div class="pair" key=${i}>
          <${Field} id="price-${i}" label=${isMany ? t("priceOf", { count: i + 1 }) : t("price")} hint=${i ? undefined : t("priceHint")} inputmode="decimal" autocomplete="off"
            maxlength="9" value=${euros} fault=${centsOf(euros) === null ? fault : undefined}
            onInput=${(/** @type {Event} */ event) => edit(i, { euros: typedIn(event) })} />
          ${
            isMany &&
            html`<${Field} id="label-${i}" label=${t("labelOf", { count: i + 1 })} maxlength="50" value=${label} placeholder=${t("labelExample")}
              onInput=${(/** @type {Event} */ event) => edit(i, { label: typedIn(event) })} />`
          }
          ${isMany && html`<p><button type="button" class="link" onClick=${() => change({ prices: prices.filter((_, j) => j !== i) })}>${t("removePrice", { count: i + 1 })}</button></p>`}
        </div>
      `,
    )}
    <p><button type="button" class="link" onClick=${() => change({ prices: [...prices, { label: "", euros: "" }] })}>${t("addPrice")}</button></p>
  `;
}
