// The choice of offerer and venue that the screens are about.

import { html } from "../../kit/view.js";
import { chooseOfferer, chooseVenue, chosenVenue, me, venues } from "./state.js";
import { t } from "./texts.js";

/** @param {{ it: import("./state.js").Offerer, hasVenues?: boolean }} props */
export function Scope({ it, hasVenues = true }) {
  const offerers = me().state.value.value?.offerers ?? [];
  const places = venues(it.siren).state.value.value ?? [];
  const chosen = places.some(({ id }) => id === chosenVenue.value) ? chosenVenue.value : "";
  const target = (/** @type {Event} */ event) =>
    /** @type {HTMLSelectElement} */ (event.currentTarget).value;
  return html`
    <div class="scope">
      ${
        offerers.length > 1
          ? html`<div class="field">
              <label for="offerer">${t("offerer")}</label>
              <select id="offerer" value=${it.siren} onChange=${(/** @type {Event} */ e) => chooseOfferer(target(e))}>
                ${offerers.map((each) => html`<option key=${each.siren} value=${each.siren}>${each.name}</option>`)}
              </select>
            </div>`
          : html`<p class="scope-name">${it.name}</p>`
      }
      ${
        hasVenues &&
        places.length > 1 &&
        html`<div class="field">
          <label for="venue">${t("venue")}</label>
          <select id="venue" value=${chosen} onChange=${(/** @type {Event} */ e) => chooseVenue(target(e) || null)}>
            <option value="">${t("allVenues", { count: places.length })}</option>
            ${places.map((each) => html`<option key=${each.id} value=${each.id}>${each.name}</option>`)}
          </select>
        </div>`
      }
    </div>
  `;
}
