// The desk: one field, the ticket that its code stands for, and the button that redeems it.

import { Button, Skeleton, useTitle } from "../../kit/components.js";
import { dayAndTime, price, time } from "../../kit/format.js";
import { Words } from "../../kit/problems.js";
import { html, useEffect, useRef } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { Camera } from "./camera.js";
import {
  canValidate,
  codeIn,
  countOf,
  isBusy,
  isComplete,
  isQuiet,
  last,
  lookUp,
  setQuiet,
  shown,
  undo,
  validate,
} from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Booking} Booking */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page desk stack">
      <h1>${t("title")}</h1>
      <p><a href="/pro/entree">${t("toDoor")}</a></p>
      <${Gate}>${() => html`<${Desk} />`}<//>
    </div>
  `;
}

function Desk() {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    shown.value = null;
    // The router gives the focus to the heading first.
    const later = setTimeout(() => field.current?.focus(), 50);
    return () => clearTimeout(later);
  }, []);
  const look = () => {
    const text = field.current?.value ?? "";
    const code = codeIn(text);
    const before = shown.peek();
    // A scanner ends with Enter: the code has been looked up by then.
    const isHere = before?.code === code && ["looking", "found"].includes(before.step);
    if (!code || isHere) return;
    lookUp(code);
    field.current?.select();
  };
  const typed = () => {
    const text = field.current?.value ?? "";
    if (isComplete(text)) look();
    else if (shown.peek()?.step !== "done") shown.value = null;
  };
  const scanned = (/** @type {string} */ text) => {
    if (!field.current) return;
    field.current.value = codeIn(text);
    look();
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    look();
  };
  const act = async (
    /** @type {(code: string) => Promise<void>} */ does,
    /** @type {string} */ code,
  ) => {
    await does(code);
    if (!field.current) return;
    field.current.value = "";
    field.current.focus();
  };
  return html`
    <${Camera} onRead=${scanned} />
    <form class="desk-field" onSubmit=${submit}>
      <label for="code">${t("code")}</label>
      <input id="code" name="code" ref=${field} class="desk-code" autocomplete="off" autocapitalize="characters"
        spellcheck=${false} enterkeyhint="search" maxlength="80" aria-describedby="code-hint" onInput=${typed} />
      <p class="hint" id="code-hint">${t("codeHint")}</p>
    </form>
    <div aria-live="assertive" aria-atomic="true"><${Result} onAct=${act} /></div>
    <${Counter} />
    <${Last} onAct=${act} />
    <label class="check">
      <input type="checkbox" checked=${!isQuiet.value} onChange=${() => setQuiet(!isQuiet.value)} /> ${t("sound")}
    </label>
  `;
}

/** @typedef {{ onAct: (does: (code: string) => Promise<void>, code: string) => Promise<void> }} Acts */

/** @param {Acts} props */
function Result({ onAct }) {
  const now = shown.value;
  if (!now) return html`<p class="desk-wait soft">${t("waiting")}</p>`;
  if (now.step === "looking") return html`<${Skeleton} count=${2} />`;
  if (now.step === "refused" && now.problem) {
    return html`
      <div class="desk-card wrong">
        <${Banner} kind="wrong" words=${t("refused", { code: now.code })} />
        <${Words} problem=${now.problem} />
      </div>
    `;
  }
  const { booking } = now;
  if (!booking) return null;
  if (now.step === "done") {
    return html`
      <div class="desk-card good">
        <${Banner} kind="good" words=${t("done")} />
        <${Ticket} it=${booking} />
        <${Button} kind="calm" isBusy=${isBusy.value} onClick=${() => onAct(undo, now.code)}>${t("undo")}<//>
      </div>
    `;
  }
  if (now.step === "undone") {
    return html`
      <div class="desk-card">
        <${Banner} kind="calm" words=${t("undone")} />
        <${Ticket} it=${booking} />
      </div>
    `;
  }
  const isOpen = canValidate(booking);
  return html`
    <div class="desk-card ${isOpen ? "" : "wrong"}">
      ${!isOpen && html`<${Banner} kind="wrong" words=${whyNot(booking)} />`}
      <${Ticket} it=${booking} />
      ${isOpen && html`<p class="desk-check">${t("identity")}</p>`}
      ${isOpen && html`<${Button} isBusy=${isBusy.value} onClick=${() => onAct(validate, now.code)}>${booking.quantity > 1 ? t("validateTwo") : t("validate")}<//>`}
      ${booking.status === "used" && html`<${Button} kind="calm" isBusy=${isBusy.value} onClick=${() => onAct(undo, now.code)}>${t("undo")}<//>`}
    </div>
  `;
}

/** @param {{ kind: keyof typeof SIGNS, words: string }} props */
export function Banner({ kind, words }) {
  return html`
    <p class="desk-banner">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${SIGNS[kind]} /></svg>
      <strong>${words}</strong>
    </p>
  `;
}

const SIGNS = {
  good: "M4 13l5 5L20 6",
  wrong: "M6 6l12 12M18 6 6 18",
  calm: "M9 7 4 12l5 5M4 12h11a5 5 0 0 1 0 10h-3",
};

/** @param {{ it: Booking }} props */
function Ticket({ it }) {
  return html`
    <h2>${it.holder_name}</h2>
    <p class="desk-what"><b>${t("places", { count: it.quantity })}</b> ${it.offer_name}${it.price_label && `, ${it.price_label}`}</p>
    <p class="soft">
      ${[it.begins_at && dayAndTime(it.begins_at, it.time_zone), it.venue_name, price(it.amount_cents)].filter(Boolean).join(" · ")}
    </p>
  `;
}

/** Return why a booking cannot be redeemed now. @param {Booking} it */
function whyNot({ status, used_at, cancelled_at, usable_from, time_zone }) {
  const at = (/** @type {string | null | undefined} */ when) =>
    when ? dayAndTime(when, time_zone) : "";
  if (status === "used") return t("wasUsed", { at: at(used_at) });
  if (status === "reimbursed") return t("wasReimbursed", { at: at(used_at) });
  if (status === "cancelled") return t("wasCancelled", { at: at(cancelled_at) });
  if (status === "expired") return t("wasExpired");
  return t("tooEarly", { at: at(usable_from) });
}

/** How many have come to the event at hand. */
function Counter() {
  const booking = shown.value?.booking ?? last.value[0]?.booking;
  if (!booking?.begins_at) return null;
  const { value } = countOf(booking).state.value;
  if (!value) return null;
  return html`
    <section class="desk-count" aria-label=${t("counter")}>
      <p><b>${value.used}</b> / ${value.expected}</p>
      <p class="soft">${t("come", { name: booking.offer_name, time: time(booking.begins_at, booking.time_zone) })}</p>
    </section>
  `;
}

/** @param {Acts} props */
function Last({ onAct }) {
  const isShown = (/** @type {string} */ code) =>
    shown.value?.code === code && shown.value.step === "done";
  const others = last.value.filter(({ code }) => !isShown(code));
  if (!others.length) return null;
  return html`
    <section class="stack">
      <h2>${t("last")}</h2>
      <ul class="lines">
        ${others.map(
          ({ code, booking }) => html`
            <li key=${code}>
              <span><b>${booking.holder_name}</b> · ${booking.offer_name}</span>
              <button type="button" class="link" aria-label=${t("undoOf", { name: booking.holder_name })} onClick=${() => onAct(undo, code)}>${t("undo")}</button>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}
