// The messages to a webhook of the last 30 days: how each went, and sending one again.

import { Button, Failure, Skeleton } from "../../kit/components.js";
import { moment } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { deliveries, moreDeliveries, redeliver } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Delivery} Delivery */

const COLOURS = { delivered: "active", failed: "refused", waiting: "", dropped: "" };

/** @param {{ siren: string }} props */
export function Deliveries({ siren }) {
  const found = deliveries(siren);
  const { value, problem } = found.state.value;
  const { isBusy, news, refused, run } = useAct();
  const again = (/** @type {Delivery} */ { id }) =>
    run(() => redeliver(siren, id), t("redelivered"));
  return html`
    <div class="row-top">
      <h3>${t("deliveries")}</h3>
      <button type="button" class="link" onClick=${() => found.refresh()}>${t("refresh")}</button>
    </div>
    ${!value && !problem && html`<${Skeleton} count=${2} />`}
    ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${value?.items.length === 0 && html`<p class="soft">${t("noDeliveries")}</p>`}
    ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
    <p role="status">${news.value}</p>
    ${
      value &&
      value.items.length > 0 &&
      html`<ul class="lines">
        ${value.items.map(
          (each) => html`
            <li key=${each.id}>
              <details class="delivery">
                <summary><b>${each.type}</b> <span class="soft">${moment(each.created_at)}</span></summary>
                <p class="soft">${[t.many("attempts", each.attempts), each.status && t("answered", { status: each.status }), each.fault, each.finished_at && t("endedAt", { at: moment(each.finished_at) })].filter(Boolean).join(" · ")}</p>
                <pre class="secret" tabindex="0" aria-label=${t("body")}>${each.body}</pre>
              </details>
              <span class="state state-${COLOURS[each.state]}">${t(each.state)}</span>
              ${
                (each.state !== "waiting" || each.attempts > 0) &&
                html`<button type="button" class="link" aria-disabled=${isBusy.value ? "true" : undefined}
                  aria-label=${t("redeliverOf", { type: each.type, at: moment(each.created_at) })} onClick=${() => again(each)}>${t("redeliver")}</button>`
              }
            </li>
          `,
        )}
      </ul>`
    }
    ${value?.next && html`<div><${Button} kind="calm" onClick=${() => run(() => moreDeliveries(siren), "")}>${t("moreDeliveries")}<//></div>`}
  `;
}
