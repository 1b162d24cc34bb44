// The offerer's offers, and what can be done with one.

import { get, patch, post, remove } from "../../kit/api.js";
import { asProblem, resource } from "../../kit/resource.js";
import { offererPath } from "../gate/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["OwnOfferRowView"]} Row */
/** @typedef {Schemas["OwnOfferView"]} Offer */
/** @typedef {Schemas["OwnStockView"]} Stock */
/** @typedef {{ items: Row[], next: string | null, isLoadingMore: boolean }} Rows */

const PAGE = 30;
export const PUBLICATIONS = /** @type {const} */ ([
  "published",
  "draft",
  "pending",
  "unpublished",
  "rejected",
]);

/** @param {string} siren @param {string} publication @returns {import("../../kit/resource.js").Resource<Rows>} */
export const offers = (siren, publication) =>
  resource(`own offers ${siren} ${publication}`, () => page(siren, publication), 5);

/** @param {string} siren @param {string} publication */
export async function loadMore(siren, publication) {
  const found = offers(siren, publication);
  const before = found.state.peek().value;
  if (!before?.next || before.isLoadingMore) return;
  found.set({ ...before, isLoadingMore: true });
  try {
    const more = await page(siren, publication, before.next);
    found.set({ ...more, items: [...before.items, ...more.items] });
  } catch (fault) {
    found.state.value = { value: before, problem: asProblem(fault), isLoading: false };
  }
}

/** @param {string} siren @param {string} publication @param {string} [token] @returns {Promise<Rows>} */
async function page(siren, publication, token) {
  /** @type {Schemas["OwnOffersView"]} */
  const answer = await get(offererPath(siren, "offers"), {
    query: { publication, page_size: PAGE, page_token: token },
    signedIn: true,
  });
  return { items: answer.items, next: answer.next_page_token, isLoadingMore: false };
}

/** @param {string} id @returns {import("../../kit/resource.js").Resource<Offer>} */
export const own = (id) =>
  resource(`own offer ${id}`, () => get(`${path(id)}/own`, { signedIn: true }), 5);

/**
 * How an offer did, month by month, latest first.
 *
 * @param {string} siren
 * @param {string} offerId
 * @returns {import("../../kit/resource.js").Resource<Schemas["OfferMonthView"][]>}
 */
export const reach = (siren, offerId) =>
  resource(
    `reach ${offerId}`,
    async () => {
      const to = new Date().toISOString().slice(0, 7);
      const from = `${Number(to.slice(0, 4)) - 1}${to.slice(4)}`;
      /** @type {Schemas["OfferStatisticsView"]} */
      const { items } = await get(offererPath(siren, "statistics"), {
        query: { from, to, offer_id: offerId },
        signedIn: true,
      });
      return items.toReversed();
    },
    30,
  );

/** @param {string} id */
const path = (id) => `/v1/offers/${encodeURIComponent(id)}`;

/** Publish or withdraw an offer. @param {string} id @param {"publish" | "unpublish"} verb */
export async function turn(id, verb) {
  own(id).set(await post(`${path(id)}/${verb}`));
}

/** @param {string} id @param {Schemas["OfferChanges"]} changes */
export async function edit(id, changes) {
  own(id).set(await patch(path(id), changes));
}

/** Make a draft like an offer. @param {string} id @returns {Promise<Offer>} */
export const duplicate = (id) => post(`${path(id)}/duplicate`);

/** @typedef {Schemas["PriceCategoryView"]} PriceCategory */

/** Make a price category. @param {string} offerId @param {{ label: string, price_cents: number }} said */
export async function addPrice(offerId, said) {
  await post(`${path(offerId)}/price-categories`, said);
  await own(offerId).refresh();
}

/** Change a price category; return the change of the stocks that follow it. @param {string} offerId @param {string} id @param {{ label: string, price_cents: number }} said */
export async function editPrice(offerId, id, said) {
  /** @type {Schemas["EditedPriceCategoryView"]} */
  const edited = await patch(`${path(offerId)}/price-categories/${encodeURIComponent(id)}`, said);
  await own(offerId).refresh();
  return edited.batch;
}

/** @param {string} offerId @param {string} id */
export async function removePrice(offerId, id) {
  await remove(`${path(offerId)}/price-categories/${encodeURIComponent(id)}`);
  await own(offerId).refresh();
}

/** @param {string} offerId @param {string} id @param {Schemas["StockChanges"]} changes */
export async function editStock(offerId, id, changes) {
  await patch(`/v1/stocks/${encodeURIComponent(id)}`, changes);
  await own(offerId).refresh();
}

/** @param {string} offerId @param {Partial<Schemas["StockBody"]>} stock */
export async function addStock(offerId, stock) {
  await post(`${path(offerId)}/stocks`, stock);
  await own(offerId).refresh();
}

/** @param {string} offerId @param {string} id */
export async function deleteStock(offerId, id) {
  await remove(`/v1/stocks/${encodeURIComponent(id)}`);
  await own(offerId).refresh();
}
