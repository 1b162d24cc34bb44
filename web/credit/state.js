// The movements of the credit; the wallet itself is read with an offer too.

import { get } from "../kit/api.js";
import { asProblem, resource } from "../kit/resource.js";

export { wallet } from "../offer/state.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["EntriesView"]} Entries */

const SIZE = 30;

/** @returns {import("../kit/resource.js").Resource<Entries>} */
export const entries = () => resource("entries", () => page(), 5);

/** Add the next page of older movements. */
export async function loadOlder() {
  const known = entries();
  const before = known.state.peek().value;
  if (!before?.next_page_token) return;
  try {
    const more = await page(before.next_page_token);
    known.set({ ...more, items: [...before.items, ...more.items] });
  } catch (fault) {
    known.state.value = { value: before, problem: asProblem(fault), isLoading: false };
  }
}

/** @param {string} [token] @returns {Promise<Entries>} */
const page = (token) =>
  get("/v1/wallet/entries", { query: { page_size: SIZE, page_token: token }, signedIn: true });
