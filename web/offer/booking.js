// Booking: a date or a price, the places, one reading of the rules, and one button.

import { bookings, remember } from "../bookings/state.js";
import { entries } from "../credit/state.js";
import { Button, Chips, Dialog, Failure, say } from "../kit/components.js";
import { dayAndTime, money, price } from "../kit/format.js";
import { asProblem } from "../kit/resource.js";
import { go } from "../kit/router.js";
import { html, useEffect, useRef, useSignal } from "../kit/view.js";
import { book, isFinal, offer, wallet } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */
/** @typedef {import("./state.js").Stock} Stock */
/** @typedef {import("../kit/api.js").Problem} Problem */

/** @typedef {{ stock: string, places: string }} Choice What was chosen before, such as before signing in again. */

/** @param {{ it: Offer, before: Choice, onClose: () => void }} props */
export function Booking({ it, before, onClose }) {
  const open = it.stocks.filter(({ bookable }) => bookable);
  const stockId = useSignal((open.find(({ id }) => id === before.stock) ?? open[0])?.id ?? "");
  const places = useSignal(before.places === "2" ? "2" : "1");
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false;
    },
    [],
  );
  const isBusy = useSignal(false);
  const problem = useSignal(/** @type {unknown} */ (null));
  const stock = it.stocks.find(({ id }) => id === stockId.value);
  const quantity = it.duo && stock?.remaining !== 1 ? Number(places.value) : 1;
  const credit = wallet().state.value.value;
  const isEvent = it.stocks.some(({ begins_at }) => begins_at);
  if (!stock) return null;
  const amount = stock.price_cents * quantity;
  const confirm = async () => {
    isBusy.value = true;
    problem.value = null;
    try {
      const made = await book(stock.id, quantity);
      remember(made);
      wallet().refresh();
      bookings("ongoing").refresh();
      offer(it.id).at = 0;
      if (isHere.current) go(`/reservations/${encodeURIComponent(made.id)}?nouveau=1`);
      else {
        // The person went on meanwhile, and stays where they are.
        say(t("bookedMeanwhile", { name: it.name }));
        entries().refresh();
      }
    } catch (fault) {
      problem.value = fault;
      isBusy.value = false;
      offer(it.id).refresh();
      if (!isHere.current) say(asProblem(fault));
    }
  };
  return html`
    <${Dialog} title=${t("chosen")} onClose=${onClose}>
      <p><strong>${it.name}</strong></p>
      ${
        it.stocks.length > 1
          ? html`<fieldset>
              <legend class="kind">${isEvent ? t("chooseDate") : t("choosePrice")}</legend>
              <div class="choices many">
                ${it.stocks.map(
                  (each) =>
                    html`<${Choice} key=${each.id} stock=${each} zone=${it.venue.time_zone} isChosen=${each.id === stock.id} onChoose=${() => {
                      stockId.value = each.id;
                      problem.value = null;
                    }} />`,
                )}
              </div>
            </fieldset>`
          : html`<p>${what(stock, it.venue.time_zone)}</p>`
      }
      ${
        it.duo &&
        stock.remaining !== 1 &&
        html`<${Chips} legend=${t("places")} name="places" chosen=${[places.value]} onChoose=${(
          /** @type {string} */ v,
        ) => {
          places.value = v;
        }}
          options=${[{ value: "1", label: t("one") }, { value: "2", label: t("two", { price: price(stock.price_cents * 2) }) }]} />`
      }
      <div>
        <h3>${t("cancelTitle")}</h3>
        <p>${isFinal(stock) ? t("cancelNever") : isEvent ? t("cancelEvent") : t("cancelThing")}</p>
        ${credit && credit.available_cents >= amount && html`<p>${t("leftAfter", { amount: money(credit.available_cents - amount) })}</p>`}
      </div>
      ${problem.value && html`<div><${Failure} fault=${problem.value} /><${NextSteps} problem=${problem.value} here=${bookingAddress(it.id, { stock: stock.id, places: String(quantity) })} /></div>`}
      <${Button} isBusy=${isBusy.value} onClick=${confirm}>
        ${isBusy.value ? t("confirming") : t("confirm", { price: price(amount) })}
      <//>
      <p class="unseen" role="status">${isBusy.value && t("confirming")}</p>
    <//>
  `;
}

/** @param {{ stock: Stock, zone: string, isChosen: boolean, onChoose: () => void }} props */
function Choice({ stock, zone, isChosen, onChoose }) {
  const { remaining, bookable } = stock;
  const state =
    remaining === 0
      ? t("soldOut")
      : !bookable
        ? t("closed")
        : remaining !== null && remaining <= 10
          ? t.many("left", remaining)
          : "";
  return html`
    <label class="choice">
      <input type="radio" name="stock" value=${stock.id} checked=${isChosen} disabled=${!bookable} onChange=${onChoose} />
      <span><b>${what(stock, zone)}</b><span>${price(stock.price_cents)}${state && ` · ${state}`}</span></span>
    </label>
  `;
}

/** @param {Stock} stock @param {string} zone */
const what = ({ begins_at, price_label, price_cents }, zone) =>
  [begins_at && dayAndTime(begins_at, zone), price_label].filter(Boolean).join(", ") ||
  price(price_cents);

/** @type {Record<string, "bookings" | "credit" | "signIn">} */
const NEXT = {
  already_booked: "bookings",
  insufficient_credit: "credit",
  cap_reached: "credit",
  grant_expired: "credit",
  not_active: "credit",
  beneficiary_only: "credit",
  unauthenticated: "signIn",
};

/** Return the address of an offer that is being booked. @param {string} id @param {Choice} chosen */
const bookingAddress = (id, { stock, places }) =>
  `/offres/${encodeURIComponent(id)}?${new URLSearchParams({ reserver: stock, places })}`;

/** What to do after a refusal. @param {{ problem: unknown, here: string }} props */
function NextSteps({ problem, here }) {
  const step = NEXT[/** @type {Problem} */ (problem).code ?? ""];
  const back = encodeURIComponent(here);
  return html`
    <ul class="acts" aria-label=${t("nextSteps")}>
      ${step === "bookings" && html`<li><a href="/reservations">${t("toBookings")}</a></li>`}
      ${step === "credit" && html`<li><a href="/credit">${t("toCredit")}</a></li>`}
      ${step === "signIn" && html`<li><a href="/connexion?suite=${back}">${t("toSignIn")}</a></li>`}
      <li><a href="/">${t("seeOthers")}</a></li>
    </ul>
  `;
}
