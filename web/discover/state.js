// Searches: what an address asks for, and the offers that the API finds for it.

import { get } from "../kit/api.js";
import { keep } from "../kit/device.js";
import { asProblem, resource } from "../kit/resource.js";
import { signal } from "../kit/view.js";
import { FILTERS, firstPlace, MAP, PLACE, searchPath } from "./query.js";

export {
  addressOf,
  FILTERS,
  FIRST_RADIUS_KM,
  MAP,
  placeOf,
  RADII_KM,
  radiusOf,
} from "./query.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["HitView"]} Hit */
/** @typedef {Schemas["CategoriesView"]} Categories */
/** @typedef {import("./query.js").Where} Where */
/** @typedef {{ items: Hit[], next: string | null, isLoadingMore: boolean }} Found */

/** The place that the person chose last, on this device. @type {import("../vendor/signals-core.js").Signal<Where | null>} */
export const where = signal(firstPlace());

/** @param {Where | null} chosen */
export function choosePlace(chosen) {
  where.value = chosen;
  keep(PLACE, chosen ? JSON.stringify(chosen) : null);
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
  return resource(`search ${size} ${asked}`, () => page(asked, size), 60, { isPublic: true });
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
    { isPublic: true },
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
  const kinds = query.get("genre");
  const asked = {
    category: kinds && (await categoriesOf(kinds)),
    page_size: size,
    page_token: token,
  };
  /** @type {Schemas["HitsView"]} */
  const answer = await get(searchPath(query, asked));
  return { items: answer.items, next: answer.next_page_token, isLoadingMore: false };
}

/** Return the categories of groups, at most ten, as the API takes them. @param {string} groups */
async function categoriesOf(groups) {
  const all = await categories().loaded();
  const wanted = groups.split(",");
  const found = all.items.filter(({ group }) => wanted.includes(group));
  return found
    .slice(0, 10)
    .map(({ id }) => id)
    .join(",");
}
