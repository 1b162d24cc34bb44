// Administrators and their roles.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["AdministratorView"]} Administrator */

/** @returns {import("../../kit/resource.js").Resource<Administrator[]>} */
export const administrators = () =>
  resource(
    "administrators",
    async () => {
      /** @type {Schemas["AdministratorsView"]} */
      const { items } = await get("/v1/administrators", { signedIn: true });
      return items;
    },
    30,
  );

/**
 * Return the id of the account with this address, or null. What is not an address is an id.
 *
 * @param {string} typed
 * @returns {Promise<string | null>}
 */
export async function accountOf(typed) {
  if (!typed.includes("@")) return typed || null;
  /** @type {{ items: Schemas["BackOfficeHitView"][] }} */
  const { items } = await get("/v1/back-office/search", { query: { q: typed }, signedIn: true });
  const people = items.filter(({ kind }) => kind === "beneficiaries" || kind === "professionals");
  return people[0]?.id ?? null;
}
