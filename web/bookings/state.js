// The person's bookings, kept on the device so that a ticket can be shown without a network.

import { get, post } from "../kit/api.js";
import { resource } from "../kit/resource.js";
import { whenSignedOut } from "../kit/session.js";
import { clear, createStore, entries, setMany } from "../vendor/idb-keyval.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["BookingView"]} Booking */
/** @typedef {"ongoing" | "ended"} State */

const FIRST_POLL_MS = 2_000;
const LONGEST_POLL_MS = 30_000;
const SLOWER = 1.4;

/** @type {ReturnType<typeof createStore> | undefined} */
let opened;
const device = () => {
  opened ??= createStore("bookings", "kept");
  return opened;
};
whenSignedOut(() => clear(device()));

/** Return the first page of bookings that are ongoing or ended. @param {State} state @returns {import("../kit/resource.js").Resource<Booking[]>} */
export const bookings = (state) =>
  resource(
    `bookings ${state}`,
    async () => {
      /** @type {Schemas["BookingsView"]} */
      const page = await get("/v1/bookings", { query: { state, page_size: 100 }, signedIn: true });
      await keepOnDevice(page.items);
      return page.items;
    },
    5,
  );

const CANCELLED = ["cancelled", "expired"];

/** Return the one booking of an offer that the person may have, used or not, if it is known. @param {string} offerId */
export function activeBooking(offerId) {
  const isIt = (/** @type {Booking} */ each) =>
    each.offer_id === offerId && !CANCELLED.includes(each.status);
  return (
    bookings("ongoing").state.value.value?.find(isIt) ??
    bookings("ended").state.value.value?.find(isIt)
  );
}

/** @param {string} id @returns {import("../kit/resource.js").Resource<Booking>} */
export const booking = (id) =>
  resource(
    `booking ${id}`,
    async () => {
      /** @type {Booking} */
      const found = await get(path(id), { signedIn: true });
      await keepOnDevice([found]);
      return found;
    },
    2,
  );

/** Take a booking that was just made, without asking for it again. @param {Booking} made */
export function remember(made) {
  const known = booking(made.id);
  known.at = Date.now();
  known.set(made);
  keepOnDevice([made]);
}

/** @param {string} id */
export async function cancel(id) {
  remember(await post(`${path(id)}/cancel`));
  bookings("ongoing").refresh();
  bookings("ended").refresh();
}

/** Return the bookings that the device keeps, the next ones first. @returns {Promise<Booking[]>} */
export async function fromDevice() {
  try {
    const found = await entries(device());
    const kept = found.map(([, value]) => /** @type {Booking} */ (value));
    return kept.sort((a, b) =>
      (a.begins_at ?? a.booked_at).localeCompare(b.begins_at ?? b.booked_at),
    );
  } catch {
    return [];
  }
}

/**
 * Look at a booking again while it is shown and to be used, more and more slowly. Return what
 * stops it.
 *
 * @param {string} id
 */
export function follow(id) {
  let pause = FIRST_POLL_MS;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const look = async () => {
    const known = booking(id);
    if (!document.hidden && known.state.peek().value?.status === "confirmed") await known.refresh();
    pause = Math.min(pause * SLOWER, LONGEST_POLL_MS);
    timer = setTimeout(look, pause);
  };
  const again = () => {
    clearTimeout(timer);
    pause = FIRST_POLL_MS;
    timer = setTimeout(look, 200);
  };
  timer = setTimeout(look, pause);
  document.addEventListener("visibilitychange", again);
  addEventListener("online", again);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", again);
    removeEventListener("online", again);
  };
}

/** @param {string} id */
const path = (id) => `/v1/bookings/${encodeURIComponent(id)}`;

/** @param {Booking[]} items */
async function keepOnDevice(items) {
  try {
    await setMany(
      items.map((each) => [each.id, each]),
      device(),
    );
  } catch {
    // A private window or a full device: the app works, with a network.
  }
}
