// Searches: what an address asks for, and the offers that the API finds for it.

import { get } from "../kit/api.js";
import { keep, kept } from "../kit/language.js";
import { asProblem, resource } from "../kit/resource.js";
import { signal } from "../kit/view.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["HitView"]} Hit */
/** @typedef {Schemas["CategoriesView"]} Categories */
/** @typedef {{ name: string, latitude: number, longitude: number }} Where */
/** @typedef {{ items: Hit[], next: string | null, isLoadingMore: boolean }} Found */

export const RADII_KM = [5, 10, 20, 50, 100];
export const FIRST_RADIUS_KM = 20;
export const FILTERS = ["quand", "prix", "genre", "duo", "dernieres", "en-ligne", "acces"];

/** Whether an address shows its offers on a map too. */
export const MAP = "carte";

const KEPT = "where";

/** The place that the person chose last, on this device. @type {import("../vendor/signals-core.js").Signal<Where | null>} */
export const where = signal(firstPlace());

/** @param {Where | null} chosen */
export function choosePlace(chosen) {
  where.value = chosen;
  keep(KEPT, chosen ? JSON.stringify(chosen) : null);
}

function firstPlace() {
  try {
    const place = JSON.parse(kept(KEPT) ?? "null");
    return typeof place?.latitude === "number" ? place : null;
  } catch {
    return null;
  }
}

/** Return the place of an address. @param {URLSearchParams} query @returns {Where | null} */
export function placeOf(query) {
  const latitude = Number.parseFloat(query.get("lat") ?? "");
  const longitude = Number.parseFloat(query.get("lon") ?? "");
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  return { name: query.get("ou") ?? "", latitude, longitude };
}

/**
 * Return the address of a search.
 *
 * @param {Record<string, string>} search
 * @param {Where | null} place
 */
export function addressOf(search, place) {
  const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== ""));
  if (place) {
    query.set("ou", place.name);
    query.set("lat", place.latitude.toFixed(4));
    query.set("lon", place.longitude.toFixed(4));
  }
  return `/recherche?${query}`;
}

/** Return the radius of an address in kilometres. @param {URLSearchParams} query */
export function radiusOf(query) {
  const asked = Number(query.get("rayon"));
  return RADII_KM.includes(asked) ? asked : FIRST_RADIUS_KM;
}

/** Return the address of a search without its filters. @param {URLSearchParams} query */
export function cleared(query) {
  const next = new URLSearchParams(query);
  for (const name of FILTERS) next.delete(name);
  return `/recherche?${next}`;
}

/**
 * Return the first page of what an address asks for.
 *
 * @param {URLSearchParams} query
 * @param {number} size
 */
export function search(query, size) {
  const asked = new URLSearchParams(query);
  asked.delete(MAP);
  return resource(`search ${size} ${asked}`, () => page(asked, size));
}

/** Add the next page to what was found. @param {URLSearchParams} query @param {number} size */
export async function loadMore(query, size) {
  const found = search(query, size);
  const before = found.state.peek().value;
  if (!before?.next || before.isLoadingMore) return;
  found.set({ ...before, isLoadingMore: true });
  try {
    const more = await page(query, size, before.next);
    found.set({ ...more, items: [...before.items, ...more.items] });
  } catch (fault) {
    found.state.value = { value: before, problem: asProblem(fault), isLoading: false };
  }
}

export const categories = () =>
  resource(
    "categories",
    () => get("/v1/categories").then((it) => /** @type {Categories} */ (it)),
    3600,
  );

/** @param {string} text @returns {Promise<Schemas["SuggestionsView"]>} */
export const suggestions = (text) => get("/v1/suggestions", { query: { q: text } });

/** Return the communes that match what somebody types. @param {string} text @returns {Promise<Schemas["CommuneView"][]>} */
export const communes = async (text) =>
  /** @type {Schemas["CommunesView"]} */ (
    await get("/v1/places", { query: { q: text, page_size: 6 } })
  ).items;

/**
 * @param {URLSearchParams} query
 * @param {number} size
 * @param {string} [token]
 * @returns {Promise<Found>}
 */
async function page(query, size, token) {
  const place = placeOf(query);
  const price = query.get("prix");
  const kinds = query.get("genre");
  /** @type {Schemas["HitsView"]} */
  const answer = await get("/v1/offers", {
    query: {
      q: query.get("q"),
      category: kinds ? await categoriesOf(kinds) : null,
      when: query.get("quand"),
      time_zone: query.get("quand") ? Intl.DateTimeFormat().resolvedOptions().timeZone : null,
      free: price === "0" ? true : null,
      max_price_cents: price && price !== "0" ? Number(price) * 100 : null,
      duo: query.get("duo") ? true : null,
      last_places: query.get("dernieres") ? true : null,
      where: query.get("en-ligne") ? "online" : null,
      accessibility: query.get("acces"),
      sort: query.get("tri"),
      latitude: place?.latitude,
      longitude: place?.longitude,
      radius_m: place ? radiusOf(query) * 1000 : null,
      page_size: size,
      page_token: token,
    },
  });
  return { items: answer.items, next: answer.next_page_token, isLoadingMore: false };
}

/** Return the categories of groups, at most ten, as the API takes them. @param {string} groups */
async function categoriesOf(groups) {
  const known = categories();
  const all = known.state.peek().value ?? (await known.load());
  const wanted = groups.split(",");
  const found = all.items.filter(({ group }) => wanted.includes(group));
  return found
    .slice(0, 10)
    .map(({ id }) => id)
    .join(",");
}
