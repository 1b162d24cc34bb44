// The desk: codes, the booking that one stands for, its redemption, and the count of an event.

import { get, post } from "../../kit/api.js";
import { keep, kept } from "../../kit/device.js";
import { asProblem, resource } from "../../kit/resource.js";
import { batch, signal } from "../../kit/view.js";
import { allPages } from "../gate/state.js";
import { play } from "./sound.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["DeskBookingView"]} Booking */
/** @typedef {"looking" | "found" | "done" | "undone" | "refused"} Step */
/** @typedef {{ step: Step, code: string, booking?: Booking, problem?: import("../../kit/api.js").Problem }} Shown */
/** @typedef {{ used: number, expected: number }} Count */

const CODE_LENGTH = 6;
const SCANNED = "PASSCULTURE:V3;";
const MOST_LAST = 5;
const COUNT_SECONDS = 60;
const QUIET = "desk-quiet";

/** What the desk shows. @type {import("../../vendor/signals-core.js").Signal<Shown | null>} */
export const shown = signal(/** @type {Shown | null} */ (null));
/** Whether an act is on its way. */
export const isBusy = signal(false);
/** The last tickets redeemed here, newest first. @type {import("../../vendor/signals-core.js").Signal<{ code: string, booking: Booking }[]>} */
export const last = signal(/** @type {{ code: string, booking: Booking }[]} */ ([]));
export const isQuiet = signal(kept(QUIET) !== null);

/** @param {boolean} quiet */
export function setQuiet(quiet) {
  isQuiet.value = quiet;
  keep(QUIET, quiet ? "1" : null);
}

/** Return the code in what was typed or scanned: what follows the last colon. @param {string} text */
export function codeIn(text) {
  return (text.split(":").at(-1) ?? "").replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();
}

/** Return whether a code is complete; a scanner may still be typing what comes before it. @param {string} text */
export function isComplete(text) {
  const read = text.trim().toUpperCase();
  const isScan = read.startsWith(SCANNED.slice(0, Math.max(read.length, CODE_LENGTH)));
  return codeIn(text).length === CODE_LENGTH && (!isScan || read.includes("TOKEN:"));
}

/** Look up a code; this changes nothing. @param {string} code */
export async function lookUp(code) {
  shown.value = { step: "looking", code };
  try {
    const booking = await ask(code);
    if (shown.peek()?.code !== code) return;
    shown.value = { step: "found", code, booking };
    if (!canValidate(booking)) play("no", isQuiet.peek());
  } catch (fault) {
    if (shown.peek()?.code === code) refuse(code, fault);
  }
}

/** Return whether the desk accepts a booking now. @param {Booking} booking */
export const canValidate = ({ status, usable_from }) =>
  status === "confirmed" && (!usable_from || Date.parse(usable_from) <= Date.now());

/** @param {string} code */
export const validate = (code) => act(code, "redeem", "done");

/** @param {string} code */
export const undo = (code) => act(code, "undo", "undone");

/**
 * @param {string} code
 * @param {"redeem" | "undo"} verb
 * @param {"done" | "undone"} step
 */
async function act(code, verb, step) {
  if (isBusy.peek()) return;
  isBusy.value = true;
  try {
    /** @type {Booking} */
    const booking = await post(`${path(code)}/${verb}`);
    batch(() => {
      shown.value = { step, code, booking };
      const others = last.peek().filter((each) => each.code !== code);
      last.value = step === "done" ? [{ code, booking }, ...others].slice(0, MOST_LAST) : others;
      adjust(booking, step === "done" ? booking.quantity : -booking.quantity);
    });
    play(step === "done" ? "yes" : "back", isQuiet.peek());
  } catch (fault) {
    refuse(code, fault);
  }
  isBusy.value = false;
}

/** @param {string} code @param {unknown} fault */
function refuse(code, fault) {
  shown.value = { step: "refused", code, problem: asProblem(fault) };
  play("no", isQuiet.peek());
}

/** @param {string} code */
const path = (code) => `/v1/desk/countermarks/${encodeURIComponent(code)}`;

/** @param {string} code @returns {Promise<Booking>} */
const ask = (code) => get(path(code), { signedIn: true });

/** Return how many have come to an event, and how many are expected. @param {Booking} booking @returns {import("../../kit/resource.js").Resource<Count>} */
export function countOf({ offer_id, begins_at }) {
  return resource(
    `desk ${offer_id} ${begins_at}`,
    async () => {
      /** @type {Schemas["DeskRowView"][]} */
      const rows = await allPages("/v1/desk/bookings", {
        offer_id,
        event_from: begins_at,
        event_to: begins_at,
      });
      const sum = (/** @type {string[]} */ ...states) =>
        rows
          .filter(({ status }) => states.includes(status))
          .reduce((total, { quantity }) => total + quantity, 0);
      const used = sum("used", "reimbursed");
      return { used, expected: used + sum("confirmed") };
    },
    COUNT_SECONDS,
  );
}

/** Count a redemption at once; the list is asked again when it is older. @param {Booking} booking @param {number} by */
function adjust(booking, by) {
  if (!booking.begins_at) return;
  countOf(booking).update((count) => ({ ...count, used: count.used + by }));
}
