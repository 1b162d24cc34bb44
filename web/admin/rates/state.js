// Custom rules of reimbursement.

import { get, patch, post } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["CustomRuleView"]} Rule */

/** @returns {import("../../kit/resource.js").Resource<Rule[]>} */
export const rules = () =>
  resource(
    "custom rules",
    async () => {
      /** @type {Schemas["CustomRulesView"]} */
      const { items } = await get("/v1/reimbursement-rules", {
        query: { page_size: 100 },
        signedIn: true,
      });
      return items;
    },
    30,
  );

/** @param {Record<string, unknown>} rule */
export async function addRule(rule) {
  await post("/v1/reimbursement-rules", rule);
  await rules().refresh();
}

/** End a rule, once. @param {string} id @param {string} day The first day without it. */
export async function endRule(id, day) {
  await patch(`/v1/reimbursement-rules/${encodeURIComponent(id)}`, { used_before: day });
  await rules().refresh();
}
