// Searches as addresses of the app and as calls of the API, and the rows of the home screen: each is a
// search that anybody can repeat.

import { kept, timeZone } from "../kit/device.js";
import { withQuery } from "../kit/request.js";

/** @typedef {{ name: string, latitude: number, longitude: number }} Where */

/** How many offers a search shows first. */
export const PAGE = 24;
export const RADII_KM = [5, 10, 20, 50, 100];
export const FIRST_RADIUS_KM = 20;
export const FILTERS = ["quand", "prix", "genre", "duo", "dernieres", "en-ligne", "acces"];

/** Whether an address shows its offers on a map too. */
export const MAP = "carte";

/** The name under which the device keeps the place that was chosen last. */
export const PLACE = "where";

/** Return the place that this device keeps. @returns {Where | null} */
export function firstPlace() {
  try {
    const place = JSON.parse(kept(PLACE) ?? "null");
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

/**
 * Return the call of the API for an address; `more` adds to what the address says.
 *
 * @param {URLSearchParams} query
 * @param {import("../kit/request.js").Query} more
 */
export function searchPath(query, more) {
  const place = placeOf(query);
  const price = query.get("prix");
  const when = query.get("quand");
  return withQuery("/v1/offers", {
    q: query.get("q"),
    when,
    time_zone: when ? timeZone() : null,
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
    ...more,
  });
}

/** @typedef {{ key: "near" | "weekend" | "lastPlaces" | "free" | "soon" | "books", search: Record<string, string> }} Row */

export const ROW_SIZE = 10;

/**
 * Return the rows in their order. With a place, all of them are around it, and the nearest come
 * first.
 *
 * @param {Where | null} where
 * @returns {Row[]}
 */
export function rowsFor(where) {
  /** @type {Row[]} */
  const near = where ? [{ key: "near", search: {} }] : [];
  return [
    ...near,
    { key: "weekend", search: { quand: "this_weekend" } },
    { key: "lastPlaces", search: { dernieres: "1", tri: "date" } },
    { key: "soon", search: { genre: "live_music,performing_arts", tri: "date" } },
    { key: "free", search: { prix: "0" } },
    { key: "books", search: { genre: "books" } },
  ];
}
