// How an offer did: views, used bookings and their value by month.

import { Failure, Skeleton } from "../../kit/components.js";
import { money, monthName, number } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { reach } from "./state.js";
import { t } from "./texts.js";

/** @param {{ siren: string, offerId: string }} props */
export function Reach({ siren, offerId }) {
  const found = reach(siren, offerId);
  const { value, problem } = found.state.value;
  return html`
    <section class="stack pro-section">
      <h2>${t("reach")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value?.length === 0 && html`<p class="soft">${t("noReach")}</p>`}
      ${
        value &&
        value.length > 0 &&
        html`<div class="table-box" tabindex="0" role="region" aria-label=${t("reach")}>
          <table>
            <thead><tr><th scope="col">${t("month")}</th><th scope="col" class="amount">${t("views")}</th><th scope="col" class="amount">${t("used")}</th><th scope="col" class="amount">${t("value")}</th></tr></thead>
            <tbody>
              ${value.map((each) => html`<tr key=${each.month}><th scope="row">${monthName(each.month)}</th><td class="amount">${number(each.views)}</td><td class="amount">${number(each.bookings)}</td><td class="amount">${money(each.total_cents)}</td></tr>`)}
            </tbody>
          </table>
        </div>
        <p class="soft">${t("reachHelp")}</p>`
      }
    </section>
  `;
}
