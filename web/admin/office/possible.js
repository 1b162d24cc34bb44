// The acts that a thing's state allows; the API decides in the end.

import { t } from "./possible-texts.js";

/** @typedef {import("./acts.js").Act} Act */
/** @typedef {import("./state.js").Schemas} Schemas */
/** @typedef {Pick<Schemas["FounderView"], "id" | "email">} Founder */

const SUPPORT = /** @type {const} */ (["support"]);
const REVIEW = /** @type {const} */ (["review"]);
const MONEY = /** @type {const} */ (["support", "finance"]);

/** @param {string} part */
const safe = (part) => encodeURIComponent(part);

/** @param {string} path @param {string} id */
export const at = (path, id) => path.replace("*", safe(id));

/** @param {string} target @param {readonly import("./state.js").Role[]} roles @returns {Act} */
export const comment = (target, roles) => ({
  id: "comment",
  label: t("comment"),
  path: "/v1/comments",
  body: { target },
  roles,
  asks: ["neededText"],
  key: "c",
});

/**
 * Return the acts on an offerer. With several founders, one of them is chosen.
 *
 * @param {string} siren
 * @param {string} status
 * @param {Founder[]} founders
 * @returns {Act[]}
 */
export function offererActs(siren, status, founders) {
  const path = `/v1/offerers/${safe(siren)}`;
  const isOpen = status === "pending" || status === "set_aside";
  /** @type {Act[]} */
  const acts = [];
  if (isOpen && founders.length < 2) acts.push(validate(siren));
  if (isOpen && founders.length > 1)
    acts.push(...founders.map((founder, i) => validateFor(siren, founder, String(i + 1))));
  if (status === "pending") acts.push(setAside(path));
  if (isOpen) acts.push(reject(`${path}/reject`, t("reject")));
  return acts;
}

/** @param {string} siren @param {string} status @returns {Act[]} */
export function rareOffererActs(siren, status) {
  if (status === "closed") return [];
  const path = `/v1/offerers/${safe(siren)}`;
  return [
    {
      id: "reassign",
      label: t("reassign"),
      path: `${path}/reassign`,
      roles: REVIEW,
      asks: ["email", "comment"],
    },
    {
      id: "close",
      label: t("closeOfferer"),
      path: `${path}/close`,
      roles: REVIEW,
      asks: ["comment"],
      kind: "danger",
    },
  ];
}

/** @param {string} path The path of the offerer or claim. @returns {Act} */
const setAside = (path) => ({
  id: "aside",
  label: t("setAside"),
  path: `${path}/set-aside`,
  roles: REVIEW,
  asks: ["neededComment"],
  key: "m",
});

/** @param {string} path @param {string} label @param {Act["body"]} [body] @returns {Act} */
const reject = (path, label, body) => ({
  id: "reject",
  label,
  path,
  body,
  roles: REVIEW,
  asks: ["reason", "comment"],
  kind: "danger",
  key: "r",
});

/** @param {string} siren @returns {Act} */
const validate = (siren) => ({
  id: "validate",
  label: t("validate"),
  path: `/v1/offerers/${safe(siren)}/validate`,
  roles: REVIEW,
  asks: ["comment"],
  kind: "main",
  key: "v",
});

/** @param {string} siren @param {Founder} founder @param {string} key @returns {Act} */
const validateFor = (siren, { id, email }, key) => ({
  ...validate(siren),
  id: `validate ${id}`,
  label: t("validateFor", { who: email ?? id }),
  path: `/v1/offerers/${safe(siren)}/validate?founder_id=${safe(id)}`,
  key,
});

/** @param {Schemas["ClaimView"]} claim @returns {Act[]} */
export function claimActs({ siren, founder, status }) {
  const path = `/v1/offerers/${safe(siren)}/claims/${safe(founder.id)}`;
  /** @type {Act[]} */
  const acts = [{ ...validateFor(siren, founder, "v"), id: "validate" }];
  if (status !== "set_aside") acts.push(setAside(path));
  acts.push(reject(`${path}/reject`, t("rejectClaim")));
  return acts;
}

/** @param {string} id @param {string} status @returns {Act[]} */
export function applicantActs(id, status) {
  const path = `/v1/beneficiaries/${safe(id)}`;
  /** @type {Act[]} */
  const acts = [];
  if (status === "pending")
    acts.push({
      id: "activate",
      label: t("activate"),
      path: `${path}/activate`,
      roles: SUPPORT,
      asks: ["comment"],
      kind: "main",
      key: "v",
    });
  if (status === "suspended")
    acts.push({
      id: "unsuspend",
      label: t("unsuspend"),
      path: `${path}/unsuspend`,
      roles: SUPPORT,
      asks: ["comment"],
    });
  if (status === "pending" || status === "active")
    acts.push({
      id: "suspend",
      label: t("suspend"),
      path: `${path}/suspend`,
      roles: SUPPORT,
      asks: ["suspension", "comment"],
      kind: "danger",
      key: "s",
    });
  return acts;
}

/** @param {Schemas["PersonView"]} person @returns {Act[]} */
export function personActs({ id, account, beneficiary, professional }) {
  const acts = beneficiary ? applicantActs(id, beneficiary.status) : [];
  if (beneficiary?.status === "active" && !beneficiary.has_bonus)
    acts.push({
      id: "bonus",
      label: t("giveBonus"),
      path: at("/v1/beneficiaries/*/bonus", id),
      roles: SUPPORT,
      asks: ["comment"],
    });
  if (professional) acts.push(professionalAct(id, professional.suspended_at !== null));
  if (account)
    acts.push({
      id: "export",
      label: t("export"),
      path: at("/v1/back-office/people/*/export", id),
      file: { type: "application/zip", name: `donnees-${id}.zip` },
      roles: SUPPORT,
      asks: ["keptReason", "comment"],
    });
  return acts;
}

/** @param {string} id @param {boolean} isSuspended @returns {Act} */
const professionalAct = (id, isSuspended) =>
  isSuspended
    ? {
        id: "unsuspendPro",
        label: t("unsuspendPro"),
        path: at("/v1/professionals/*/unsuspend", id),
        roles: SUPPORT,
        asks: ["comment"],
      }
    : {
        id: "suspendPro",
        label: t("suspendPro"),
        path: at("/v1/professionals/*/suspend", id),
        roles: SUPPORT,
        asks: ["suspension", "comment"],
        kind: "danger",
      };

/** @param {string} id @param {string} status @returns {Act[]} */
export function offerActs(id, status) {
  /** @type {Act[]} */
  const acts = [];
  if (status === "pending")
    acts.push({
      id: "approve",
      label: t("approve"),
      path: at("/v1/offers/*/approve", id),
      roles: REVIEW,
      asks: ["comment"],
      kind: "main",
      key: "v",
    });
  if (status !== "rejected") acts.push(reject(at("/v1/offers/*/reject", id), t("rejectOffer")));
  return acts;
}

/**
 * Return the acts on several offers at once, each of which is decided on its own.
 *
 * @param {Schemas["OwnOfferView"][]} offers
 * @returns {Act[]}
 */
export function bulkOfferActs(offers) {
  /** @param {"approve" | "reject"} decision @returns {Act["shape"]} */
  const shape =
    (decision) =>
    ({ reason, comment }) => ({
      decisions: offers.map(({ id, review }) => ({
        offer_id: id,
        decision,
        reason,
        // Whatever somebody decided or changed meanwhile stays as it is.
        pending_since: review?.pending_since,
      })),
      comment,
    });
  const path = "/v1/offer-decisions";
  return [
    {
      id: "approve",
      label: t.many("approveAll", offers.length),
      path,
      roles: REVIEW,
      asks: ["comment"],
      kind: "main",
      key: "v",
      shape: shape("approve"),
    },
    { ...reject(path, t.many("rejectAll", offers.length)), shape: shape("reject") },
  ];
}

/** @param {string} offerId @returns {Act[]} */
export function reportActs(offerId) {
  const path = at("/v1/offer-reports/*/decide", offerId);
  return [
    { ...reject(path, t("keepOffer"), { decision: "keep" }), id: "keep", kind: "main", key: "v" },
    reject(path, t("rejectOffer"), { decision: "reject" }),
  ];
}

/** @param {string} id @returns {Act[]} */
export const feedbackActs = (id) => [
  {
    id: "answer",
    label: t("answer"),
    path: at("/v1/feedback/*/answer", id),
    roles: SUPPORT,
    asks: ["answer", "comment"],
    kind: "main",
    key: "r",
  },
];

/** @param {string} id @param {string} status @returns {Act[]} */
export function bookingActs(id, status) {
  /** @type {Act[]} */
  const acts = [];
  if (status === "confirmed")
    acts.push({
      id: "redeem",
      label: t("redeem"),
      path: at("/v1/back-office/bookings/*/redeem", id),
      roles: SUPPORT,
      asks: ["keptReason", "comment"],
    });
  if (status === "confirmed" || status === "used")
    acts.push({
      id: "cancel",
      label: t("cancelBooking"),
      path: at("/v1/back-office/bookings/*/cancel", id),
      roles: SUPPORT,
      asks: ["keptReason", "comment"],
      kind: "danger",
    });
  if (status === "cancelled" || status === "expired")
    acts.push({
      id: "reinstate",
      label: t("reinstate"),
      path: at("/v1/bookings/*/reinstate", id),
      roles: MONEY,
      asks: ["status", "keptReason", "comment"],
    });
  return acts;
}

/** Only administrators may do it. @param {string} id @param {readonly string[]} has @returns {Act} */
export const rolesAct = (id, has) => ({
  id: "roles",
  label: t("setRoles"),
  path: at("/v1/administrators/*", id),
  method: "PUT",
  roles: [],
  asks: ["roles", "comment"],
  has,
});
