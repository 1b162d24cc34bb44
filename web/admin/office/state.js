// Who works here, and what their roles reach.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["MeView"]} Me */
/** @typedef {Me["admin_roles"][number]} Role */
/** @typedef {Schemas["ActView"]} Act */

/** @returns {import("../../kit/resource.js").Resource<Me>} */
export const me = () => resource("me", () => get("/v1/me", { signedIn: true }), 30);

/** Return whether somebody has one of these roles; an administrator has them all. @param {Me} who @param {readonly Role[]} roles */
export const reaches = (who, roles) =>
  who.admin_roles.some((role) => role === "administrator" || roles.includes(role));

/** The e-mail addresses of administrators by id, for those who may read them. @returns {import("../../kit/resource.js").Resource<Map<string, string>>} */
export const colleagues = () =>
  resource(
    "colleagues",
    async () => {
      /** @type {Schemas["AdministratorsView"]} */
      const { items } = await get("/v1/administrators", { signedIn: true });
      return new Map(items.map(({ id, email }) => [id, email ?? id]));
    },
    600,
  );

/** Return the address of the page of a thing. @param {string} kind @param {string} id */
export const pageOf = (kind, id) => `/admin/fiche/${kind}/${encodeURIComponent(id)}`;
