// The queues: where each comes from, what is needed to decide, and what can be decided.

import { get } from "../../kit/api.js";
import { money } from "../../kit/format.js";
import { resource } from "../../kit/resource.js";
import {
  applicantActs,
  bulkOfferActs,
  claimActs,
  comment,
  feedbackActs,
  offerActs,
  offererActs,
  reportActs,
} from "../office/possible.js";
import {
  accountActs,
  batchActs,
  debtActs,
  gestureActs,
  moveActs,
} from "../office/possible-money.js";
import { reaches } from "../office/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("../office/acts.js").Act} Act */
/** @typedef {import("../office/state.js").Role} Role */
/** @typedef {{ acts: Schemas["ActView"][], page?: any, others?: any[], reports?: Schemas["ReportRowView"][] }} Detail */
/** @typedef {{ items: any[], hasMore: boolean }} Listed */
/**
 * @typedef {object} Queue
 * @property {string} id The last part of its address.
 * @property {"offerers" | "aside" | "claims" | "held" | "signUps" | "offers" | "accounts" | "moves" | "batches" | "reports" | "feedback" | "gestures" | "debts"} name
 * @property {"offerersLead" | "asideLead" | "claimsLead" | "heldLead" | "signUpsLead" | "offersLead" | "accountsLead" | "movesLead" | "batchesLead" | "reportsLead" | "feedbackLead" | "gesturesLead" | "debtsLead"} lead
 * @property {readonly Role[]} roles
 * @property {string} path
 * @property {import("../../kit/api.js").Query} [query]
 * @property {(item: any) => string} idOf
 * @property {(item: any) => string} titleOf
 * @property {(item: any) => string} sinceOf When it began to wait.
 * @property {(item: any) => [string, string]} thingOf The kind and id of its page.
 * @property {(item: any) => Promise<Detail>} load
 * @property {(item: any, detail?: Detail) => Act[]} actsOf
 * @property {(items: any[]) => Act[]} [actsOnMany] Where several items are decided at once.
 * @property {(item: any) => boolean} [isWaiting] Whether an item of the list still waits.
 */

const MOST = 100;

/** @template T @param {string} path @param {import("../../kit/api.js").Query} [query] @returns {Promise<T>} */
const ask = (path, query) => get(path, { query, signedIn: true });

/** @param {string} kind @param {string} id @returns {Promise<any>} */
const page = (kind, id) => ask(`/v1/back-office/${kind}/${encodeURIComponent(id)}`);

/** @param {string} target @returns {Promise<Schemas["ActView"][]>} */
const history = async (target) => {
  /** @type {Schemas["ActsView"]} */
  const { items } = await ask("/v1/acts", { target, page_size: 20 });
  return items;
};

/** @param {string} siren @returns {Promise<Detail>} */
async function offererDetail(siren) {
  const found = await page("offerers", siren);
  return { acts: found.acts, page: found };
}

/** @param {Schemas["AppliedView"]} item @returns {Promise<Detail>} */
async function applicantDetail({ id, first_name, last_name }) {
  const [found, named] = await Promise.all([
    page("people", id),
    ask("/v1/back-office/search", { q: `${first_name} ${last_name}` }),
  ]);
  const others = /** @type {any} */ (named).items.filter(
    (/** @type {any} */ hit) => hit.kind === "beneficiaries" && hit.id !== id,
  );
  return { acts: found.acts, page: found, others };
}

/** @type {readonly Role[]} */
const REVIEW = ["review"];
/** @type {readonly Role[]} */
const SUPPORT = ["support"];
/** @type {readonly Role[]} */
const FINANCE = ["finance"];

/** @param {string} status @param {string} id @param {"offerers" | "aside"} name @returns {Queue} */
const offererQueue = (status, id, name) => ({
  id,
  name,
  lead: name === "offerers" ? "offerersLead" : "asideLead",
  roles: REVIEW,
  path: "/v1/offerers",
  query: { status },
  idOf: ({ siren }) => siren,
  titleOf: (item) => item.name,
  sinceOf: ({ created_at }) => created_at,
  thingOf: ({ siren }) => ["offerers", siren],
  load: ({ siren }) => offererDetail(siren),
  actsOf: (item, detail) => [
    ...(detail ? offererActs(item.siren, item.status, detail.page.claims) : []),
    comment(`offerers:${item.siren}`, REVIEW),
  ],
});

/** @param {boolean} isHeld @param {string} id @param {"held" | "signUps"} name @returns {Queue} */
const applicantQueue = (isHeld, id, name) => ({
  id,
  name,
  lead: isHeld ? "heldLead" : "signUpsLead",
  roles: SUPPORT,
  path: "/v1/beneficiaries",
  query: { status: "pending", held_for_review: isHeld },
  idOf: (item) => item.id,
  titleOf: ({ first_name, last_name }) => `${first_name} ${last_name}`,
  sinceOf: ({ signed_up_at }) => signed_up_at,
  thingOf: (item) => ["people", item.id],
  load: applicantDetail,
  actsOf: (item) => [
    ...applicantActs(item.id, item.status),
    comment(`beneficiaries:${item.id}`, SUPPORT),
  ],
});

/** @type {Queue[]} */
export const QUEUES = [
  offererQueue("pending", "structures", "offerers"),
  offererQueue("set_aside", "structures-de-cote", "aside"),
  {
    id: "rattachements",
    name: "claims",
    lead: "claimsLead",
    roles: REVIEW,
    path: "/v1/offerer-claims",
    idOf: ({ siren, founder }) => `${siren}~${founder.id}`,
    titleOf: ({ founder, name }) => `${founder.email ?? founder.id} · ${name}`,
    sinceOf: ({ claimed_at }) => claimed_at,
    thingOf: ({ siren }) => ["offerers", siren],
    load: ({ siren }) => offererDetail(siren),
    actsOf: (item) => [...claimActs(item), comment(`offerers:${item.siren}`, REVIEW)],
  },
  {
    id: "offres",
    name: "offers",
    lead: "offersLead",
    roles: REVIEW,
    path: "/v1/pending-offers",
    idOf: ({ id }) => id,
    titleOf: ({ name }) => name,
    sinceOf: ({ review }) => review?.pending_since ?? "",
    thingOf: ({ id }) => ["offers", id],
    load: async ({ id }) => {
      const found = await page("offers", id);
      return { acts: found.acts, page: found };
    },
    actsOf: ({ id, status }) => [...offerActs(id, status), comment(`offers:${id}`, REVIEW)],
    actsOnMany: bulkOfferActs,
  },
  {
    id: "signalements",
    name: "reports",
    lead: "reportsLead",
    roles: REVIEW,
    path: "/v1/offer-reports",
    idOf: ({ offer_id }) => offer_id,
    titleOf: ({ offer_name, offer_id }) => offer_name ?? offer_id,
    sinceOf: ({ opened_at }) => opened_at,
    thingOf: ({ offer_id }) => ["offers", offer_id],
    load: async ({ offer_id }) => {
      const [found, listed] = await Promise.all([
        page("offers", offer_id),
        ask(`/v1/offer-reports/${encodeURIComponent(offer_id)}`, { page_size: MOST }),
      ]);
      const { items } = /** @type {Schemas["ReportsView"]} */ (listed);
      return { acts: found.acts, page: found, reports: items };
    },
    actsOf: ({ offer_id }) => [...reportActs(offer_id), comment(`offers:${offer_id}`, REVIEW)],
  },
  {
    id: "messages",
    name: "feedback",
    lead: "feedbackLead",
    roles: SUPPORT,
    path: "/v1/feedback",
    idOf: ({ id }) => id,
    titleOf: ({ email, person_id }) => email ?? person_id,
    sinceOf: ({ sent_at }) => sent_at,
    thingOf: ({ person_id }) => ["people", person_id],
    load: async ({ id }) => ({ acts: await history(`feedback_messages:${id}`) }),
    actsOf: ({ id }) => [...feedbackActs(id), comment(`feedback_messages:${id}`, SUPPORT)],
  },
  applicantQueue(true, "inscriptions-retenues", "held"),
  applicantQueue(false, "inscriptions", "signUps"),
  {
    id: "comptes-bancaires",
    name: "accounts",
    lead: "accountsLead",
    roles: FINANCE,
    path: "/v1/bank-accounts",
    idOf: ({ id }) => id,
    titleOf: ({ holder, label }) => `${holder} · ${label}`,
    sinceOf: ({ created_at }) => created_at,
    thingOf: ({ siren }) => ["offerers", siren],
    load: async ({ id, siren }) => {
      const [acts, found] = await Promise.all([
        history(`bank_accounts:${id}`),
        page("offerers", siren),
      ]);
      return { acts, page: found };
    },
    actsOf: ({ id }) => [...accountActs(id), comment(`bank_accounts:${id}`, FINANCE)],
    isWaiting: ({ state }) => state === "pending",
  },
  {
    id: "changements-de-compte",
    name: "moves",
    lead: "movesLead",
    roles: FINANCE,
    path: "/v1/account-moves",
    idOf: ({ venue_id }) => venue_id,
    titleOf: ({ venue_id }) => venue_id,
    sinceOf: ({ proposed_at }) => proposed_at ?? "",
    thingOf: ({ venue_id }) => ["venues", venue_id],
    load: async ({ venue_id }) => {
      const found = await page("venues", venue_id);
      return { acts: found.acts, page: found };
    },
    actsOf: ({ venue_id, to_account_id }) => [
      ...moveActs(venue_id, to_account_id),
      comment(`venues:${venue_id}`, FINANCE),
    ],
    isWaiting: ({ proposed_at }) => proposed_at !== null,
  },
  {
    id: "lots",
    name: "batches",
    lead: "batchesLead",
    roles: FINANCE,
    path: "/v1/reimbursement-batches",
    idOf: ({ id }) => id,
    titleOf: ({ id, amount_cents }) => `${id} · ${money(amount_cents)}`,
    sinceOf: ({ created_at }) => created_at,
    thingOf: () => ["", ""],
    load: async ({ id }) => ({ acts: await history(`reimbursement_batches:${id}`) }),
    actsOf: (item) => [...batchActs(item), comment(`reimbursement_batches:${item.id}`, FINANCE)],
    isWaiting: ({ state }) => state !== "executed",
  },
  {
    id: "gestes",
    name: "gestures",
    lead: "gesturesLead",
    roles: FINANCE,
    path: "/v1/commercial-gestures",
    idOf: ({ id }) => id,
    titleOf: ({ amount_cents, reason }) => `${money(amount_cents)} · ${reason}`,
    sinceOf: ({ created_at }) => created_at,
    thingOf: ({ venue_id }) => ["venues", venue_id],
    load: async ({ id, venue_id }) => {
      const [acts, found] = await Promise.all([
        history(`gestures:${id}`),
        page("venues", venue_id),
      ]);
      return { acts, page: found };
    },
    actsOf: ({ id }) => [...gestureActs(id), comment(`gestures:${id}`, FINANCE)],
    isWaiting: ({ state }) => state === "proposed",
  },
  {
    id: "soldes-negatifs",
    name: "debts",
    lead: "debtsLead",
    roles: FINANCE,
    path: "/v1/payout-debts",
    idOf: ({ account_id }) => account_id,
    titleOf: ({ amount_cents, account_id }) => `${money(amount_cents)} · ${account_id}`,
    sinceOf: ({ since }) => since,
    thingOf: ({ siren }) => ["offerers", siren],
    load: async ({ account_id, siren }) => {
      const [acts, found] = await Promise.all([
        history(`bank_accounts:${account_id}`),
        page("offerers", siren),
      ]);
      return { acts, page: found };
    },
    actsOf: ({ account_id }) => [
      ...debtActs(account_id),
      comment(`bank_accounts:${account_id}`, FINANCE),
    ],
    isWaiting: ({ is_forced }) => !is_forced,
  },
];

/** Return the queues that somebody's roles reach. @param {import("../office/state.js").Me} who */
export const queuesOf = (who) => QUEUES.filter(({ roles }) => reaches(who, roles));

/** @param {Queue} queue @returns {import("../../kit/resource.js").Resource<Listed>} */
export const list = (queue) =>
  resource(
    `queue ${queue.id}`,
    async () => {
      /** @type {{ items: any[], next_page_token: string | null }} */
      const { items, next_page_token } = await ask(queue.path, {
        ...queue.query,
        page_size: MOST,
      });
      return {
        items: items.filter((item) => queue.isWaiting?.(item) ?? true),
        hasMore: next_page_token !== null,
      };
    },
    10,
  );

/** @param {Queue} queue @param {any} item @returns {import("../../kit/resource.js").Resource<Detail>} */
export const detail = (queue, item) =>
  resource(`queue ${queue.id} ${queue.idOf(item)}`, () => queue.load(item), 5);

/**
 * Take what was decided out of the list; what needs a second decision stays, as the API answered.
 *
 * @param {Queue} queue
 * @param {any} item
 * @param {any} answer
 */
export function settle(queue, item, answer) {
  const found = list(queue);
  const { value } = found.state.peek();
  if (!value) return;
  const id = queue.idOf(item);
  const isLeft = Boolean(
    answer && queue.isWaiting && queue.idOf(answer) === id && queue.isWaiting(answer),
  );
  const items = isLeft
    ? value.items.map((each) => (queue.idOf(each) === id ? answer : each))
    : value.items.filter((each) => queue.idOf(each) !== id);
  found.set({ ...value, items });
  if (!items.length && value.hasMore) found.refresh();
}
