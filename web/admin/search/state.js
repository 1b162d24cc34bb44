// Search of anything: by id, e-mail address, name, SIREN, SIRET or code.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import { pageOf } from "../office/state.js";

/** @typedef {import("../../kit/api.js").Schemas["BackOfficeHitView"]} Hit */
/** @typedef {{ kind: string, hits: Hit[] }} Group */

const ORDER = ["beneficiaries", "professionals", "offerers", "venues", "offers", "bookings"];

/** @param {string} text @returns {import("../../kit/resource.js").Resource<Group[]>} */
export const found = (text) =>
  resource(
    `office search ${text}`,
    async () => {
      /** @type {{ items: Hit[] }} */
      const { items } = await get("/v1/back-office/search", { query: { q: text }, signedIn: true });
      return ORDER.map((kind) => ({ kind, hits: items.filter((hit) => hit.kind === kind) })).filter(
        ({ hits }) => hits.length,
      );
    },
    10,
  );

/** Return the address of a hit's page; young people and professionals share one. @param {Hit} hit */
export const addressOf = ({ kind, id }) =>
  pageOf(kind === "beneficiaries" || kind === "professionals" ? "people" : kind, id);
