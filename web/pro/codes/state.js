// The activation codes of a stock: how many there are, and loading more in parts.

import { get, post } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import { own } from "../offers/state.js";
import { partOf } from "./file.js";

/** @typedef {import("../../kit/api.js").Schemas["CodesView"]} Counts */

/** @param {string} stockId */
const path = (stockId) => `/v1/stocks/${encodeURIComponent(stockId)}/activation-codes`;

/** @param {string} stockId @returns {import("../../kit/resource.js").Resource<Counts>} */
export const counts = (stockId) =>
  resource(`codes ${stockId}`, () => get(path(stockId), { signedIn: true }), 5);

/**
 * Load codes in parts from a place on; `onPart` gets how many were sent. What was sent before is
 * passed over by the API, so a part may be sent again.
 *
 * @param {string} stockId
 * @param {{ codes: string[], from: number, expiresAt: string | null }} said
 * @param {(sent: number, counts: Counts) => void} onPart
 */
export async function load(stockId, { codes, from, expiresAt }, onPart) {
  for (let sent = from; sent < codes.length; ) {
    const part = partOf(codes, sent);
    /** @type {Counts} */
    const after = await post(path(stockId), {
      codes: part,
      ...(expiresAt ? { expires_at: expiresAt } : {}),
    });
    sent += part.length;
    counts(stockId).set(after);
    onPart(sent, after);
  }
}

/** @param {string} offerId */
export const refreshOffer = (offerId) => own(offerId).refresh();
