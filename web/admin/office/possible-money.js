// The acts of finance that a thing's state allows; the API decides in the end.

import { at } from "./possible.js";
import { t } from "./possible-texts.js";

/** @typedef {import("./acts.js").Act} Act */
/** @typedef {import("./state.js").Schemas} Schemas */

const FINANCE = /** @type {const} */ (["finance"]);

/**
 * Return the two decisions on what waits for one.
 *
 * @param {string} path
 * @param {string} id
 * @param {{ yes?: "accept" | "approve", label?: string, hasReason?: boolean }} [how] the API's word for yes, the screen's, and whether a refusal has a reason
 * @returns {Act[]}
 */
const decisions = (path, id, { yes = "accept", label = t("accept"), hasReason = false } = {}) => [
  {
    id: yes,
    label,
    path: at(`${path}/*/${yes}`, id),
    roles: FINANCE,
    asks: ["comment"],
    kind: "main",
    key: "v",
  },
  {
    id: "refuse",
    label: t("refuse"),
    path: at(`${path}/*/refuse`, id),
    roles: FINANCE,
    asks: hasReason ? ["reason", "comment"] : ["comment"],
    kind: "danger",
    key: "r",
  },
];

/** @param {string} id */
export const accountActs = (id) => decisions("/v1/bank-accounts", id, { hasReason: true });

/** @param {string} venueId @param {string | null} accountId @returns {Act[]} */
export const moveActs = (venueId, accountId) =>
  decisions("/v1/account-moves", venueId).map((act) =>
    act.id === "accept" && accountId ? { ...act, body: { account_id: accountId } } : act,
  );

/** @param {Schemas["BatchView"]} batch @returns {Act[]} */
export function batchActs({ id, state, sha256, transfers, is_all_executed }) {
  /** @type {Act[]} */
  const acts = [];
  if (state === "prepared" && (sha256 || transfers === 0))
    acts.push({
      id: "sent",
      label: t("markSent"),
      path: at("/v1/reimbursement-batches/*/sent", id),
      body: sha256 ? { sha256 } : {},
      roles: FINANCE,
      asks: ["comment"],
      kind: "main",
      key: "v",
    });
  if (state === "sent" && !is_all_executed)
    acts.push({
      id: "executed",
      label: t("markExecuted"),
      path: at("/v1/reimbursement-batches/*/executed", id),
      roles: FINANCE,
      asks: ["comment"],
      kind: "main",
      key: "v",
    });
  return acts;
}

/** @param {string} id */
export const gestureActs = (id) =>
  decisions("/v1/commercial-gestures", id, { yes: "approve", label: t("approveGesture") });

/** @param {string} accountId @returns {Act[]} */
export const debtActs = (accountId) => [
  {
    id: "debit",
    label: t("debitNote"),
    path: at("/v1/payout-debts/*/debit-note", accountId),
    roles: FINANCE,
    asks: ["comment"],
    kind: "danger",
    key: "v",
  },
];

/** @param {string} venueId @returns {Act[]} */
export const venueActs = (venueId) => [
  {
    id: "gesture",
    label: t("proposeGesture"),
    path: "/v1/commercial-gestures",
    body: { venue_id: venueId },
    roles: FINANCE,
    asks: ["euros", "reason", "comment"],
  },
];
