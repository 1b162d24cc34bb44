// The pages of facts: what each kind of thing shows, and what can be done about it.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import {
  bookingActs,
  comment,
  offerActs,
  offererActs,
  personActs,
  rareOffererActs,
} from "../office/possible.js";
import { venueActs } from "../office/possible-money.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("../office/acts.js").Act} Act */
/** @typedef {import("../office/state.js").Role} Role */
/** @typedef {"people" | "offerers" | "venues" | "offers" | "bookings"} Kind */
/**
 * @typedef {object} Thing
 * @property {readonly Role[]} roles The roles that see its page.
 * @property {(page: any) => string} titleOf
 * @property {(page: any) => Act[]} actsOf
 */

/** @type {readonly Role[]} */
const OFFICE = ["support", "review", "finance"];

/** @type {Record<Kind, Thing>} */
export const THINGS = {
  people: {
    roles: ["support"],
    titleOf: ({ id, account, beneficiary }) =>
      beneficiary && beneficiary.status !== "erased"
        ? `${beneficiary.first_name} ${beneficiary.last_name}`
        : (account?.email ?? id),
    actsOf: (page) => [...personActs(page), comment(targetOfPerson(page), ["support"])],
  },
  offerers: {
    roles: OFFICE,
    titleOf: ({ offerer }) => offerer.name,
    actsOf: ({ offerer, claims }) => [
      ...offererActs(offerer.siren, offerer.status, claims),
      ...rareOffererActs(offerer.siren, offerer.status),
      comment(`offerers:${offerer.siren}`, OFFICE),
    ],
  },
  venues: {
    roles: OFFICE,
    titleOf: ({ venue }) => venue.name,
    actsOf: ({ venue }) => [...venueActs(venue.id), comment(`venues:${venue.id}`, OFFICE)],
  },
  offers: {
    roles: ["support", "review"],
    titleOf: ({ offer }) => offer.name,
    actsOf: ({ offer }) => [
      ...offerActs(offer.id, offer.status),
      comment(`offers:${offer.id}`, ["support", "review"]),
    ],
  },
  bookings: {
    roles: ["support", "finance"],
    titleOf: ({ booking }) => `${booking.offer_name} · ${booking.holder_name}`,
    actsOf: ({ booking }) => [
      ...bookingActs(booking.booking_id, booking.status),
      comment(`bookings:${booking.booking_id}`, ["support", "finance"]),
    ],
  },
};

/** @param {Schemas["PersonView"]} page */
const targetOfPerson = ({ id, beneficiary }) =>
  `${beneficiary ? "beneficiaries" : "professionals"}:${id}`;

/** @param {Kind} kind @param {string} id @returns {import("../../kit/resource.js").Resource<any>} */
export const page = (kind, id) =>
  resource(
    `office ${kind} ${id}`,
    () => get(`/v1/back-office/${kind}/${encodeURIComponent(id)}`, { signedIn: true }),
    5,
  );
