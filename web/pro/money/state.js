// Money: what was captured, bank accounts, and statements.

import { get, post, put, remove } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import { offererPath } from "../gate/state.js";
import { scopeOf } from "../home/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["BankAccountView"]} Account */
/** @typedef {Schemas["ExpectedMonthView"]} Expected */
/** @typedef {Schemas["OfferMonthView"]} OfferMonth */
/** @typedef {Schemas["StatementView"]} Statement */

/** @param {string} siren @param {string | null} venueId @returns {import("../../kit/resource.js").Resource<Schemas["TransactionsView"]>} */
export const transactions = (siren, venueId) =>
  resource(
    `transactions ${siren} ${venueId}`,
    () =>
      get("/v1/desk/transactions", {
        query: { ...scopeOf(siren, venueId), page_size: 1 },
        signedIn: true,
      }),
    30,
  );

/**
 * What open bookings would bring, by month of the event.
 *
 * @param {string} siren
 * @returns {import("../../kit/resource.js").Resource<Expected[]>}
 */
export const expected = (siren) =>
  resource(
    `expected ${siren}`,
    async () => {
      const month = new Date().toISOString().slice(0, 7);
      /** @type {Schemas["RevenueView"]} */
      const found = await get(offererPath(siren, "revenue"), {
        query: { from: month, to: month },
        signedIn: true,
      });
      return found.expected;
    },
    30,
  );

/**
 * The used bookings of each offer in this month and the last, latest month and largest amount first.
 *
 * @param {string} siren
 * @returns {import("../../kit/resource.js").Resource<OfferMonth[]>}
 */
export const byOffer = (siren) =>
  resource(
    `by offer ${siren}`,
    async () => {
      const now = new Date();
      const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15));
      const [from, to] = [before, now].map((each) => each.toISOString().slice(0, 7));
      /** @type {Schemas["OfferStatisticsView"]} */
      const { items } = await get(offererPath(siren, "statistics"), {
        query: { from, to, page_size: 100 },
        signedIn: true,
      });
      return items.sort((a, b) => b.month.localeCompare(a.month) || b.total_cents - a.total_cents);
    },
    30,
  );

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Account[]>} */
export const accounts = (siren) =>
  resource(
    `accounts ${siren}`,
    async () => {
      /** @type {Schemas["BankAccountsView"]} */
      const { items } = await get(offererPath(siren, "bank-accounts"), { signedIn: true });
      return items;
    },
    10,
  );

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Statement[]>} */
export const statements = (siren) =>
  resource(
    `statements ${siren}`,
    async () => {
      /** @type {Schemas["StatementsView"]} */
      const { items } = await get(offererPath(siren, "statements"), {
        query: { page_size: 50 },
        signedIn: true,
      });
      return items;
    },
    30,
  );

/** @param {string} siren @param {Schemas["BankAccountBody"]} account */
export async function addAccount(siren, account) {
  await post(offererPath(siren, "bank-accounts"), account);
  await accounts(siren).refresh();
}

/** @param {string} id */
const accountPath = (id) => `/v1/bank-accounts/${encodeURIComponent(id)}`;

/** Close an account. @param {string} siren @param {string} id */
export async function closeAccount(siren, id) {
  await remove(accountPath(id));
  await accounts(siren).refresh();
}

/**
 * Name the venues whose money goes to an account; return what became of each.
 *
 * @param {string} siren
 * @param {string} id
 * @param {string[]} venueIds
 */
export async function linkVenues(siren, id, venueIds) {
  /** @type {Schemas["AccountVenuesView"]} */
  const linked = await put(`${accountPath(id)}/venues`, { venue_ids: venueIds });
  await accounts(siren).refresh();
  return linked;
}

/** Return whether an IBAN is complete and has the right check digits. @param {string} typed */
export function isIban(typed) {
  const iban = typed.replace(/\s/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((each) => Number.parseInt(each, 36));
  let rest = 0;
  for (const digit of digits.join("")) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
