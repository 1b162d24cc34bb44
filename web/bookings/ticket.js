// The ticket: the code and its QR, drawn on the device, until the desk has redeemed it.

import { Reaction } from "../feedback/reaction.js";
import { Button, Dialog, Failure, Notice, Skeleton, useTitle } from "../kit/components.js";
import { dayAndTime, longDay, money, price } from "../kit/format.js";
import { typeset } from "../kit/language.js";
import { person } from "../kit/session.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { wallet } from "../offer/state.js";
import { encode } from "../vendor/uqr.js";
import { downloadCalendar } from "./calendar.js";
import { booking, cancel, follow, fromDevice } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Booking} Booking */

/** @param {{ params: { id: string }, query: URLSearchParams }} props */
export function Screen({ params, query }) {
  const isStranger = person.value === null;
  if (isStranger) {
    return html`<div class="page narrow stack"><h1>${t("loadingTitle")}</h1><p>${t("needSignIn")}</p>
      <p><a class="button main" href="/connexion?suite=/reservations/${encodeURIComponent(params.id)}">${t("signIn")}</a></p></div>`;
  }
  return html`<${Known} id=${params.id} isNew=${query.has("nouveau")} />`;
}

/** @param {{ id: string, isNew: boolean }} props */
function Known({ id, isNew }) {
  const found = booking(id);
  const { value, problem } = found.state.value;
  const kept = useSignal(/** @type {Booking | undefined} */ (undefined));
  useEffect(() => {
    fromDevice().then((items) => {
      kept.value = items.find((each) => each.id === id);
    });
    return follow(id);
  }, [id]);
  const it = value ?? kept.value;
  useTitle(it ? t("ticketTitle", { name: it.offer_name }) : t("loadingTitle"));
  return html`
    <div class="page narrow stack">
      <p><a href="/reservations">${t("back")}</a></p>
      <h1>${it ? typeset(it.offer_name) : t("loadingTitle")}</h1>
      <div role="status">${isNew && it?.status === "confirmed" && html`<p class="notice good">${t("booked")}</p>`}</div>
      ${it && html`<${Ticket} it=${it} />`}
      ${!it && !problem && html`<${Skeleton} of="card" count=${1} />`}
      ${!it && problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${it && isUsed(it) && html`<${Reaction} bookingId=${it.id} />`}
      ${it && html`<${Facts} it=${it} />`}
    </div>
  `;
}

/** @param {{ it: Booking }} props */
function Ticket({ it }) {
  return html`
    <section class="ticket" aria-live="polite" aria-label=${t("loadingTitle")}>
      ${
        it.status === "confirmed"
          ? html`<p><strong>${t("show")}</strong></p><${Qr} payload=${it.qr_payload} />
              <p><span class="unseen">${t("code")} </span><span class="code">${it.countermark}</span></p>
              <p>${t("brightness")}</p>`
          : isUsed(it)
            ? html`<p class="used"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 13 4.5 4.5L19 7" /></svg></p><h2>${t("enjoy")}</h2>`
            : html`<h2>${t(it.status)}</h2><p>${t("endedTicket")}</p>`
      }
      ${it.activation_code && html`<p>${t("activation")}<br /><strong class="code small">${it.activation_code}</strong></p>`}
    </section>
  `;
}

/** @param {{ payload: string }} props */
function Qr({ payload }) {
  const { data, size } = encode(payload, { ecc: "M", border: 1 });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return html`
    <svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${t("qr")} shape-rendering="crispEdges">
      <path d=${path} fill="#000" />
    </svg>
  `;
}

/** @param {{ it: Booking }} props */
function Facts({ it }) {
  const problem = useSignal(/** @type {unknown} */ (null));
  const isAsking = useSignal(false);
  const download = async () => {
    problem.value = null;
    try {
      await downloadCalendar(it.id);
    } catch (fault) {
      problem.value = fault;
    }
  };
  return html`
    <dl class="facts">
      <div><dt>${t("where")}</dt><dd>${it.venue_name}</dd></div>
      ${
        (it.begins_at || it.expires_at) &&
        html`<div><dt>${t("when")}</dt><dd>${it.begins_at ? dayAndTime(it.begins_at, it.time_zone) : t("until", { day: longDay(String(it.expires_at), it.time_zone) })}</dd></div>`
      }
      ${it.quantity > 1 && html`<div><dt>${t("places")}</dt><dd>${it.quantity}</dd></div>`}
      <div><dt>${t("paid")}</dt><dd>${price(it.amount_cents)}</dd></div>
    </dl>
    ${it.status === "confirmed" && html`<p>${deadline(it)}</p>`}
    ${it.status === "cancelled" && html`<${Notice} kind="good"><p>${t("isCancelled")}</p><//>`}
    ${problem.value && html`<${Failure} fault=${problem.value} />`}
    <div class="acts">
      ${it.url && html`<a class="button main" href=${it.url} target="_blank" rel="noreferrer">${t("openOnline")}</a>`}
      ${it.begins_at && it.status === "confirmed" && html`<${Button} kind="calm" onClick=${download}>${t("calendar")}<//>`}
      ${
        canCancel(it) &&
        html`<${Button} kind="danger" onClick=${() => {
          isAsking.value = true;
        }}>${t("cancel")}<//>`
      }
      <a class="button calm" href="/offres/${encodeURIComponent(it.offer_id)}">${t("toOffer")}</a>
    </div>
    ${
      isAsking.value &&
      html`<${Cancelling} it=${it} onClose=${() => {
        isAsking.value = false;
      }} />`
    }
  `;
}

/** @param {{ it: Booking, onClose: () => void }} props */
function Cancelling({ it, onClose }) {
  const isBusy = useSignal(false);
  const problem = useSignal(/** @type {unknown} */ (null));
  const confirm = async () => {
    isBusy.value = true;
    problem.value = null;
    try {
      await cancel(it.id);
      wallet().refresh();
      onClose();
    } catch (fault) {
      problem.value = fault;
    }
    isBusy.value = false;
  };
  return html`
    <${Dialog} title=${t("cancelTitle")} onClose=${onClose}>
      <p>${it.amount_cents ? t("cancelHelp", { amount: money(it.amount_cents) }) : t("cancelFree")}</p>
      ${problem.value && html`<${Failure} fault=${problem.value} />`}
      <div class="acts">
        <${Button} kind="danger" isBusy=${isBusy.value} onClick=${confirm}>${t("cancel")}<//>
        <${Button} kind="calm" onClick=${onClose}>${t("keep")}<//>
      </div>
    <//>
  `;
}

/** @param {Booking} it */
const isUsed = ({ status }) => status === "used" || status === "reimbursed";

/** @param {Booking} it */
const canCancel = ({ status, cancellable_until, begins_at }) =>
  status === "confirmed" &&
  (cancellable_until ? new Date(cancellable_until) > new Date() : !begins_at);

/** Say until when a booking can be cancelled. @param {Booking} it */
function deadline(it) {
  if (!canCancel(it)) return t("tooLate");
  if (!it.cancellable_until) return t("cancellableAlways");
  return t("cancellableUntil", { when: dayAndTime(it.cancellable_until, it.time_zone) });
}
