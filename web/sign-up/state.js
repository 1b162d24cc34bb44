// An application: what was typed, kept for this tab until it is sent, and what the API says of it.

import { get, post } from "../kit/api.js";
import { resource } from "../kit/resource.js";
import { whenSignedOut } from "../kit/session.js";
import { signal } from "../kit/view.js";

export { me } from "../account/state.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {{ day: string, month: string, year: string, postalCode: string, commune: string, firstName: string, lastName: string, email: string }} Draft */

const KEPT = "sign-up";
const FIRST_YEAR = 1900;

/** Marseille, Lyon and Paris: their arrondissements are listed beside them. */
const OF_ARRONDISSEMENTS = ["13055", "69123", "75056"];

/** The steps of an application, in order; each has an address. */
export const STEPS = /** @type {const} */ (["naissance", "lieu", "droit", "nom", "compte", "fin"]);

/** @typedef {typeof STEPS[number]} Step */

/** @type {Draft} */
const EMPTY = {
  day: "",
  month: "",
  year: "",
  postalCode: "",
  commune: "",
  firstName: "",
  lastName: "",
  email: "",
};

/** Kept for the tab alone: a shared computer forgets it with the window. */
export const draft = signal(firstDraft());
whenSignedOut(forget);

/** @param {Partial<Draft>} said */
export function note(said) {
  draft.value = { ...draft.value, ...said };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(draft.value));
  } catch {
    // A private window may refuse: a reload then asks again.
  }
}

export function forget() {
  draft.value = EMPTY;
  try {
    sessionStorage.removeItem(KEPT);
  } catch {}
}

/** @returns {Draft} */
function firstDraft() {
  try {
    return { ...EMPTY, ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return EMPTY;
  }
}

/** Return the first step without an answer, up to the one that is asked for. @param {string | null} asked @param {boolean} isSignedIn @returns {Step} */
export function stepFor(asked, isSignedIn) {
  const { postalCode, commune, firstName, lastName } = draft.value;
  /** @type {Record<Step, boolean>} */
  const isAnswered = {
    naissance: typeof birthDateOf(draft.value) !== "object",
    lieu: Boolean(postalCode && commune),
    droit: true,
    nom: Boolean(firstName && lastName),
    compte: isSignedIn,
    fin: false,
  };
  const wanted = STEPS.indexOf(/** @type {Step} */ (asked));
  const open = STEPS.findIndex((step) => !isAnswered[step]);
  const step = STEPS[Math.min(Math.max(wanted, 0), open)] ?? "naissance";
  return step === "compte" && isSignedIn ? "fin" : step;
}

/**
 * Return the birth date as the API takes it, or what is wrong with it and in which field.
 *
 * @param {Pick<Draft, "day" | "month" | "year">} typed
 * @returns {string | { fault: "needDate" | "needYear" | "noSuchDate" | "dateAhead", field: "day" | "month" | "year" }}
 */
export function birthDateOf({ day, month, year }) {
  if (!/^\d{1,2}$/.test(day)) return { fault: "needDate", field: "day" };
  if (!/^\d{1,2}$/.test(month)) return { fault: "needDate", field: "month" };
  if (!/^\d{4}$/.test(year)) return { fault: "needYear", field: "year" };
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isReal || Number(year) < FIRST_YEAR) return { fault: "noSuchDate", field: "day" };
  if (date.getTime() > Date.now()) return { fault: "dateAhead", field: "year" };
  return date.toISOString().slice(0, 10);
}

/** Return whether a name can be one that the API takes: Latin letters. @param {string} name */
export const isName = (name) => /^(?=.*\p{Script=Latin})[\p{Script=Latin}\p{M} .'’-]+$/u.test(name);

/** Return the communes of a postal code. @param {string} postalCode @returns {Promise<Schemas["CommuneView"][]>} */
export async function communesOf(postalCode) {
  /** @type {Schemas["CommunesView"]} */
  const found = await get("/v1/places", { query: { q: postalCode, page_size: 50 } });
  const all = found.items.filter(({ postal_codes }) => postal_codes.includes(postalCode));
  return all.length > 1 ? all.filter(({ code }) => !OF_ARRONDISSEMENTS.includes(code)) : all;
}

/** Return whether the person could apply today. @returns {import("../kit/resource.js").Resource<Schemas["EligibilityView"]>} */
export function eligibility() {
  const query = {
    birth_date: String(birthDateOf(draft.value)),
    postal_code: draft.value.postalCode,
  };
  return resource(`eligibility ${JSON.stringify(query)}`, () => get("/v1/eligibility", { query }));
}

/** Send the application. @returns {Promise<Schemas["ApplicationView"]>} */
export const apply = () =>
  post("/v1/beneficiaries", {
    first_name: draft.value.firstName,
    last_name: draft.value.lastName,
    birth_date: birthDateOf(draft.value),
    postal_code: draft.value.postalCode,
    accepts_terms: true,
  });
