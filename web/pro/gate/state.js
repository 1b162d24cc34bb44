// Who the professional is, and the offerer and venue that the screens are about.

import { get } from "../../kit/api.js";
import { keep, kept } from "../../kit/device.js";
import { resource } from "../../kit/resource.js";
import { whenSignedOut } from "../../kit/session.js";
import { signal } from "../../kit/view.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["OffererView"]} Offerer */
/** @typedef {Schemas["VenueView"]} Venue */

const OFFERER = "offerer";
const VENUE = "venue";
const MOST_PAGES = 20;

/** The chosen offerer's SIREN; the first one where none is chosen. */
export const chosenSiren = signal(kept(OFFERER));
/** The chosen venue's id; all venues where none is chosen. */
export const chosenVenue = signal(kept(VENUE));
whenSignedOut(() => chooseOfferer(null));

/** @param {string | null} siren */
export function chooseOfferer(siren) {
  chosenSiren.value = siren;
  keep(OFFERER, siren);
  chooseVenue(null);
}

/** @param {string | null} id */
export function chooseVenue(id) {
  chosenVenue.value = id;
  keep(VENUE, id);
}

/** @returns {import("../../kit/resource.js").Resource<Schemas["MeView"]>} */
export const me = () => resource("me", () => get("/v1/me", { signedIn: true }), 30);

/** Return the offerer that the screens are about. @param {Schemas["MeView"]} me @returns {Offerer | undefined} */
export function offererOf({ offerers }) {
  const chosen = offerers.find(({ siren }) => siren === chosenSiren.value);
  return chosen ?? offerers.find(({ status }) => status === "validated") ?? offerers[0];
}

/** Return the path of an offerer's part. @param {string} siren @param {string} [part] */
export const offererPath = (siren, part = "") =>
  `/v1/offerers/${encodeURIComponent(siren)}${part && `/${part}`}`;

/** Return all venues of an offerer. @param {string} siren @returns {import("../../kit/resource.js").Resource<Venue[]>} */
export const venues = (siren) =>
  resource(`venues ${siren}`, () => allPages(offererPath(siren, "venues")), 30);

/**
 * Return the items of all pages of a list.
 *
 * @template T
 * @param {string} path
 * @param {import("../../kit/api.js").Query} [query]
 * @returns {Promise<T[]>}
 */
export async function allPages(path, query = {}) {
  /** @type {T[]} */
  const items = [];
  /** @type {string | null} */
  let token = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    /** @type {{ items: T[], next_page_token: string | null }} */
    const page = await get(path, {
      query: { ...query, page_size: 100, page_token: token },
      signedIn: true,
    });
    items.push(...page.items);
    token = page.next_page_token;
    if (!token) break;
  }
  return items;
}
