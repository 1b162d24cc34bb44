// Favourite offers of the person who is signed in.

import { get, put, remove } from "../kit/api.js";
import { say } from "../kit/components.js";
import { asProblem, resource } from "../kit/resource.js";
import { signal } from "../kit/view.js";
import { t } from "./texts.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["FavoriteView"]} Favorite */

/** @returns {import("../kit/resource.js").Resource<Favorite[]>} */
export const favorites = () =>
  resource(
    "favorites",
    async () => {
      /** @type {Schemas["FavoritesView"]} */
      const found = await get("/v1/me/favorites", { signedIn: true });
      return found.items;
    },
    300,
  );

/** What was tapped and is not answered yet: shown at once. @type {import("../vendor/signals-core.js").Signal<Record<string, boolean>>} */
const tapped = signal(/** @type {Record<string, boolean>} */ ({}));

/** Return whether an offer is a favourite; undefined where it is not known or cannot be one. @param {string} offerId */
export function isFavorite(offerId) {
  const { value } = favorites().state.value;
  if (!value) return undefined;
  return tapped.value[offerId] ?? value.some(({ offer_id }) => offer_id === offerId);
}

/** Add an offer to the favourites, or remove it. @param {string} offerId */
export async function toggle(offerId) {
  if (offerId in tapped.peek()) return;
  const isToBe = !isFavorite(offerId);
  const path = `/v1/me/favorites/${encodeURIComponent(offerId)}`;
  tapped.value = { ...tapped.peek(), [offerId]: isToBe };
  try {
    await (isToBe ? put(path, undefined) : remove(path));
    await favorites().refresh();
    say(t(isToBe ? "added" : "removed"));
  } catch (fault) {
    say(asProblem(fault));
  }
  const { [offerId]: _, ...others } = tapped.peek();
  tapped.value = others;
}
