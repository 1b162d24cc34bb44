// The home screen: what comes today and this week, and what needs doing.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import { allPages, offererPath } from "../gate/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("../../kit/resource.js").Resource<any>} AnyResource */
/** @typedef {{ key: string, offerId: string, name: string, venue: string, at: string, timeZone: string, day: string, places: number, used: number }} Session */
/** @typedef {{ today: Session[], week: Session[], received: number }} Agenda */
/** @typedef {{ accounts: Schemas["BankAccountView"][], inReview: Schemas["OwnOfferRowView"][], drafts: Schemas["OwnOfferRowView"][] }} Waiting */

const DAYS_AHEAD = 6;
const OFFERS_SHOWN = 5;

/** Return a day of a time zone, such as 2026-05-31. @param {Date} at @param {string} [timeZone] */
export const dayOf = (at, timeZone) =>
  new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  }).format(at);

/** Return the scope of lists of bookings: a venue, or the offerer. @param {string} siren @param {string | null} venueId */
export const scopeOf = (siren, venueId) =>
  venueId ? { venue_id: venueId } : { offerer_siren: siren };

/**
 * @param {string} siren
 * @param {string | null} venueId
 * @returns {import("../../kit/resource.js").Resource<Agenda>}
 */
export function agenda(siren, venueId) {
  const now = new Date();
  const today = dayOf(now);
  const until = dayOf(new Date(now.getTime() + DAYS_AHEAD * 86_400_000));
  const scope = scopeOf(siren, venueId);
  return resource(
    `agenda ${siren} ${venueId} ${today}`,
    async () => {
      /** @type {[Schemas["DeskRowView"][], Schemas["DeskRowView"][]]} */
      const [ahead, received] = await Promise.all([
        allPages("/v1/desk/bookings", { ...scope, event_from: today, event_to: until }),
        allPages("/v1/desk/bookings", { ...scope, from: today }),
      ]);
      const sessions = sessionsOf(ahead);
      return {
        today: sessions.filter(({ day }) => day === today),
        week: sessions.filter(({ day }) => day > today),
        received: received.length,
      };
    },
    20,
  );
}

/** Return the sessions that bookings are for, in order. @param {Schemas["DeskRowView"][]} rows */
function sessionsOf(rows) {
  /** @type {Map<string, Session>} */
  const found = new Map();
  for (const row of rows) {
    if (!row.begins_at || row.status === "cancelled" || row.status === "expired") continue;
    const key = `${row.offer_id} ${row.begins_at}`;
    const session = found.get(key) ?? {
      key,
      offerId: row.offer_id,
      name: row.offer_name,
      venue: row.venue_name,
      at: row.begins_at,
      timeZone: row.time_zone,
      day: dayOf(new Date(row.begins_at), row.time_zone),
      places: 0,
      used: 0,
    };
    session.places += row.quantity;
    if (row.status !== "confirmed") session.used += row.quantity;
    found.set(key, session);
  }
  return [...found.values()].sort((a, b) => a.at.localeCompare(b.at));
}

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Waiting>} */
export function waiting(siren) {
  return resource(
    `waiting ${siren}`,
    async () => {
      const offers = (/** @type {string} */ publication) =>
        get(offererPath(siren, "offers"), {
          query: { publication, page_size: OFFERS_SHOWN },
          signedIn: true,
        });
      const [accounts, inReview, drafts] = await Promise.all([
        get(offererPath(siren, "bank-accounts"), { signedIn: true }),
        offers("pending"),
        offers("draft"),
      ]);
      return {
        accounts: /** @type {Schemas["BankAccountsView"]} */ (accounts).items,
        inReview: /** @type {Schemas["OwnOffersView"]} */ (inReview).items,
        drafts: /** @type {Schemas["OwnOffersView"]} */ (drafts).items,
      };
    },
    20,
  );
}
