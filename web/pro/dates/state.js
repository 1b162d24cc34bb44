// The dates of an offer, those that are chosen, and the change of many together.

import { get, post } from "../../kit/api.js";
import { keep, kept } from "../../kit/device.js";
import { asProblem, resource } from "../../kit/resource.js";
import { whenSignedOut } from "../../kit/session.js";
import { signal } from "../../kit/view.js";
import { allPages } from "../gate/state.js";
import { own } from "../offers/state.js";
import { localOf } from "../publish/dates.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["StockView"]} Stock */
/** @typedef {Schemas["StockBatchView"]} Batch */
/** @typedef {Schemas["SkippedView"]} Skipped */
/** @typedef {{ first: string, last: string, weekdays: string[], hour: string, category: string }} Filter */
/** @typedef {{ batch?: Batch, problem?: import("../../kit/api.js").Problem }} Change */

const POLL_MS = 500;
/** How long a change that is done is shown on other devices. */
const SHOWN_FOR_MS = 86_400_000;
/** The most stocks that a request names. */
export const MOST_CHOSEN = 500;

/** @param {string} offerId */
const path = (offerId) => `/v1/offers/${encodeURIComponent(offerId)}`;

/** Return the stocks of an offer whose date has not passed, by date. @param {string} offerId @returns {import("../../kit/resource.js").Resource<Stock[]>} */
export const dates = (offerId) =>
  resource(
    `dates ${offerId}`,
    () => allPages(`${path(offerId)}/stocks`, { from: new Date().toISOString() }),
    5,
  );

/** Return the stocks that a filter leaves. @param {Stock[]} all @param {Filter} filter @param {string} zone */
export function filtered(all, { first, last, weekdays, hour, category }, zone) {
  return all.filter(({ begins_at, price_category }) => {
    const local = localOf(begins_at ?? "", zone);
    const day = local.slice(0, 10);
    // Sunday is 0 here, and 7 in the API.
    const weekday = String(new Date(`${day}T12:00Z`).getUTCDay() || 7);
    return (
      (!first || day >= first) &&
      (!last || day <= last) &&
      (weekdays.length === 0 || weekdays.includes(weekday)) &&
      (!hour || local.slice(11) === hour) &&
      (!category || price_category === category)
    );
  });
}

/** Return the hours at which dates begin, such as 20:30, in order. @param {Stock[]} all @param {string} zone */
export const hoursOf = (all, zone) =>
  [...new Set(all.map(({ begins_at }) => localOf(begins_at ?? "", zone).slice(11)))].sort();

/**
 * Return the selection of the API for chosen stocks: their ids, or the filter that leaves them
 * where they are too many to name. Null where neither is possible.
 *
 * @param {Set<string>} chosen
 * @param {Stock[]} left What the filter leaves.
 * @param {Filter} filter
 * @param {string} today
 * @returns {Partial<Schemas["SelectionBody"]> | null}
 */
export function selectionOf(chosen, left, filter, today) {
  if (chosen.size <= MOST_CHOSEN) return { stock_ids: [...chosen] };
  if (chosen.size !== left.length || !left.every(({ id }) => chosen.has(id))) return null;
  return {
    first_day: [filter.first, today].sort()[1],
    ...(filter.last ? { last_day: filter.last } : {}),
    weekdays: filter.weekdays.map(Number),
    times: filter.hour ? [filter.hour] : [],
    ...(filter.category ? { price_category: filter.category } : {}),
  };
}

/** @type {Map<string, import("../../vendor/signals-core.js").Signal<Change>>} */
const changes = new Map();

/** Return the change of an offer's stocks that runs, or the last one. @param {string} offerId */
export function changeOf(offerId) {
  let found = changes.get(offerId);
  if (!found) {
    found = signal(/** @type {Change} */ ({}));
    changes.set(offerId, found);
  }
  return found;
}
whenSignedOut(() => changes.clear());

/** Look for a change that somebody began, here or on another device, and follow it. @param {string} offerId */
export async function look(offerId) {
  const change = changeOf(offerId);
  if (change.peek().batch) return;
  try {
    /** @type {Batch} */
    const batch = await get(`${path(offerId)}/stock-batch`, { signedIn: true });
    // A change that was begun here meanwhile is followed by itself.
    if (change.peek().batch || isOver(offerId, batch)) return;
    change.value = { batch };
    if (batch.status === "running") await follow(offerId, () => read(batch.id));
  } catch (fault) {
    const problem = asProblem(fault);
    if (problem.code !== "unknown_stock_batch") change.value = { problem };
  }
}

/** Return whether nobody needs to see a change here: it was read, or is done since long ago. @param {string} offerId @param {Batch} batch */
const isOver = (offerId, { id, status, created_at }) =>
  kept(keyOf(offerId)) === id ||
  (status === "done" && Date.parse(created_at) < Date.now() - SHOWN_FOR_MS);

/** The change that was read on this device. @param {string} offerId */
const keyOf = (offerId) => `stock-batch ${offerId}`;

/** @param {string} id @returns {Promise<Batch>} */
const read = (id) => get(`/v1/stock-batches/${encodeURIComponent(id)}`, { signedIn: true });

/** Change many stocks together; a refusal is thrown. @param {string} offerId @param {"series" | "move" | "price" | "quantity" | "delete"} act @param {unknown} body */
export async function start(offerId, act, body) {
  await track(offerId, await post(`${path(offerId)}/stocks/${act}`, body));
}

/** Follow a change that the API has begun, until it ends. @param {string} offerId @param {Batch} batch */
export async function track(offerId, batch) {
  const change = changeOf(offerId);
  change.value = { batch };
  if (batch.status === "running") follow(offerId, () => read(batch.id));
  else await refresh(offerId);
}

/** Look again at a change, or resume one that has stopped. @param {string} offerId @param {Batch} batch */
export const resume = (offerId, batch) =>
  follow(offerId, () => post(`/v1/stock-batches/${encodeURIComponent(batch.id)}/resume`));

/** Note that a change which has ended was read. @param {string} offerId @param {Batch} batch */
export function dismiss(offerId, batch) {
  changeOf(offerId).value = {};
  keep(keyOf(offerId), batch.id);
}

/** @param {string} offerId @param {() => Promise<Batch>} ask */
async function follow(offerId, ask) {
  const change = changeOf(offerId);
  try {
    let batch = await ask();
    change.value = { batch };
    while (batch.status === "running") {
      await new Promise((go) => setTimeout(go, POLL_MS));
      // Another change has begun meanwhile, and is followed by itself.
      if (change.peek().batch?.id !== batch.id) return;
      batch = await read(batch.id);
      change.value = { batch };
    }
    await refresh(offerId);
  } catch (fault) {
    change.value = { batch: change.peek().batch, problem: asProblem(fault) };
  }
}

/** @param {string} offerId */
const refresh = (offerId) => Promise.all([dates(offerId).refresh(), own(offerId).refresh()]);
