// The price of a date: one of its own, or that of a price category of the offer.

import { Field } from "../../kit/components.js";
import { price } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { centsOf } from "../publish/state.js";
import { t } from "./texts.js";

/** @typedef {import("../offers/state.js").Offer} Offer */

/** Return an amount as it is typed, in euros. */
export const euros = (/** @type {number} */ cents) => String(cents / 100).replace(".", ",");

/** `of` begins the names of the fields, where a page has two such forms. @param {{ it: Offer, of?: string, fault?: string, stock?: { price_cents: number, price_category: string | null } | null }} props */
export function PriceFields({ it, of = "", fault, stock }) {
  const first = stock ? (stock.price_category ?? "") : (it.price_categories[0]?.id ?? "");
  const category = useSignal(first);
  return html`
    ${
      it.price_categories.length > 0 &&
      html`<div class="field">
        <label for="${of}price-category">${t("category")}</label>
        <select id="${of}price-category" name="${of}price-category" value=${category.value} onChange=${(
          /** @type {Event} */ event,
        ) => {
          category.value = /** @type {HTMLSelectElement} */ (event.currentTarget).value;
        }}>
          ${it.price_categories.map(({ id, label, price_cents }) => html`<option key=${id} value=${id}>${label} · ${price(price_cents)}</option>`)}
          <option value="">${t("ownPrice")}</option>
        </select>
      </div>`
    }
    ${!category.value && html`<${Field} id="${of}price" label=${t("price")} inputmode="decimal" autocomplete="off" maxlength="9" defaultValue=${stock ? euros(stock.price_cents) : ""} fault=${fault} />`}
  `;
}

/** Return the price that a form says, for the API; null where it is none. @param {FormData} said @param {string} [of] @returns {{ price_category: string } | { price_cents: number } | null} */
export function priceIn(said, of = "") {
  const category = String(said.get(`${of}price-category`) ?? "");
  if (category) return { price_category: category };
  const cents = centsOf(String(said.get(`${of}price`) ?? ""));
  return cents === null ? null : { price_cents: cents };
}

/** Return the places that a form says, null for unlimited, undefined where they are no number. @param {FormData} said @param {string} [of] @returns {number | null | undefined} */
export function placesIn(said, of = "") {
  const text = String(said.get(`${of}places`) ?? "").trim();
  if (!text) return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
