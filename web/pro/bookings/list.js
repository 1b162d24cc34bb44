// The list of an event for the door: on the screen and on paper.

import { Button, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { dayAndTime } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { listOf } from "./state.js";
import { t } from "./texts.js";

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  const offerId = query.get("offre") ?? "";
  const at = query.get("date") ?? "";
  useTitle(t("listTitle"));
  return html`
    <div class="page stack">
      <p class="screen-only"><a href="/pro/reservations">${t("title")}</a></p>
      <h1>${t("listTitle")}</h1>
      ${
        offerId
          ? html`<${Gate}>${() => html`<${List} offerId=${offerId} at=${at} />`}<//>`
          : html`<p>${t("noEvent")}</p>`
      }
    </div>
  `;
}

/** @param {{ offerId: string, at: string }} props */
function List({ offerId, at }) {
  const found = listOf(offerId, at);
  const { value, problem } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  const [first] = value;
  if (!first) return html`<p>${t("none")}</p>`;
  const places = value.reduce((total, { quantity }) => total + quantity, 0);
  return html`
    <div>
      <h2>${first.offer_name}</h2>
      <p>${[first.begins_at && dayAndTime(first.begins_at, first.time_zone), first.venue_name].filter(Boolean).join(" · ")}</p>
      <p>${t.many("expected", places)}</p>
    </div>
    <div class="screen-only"><${Button} kind="calm" onClick=${() => print()}>${t("print")}<//></div>
    <div class="table-box" tabindex="0" role="region" aria-label=${t("listTitle")}>
      <table>
        <thead>
          <tr><th scope="col">${t("person")}</th><th scope="col">${t("places")}</th><th scope="col">${t("rate")}</th><th scope="col">${t("state")}</th></tr>
        </thead>
        <tbody>
          ${value.map(
            (each) => html`
              <tr key=${each.booking_id}>
                <th scope="row">${each.holder_name}</th>
                <td>${each.quantity}</td>
                <td>${each.price_label ?? ""}</td>
                <td>${each.status === "confirmed" ? html`<span class="box" aria-hidden="true"></span>` : "✓ "}${t(each.status)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
