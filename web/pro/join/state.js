// Joining: numbers, addresses, and the calls that claim an offerer and add its venue.

import { get, post } from "../../kit/api.js";
import { chooseOfferer, me, venues } from "../gate/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["AddressView"]} Address */

const SIREN = 9;
const SIRET = 14;
const LA_POSTE = "356000000";

/** @param {string} typed */
export const digitsOf = (typed) => typed.replace(/[\s.-]/g, "");

/** @param {string} digits */
function hasCheckDigit(digits) {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/**
 * Return the state of a SIREN or SIRET while it is typed. The API decides; numbers of
 * New Caledonia and French Polynesia have other forms.
 *
 * @param {string} typed
 * @returns {"empty" | "short" | "wrong" | "siren" | "siret" | "other"}
 */
export function stateOfNumber(typed) {
  const digits = digitsOf(typed);
  if (!digits) return "empty";
  if (/[^\d]/.test(digits)) return "other";
  if (digits.length < SIREN) return "short";
  if (!hasCheckDigit(digits.slice(0, SIREN))) return "wrong";
  if (digits.length === SIREN) return "siren";
  if (digits.length < SIRET) return "short";
  const isRight = hasCheckDigit(digits) || digits.startsWith(LA_POSTE);
  return digits.length === SIRET && isRight ? "siret" : "wrong";
}

/** Return the addresses and communes that match what somebody types. @param {string} text @returns {Promise<Address[]>} */
export async function addresses(text) {
  /** @type {Schemas["AddressesView"]} */
  const found = await get("/v1/addresses", { query: { q: text, page_size: 8 }, signedIn: true });
  return found.items;
}

/** @typedef {{ name: string, number: string, street: string, town: Address }} Said */

/** Claim an offerer; it waits for validation. @param {Said} said */
export async function claim({ name, number, town }) {
  const digits = digitsOf(number);
  /** @type {Schemas["OffererView"]} */
  const offerer = await post("/v1/offerers", {
    siren: stateOfNumber(number) === "siret" ? digits.slice(0, SIREN) : digits,
    name,
    postal_code: town.postal_code,
    city: town.city,
  });
  return offerer;
}

/** Add a venue to an offerer. @param {string} siren @param {Said} said @param {string} comment What is said of a venue without a SIRET. */
export async function addVenue(siren, { name, number, street, town }, comment) {
  const digits = digitsOf(number);
  const isExact = town.street !== null && town.latitude !== null && town.longitude !== null;
  await post("/v1/venues", {
    offerer_siren: siren,
    name,
    ...(stateOfNumber(number) === "siret" ? { siret: digits } : { comment }),
    address: street,
    postal_code: town.postal_code,
    city: town.city,
    ...(isExact ? { latitude: town.latitude, longitude: town.longitude } : {}),
  });
  await venues(siren).refresh();
}

/** Show an offerer that was just claimed. @param {string} siren */
export async function show(siren) {
  chooseOfferer(siren);
  await me().refresh();
}
