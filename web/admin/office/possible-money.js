// The acts of finance that a thing's state allows; the API decides in the end.

import { at } from "./possible.js";
import { t } from "./possible-texts.js";

/** @typedef {import("./acts.js").Act} Act */
/** @typedef {import("./state.js").Schemas} Schemas */

const FINANCE = /** @type {const} */ (["finance"]);

/** @param {string} path @param {string} id @param {boolean} hasReason @returns {Act[]} */
const acceptOrRefuse = (path, id, hasReason) => [
  {
    id: "accept",
    label: t("accept"),
    path: at(`${path}/*/accept`, id),
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
export const accountActs = (id) => acceptOrRefuse("/v1/bank-accounts", id, true);

/** @param {string} venueId @param {string | null} accountId @returns {Act[]} */
export const moveActs = (venueId, accountId) =>
  acceptOrRefuse("/v1/account-moves", venueId, false).map((act) =>
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

/** @param {string} id @returns {Act[]} */
export const gestureActs = (id) => [
  {
    id: "approve",
    label: t("approveGesture"),
    path: at("/v1/commercial-gestures/*/approve", id),
    roles: FINANCE,
    asks: ["comment"],
    kind: "main",
    key: "v",
  },
  {
    id: "refuse",
    label: t("refuse"),
    path: at("/v1/commercial-gestures/*/refuse", id),
    roles: FINANCE,
    asks: ["comment"],
    kind: "danger",
    key: "r",
  },
];

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
