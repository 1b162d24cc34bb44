// The bookings that an offerer received, as pages, as CSV, and the list of an event.

import { get } from "../../kit/api.js";
import { download } from "../../kit/download.js";
import { asProblem, resource } from "../../kit/resource.js";
import { allPages } from "../gate/state.js";
import { scopeOf } from "../home/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["DeskRowView"]} Row */
/** @typedef {import("../../kit/api.js").Query} Query */
/** @typedef {{ items: Row[], next: string | null, isLoadingMore: boolean }} Rows */

const PAGE = 50;
const PATH = "/v1/desk/bookings";
export const STATES = /** @type {const} */ ([
  "confirmed",
  "used",
  "reimbursed",
  "cancelled",
  "expired",
]);
export const FILTERS = ["etat", "du", "au", "dates"];

/**
 * Return what an address asks of the API.
 *
 * @param {URLSearchParams} query
 * @param {string} siren
 * @param {string | null} venueId
 * @returns {Query}
 */
export function queryOf(query, siren, venueId) {
  const offer = query.get("offre");
  const isByEvent = query.get("dates") === "evenement";
  const state = query.get("etat") ?? "";
  return {
    ...(offer ? { offer_id: offer } : scopeOf(siren, venueId)),
    status: STATES.some((each) => each === state) ? state : null,
    [isByEvent ? "event_from" : "from"]: query.get("du"),
    [isByEvent ? "event_to" : "to"]: query.get("au"),
  };
}

/** @param {Query} query */
const keyOf = (query) => `desk bookings ${JSON.stringify(query)}`;

/** @param {Query} query @returns {import("../../kit/resource.js").Resource<Rows>} */
export const bookings = (query) => resource(keyOf(query), () => page(query), 5);

/** @param {Query} query */
export async function loadMore(query) {
  const found = bookings(query);
  const before = found.state.peek().value;
  if (!before?.next || before.isLoadingMore) return;
  found.set({ ...before, isLoadingMore: true });
  try {
    const more = await page(query, before.next);
    found.set({ ...more, items: [...before.items, ...more.items] });
  } catch (fault) {
    found.state.value = { value: before, problem: asProblem(fault), isLoading: false };
  }
}

/** @param {Query} query @param {string} [token] @returns {Promise<Rows>} */
async function page(query, token) {
  /** @type {Schemas["DeskRowsView"]} */
  const answer = await get(PATH, {
    query: { ...query, page_size: PAGE, page_token: token },
    signedIn: true,
  });
  return { items: answer.items, next: answer.next_page_token, isLoadingMore: false };
}

/** Return the bookings of one date of an offer, by name. @param {string} offerId @param {string} at @returns {import("../../kit/resource.js").Resource<Row[]>} */
export const listOf = (offerId, at) =>
  resource(
    `door ${offerId} ${at}`,
    async () => {
      /** @type {Row[]} */
      const rows = await allPages(PATH, { offer_id: offerId, event_from: at, event_to: at });
      const open = rows.filter(({ status }) => status !== "cancelled" && status !== "expired");
      return open.sort((a, b) => a.holder_name.localeCompare(b.holder_name));
    },
    5,
  );

/** @param {Query} query */
export const downloadCsv = (query) => download(PATH, "text/csv", "reservations.csv", query);
