// A draft that the device keeps, and the calls that publish it.

import { get, Problem, patch, post, remove } from "../../kit/api.js";
import { keep, kept } from "../../kit/device.js";
import { whenSignedOut } from "../../kit/session.js";
import { signal } from "../../kit/view.js";
import { clear, createStore, get as read, set as write } from "../../vendor/idb-keyval.js";
import { instantOf } from "./dates.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["CategoryView"]} Category */
/** @typedef {Schemas["OwnOfferView"]} OwnOffer */
/** @typedef {{ label: string, euros: string }} Price */
/**
 * @typedef {object} Draft
 * @property {string} name
 * @property {string} category What was typed; the category is found from it.
 * @property {string} description
 * @property {string} venueId
 * @property {string} url
 * @property {Price[]} prices
 * @property {boolean} isSeries
 * @property {string} begins
 * @property {string} firstDay
 * @property {string} lastDay
 * @property {string[]} weekdays
 * @property {string} hour
 * @property {string} places
 * @property {boolean} duo
 * @property {import("../picture/crop.js").Frame} [frame]
 * @property {string} [offerId] The offer that an earlier attempt made.
 * @property {boolean} [isPictureSent]
 */

const KEPT = "publish-draft";
const PICTURE = "picture";
const POLL_MS = 400;
const POLLS = 75;

/** @type {Draft} */
const EMPTY = {
  name: "",
  category: "",
  description: "",
  venueId: "",
  url: "",
  prices: [{ label: "", euros: "" }],
  isSeries: false,
  begins: "",
  firstDay: "",
  lastDay: "",
  weekdays: [],
  hour: "",
  places: "",
  duo: true,
};

/** @type {ReturnType<typeof createStore> | undefined} */
let opened;
const device = () => {
  opened ??= createStore("publish", "kept");
  return opened;
};
whenSignedOut(forget);

/** @type {import("../../vendor/signals-core.js").Signal<Draft>} */
export const draft = signal(fromDevice());
/** The step that publishing is at. @type {import("../../vendor/signals-core.js").Signal<"" | "offer" | "picture" | "dates" | "publish">} */
export const step = signal(/** @type {"" | "offer" | "picture" | "dates" | "publish"} */ (""));

/** Change the draft, on the device too. @param {Partial<Draft>} changes */
export function change(changes) {
  draft.value = { ...draft.value, ...changes };
  keep(KEPT, JSON.stringify(draft.value));
}

export function forget() {
  draft.value = EMPTY;
  keep(KEPT, null);
  clear(device()).catch(() => {});
}

/** @returns {Draft} */
function fromDevice() {
  try {
    return { ...EMPTY, ...JSON.parse(kept(KEPT) ?? "{}") };
  } catch {
    return EMPTY;
  }
}

/** @param {Blob} blob */
export const keepPicture = (blob) => write(PICTURE, blob, device()).catch(() => {});

/** @returns {Promise<Blob | undefined>} */
export const keptPicture = () =>
  read(PICTURE, device()).then(
    (found) => /** @type {Blob | undefined} */ (found),
    () => undefined,
  );

/** @param {string} text */
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").trim();

/**
 * Return the category that was typed: of this name, or the first whose name begins with or has it.
 *
 * @param {Category[]} all
 * @param {string} typed
 */
export function categoryOf(all, typed) {
  const words = plain(typed);
  if (words.length < 3) return undefined;
  const is = (/** @type {(label: string) => boolean} */ fits) =>
    all.find(({ label }) => fits(plain(label)));
  return (
    is((label) => label === words) ??
    is((label) => label.startsWith(words)) ??
    is((label) => label.includes(words))
  );
}

/** Return an amount typed in euros as cents; null where it is none. @param {string} typed */
export function centsOf(typed) {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.replace(/[\s€]/g, ""));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

/** @typedef {"picture" | "name" | "category" | "description" | "url" | "begins" | "firstDay" | "lastDay" | "hour" | "price" | "places"} FieldName */

/**
 * Return the fields that are not as they have to be, in the order of the page.
 *
 * @param {Draft} it
 * @param {Category | undefined} category
 * @param {boolean} hasPicture
 * @returns {FieldName[]}
 */
export function faultsOf(it, category, hasPicture) {
  const isOnline = category?.place === "online";
  const isEvent = category?.event;
  /** @type {[FieldName, unknown][]} */
  const checks = [
    ["picture", !hasPicture],
    ["name", !it.name.trim()],
    ["category", !category],
    ["description", !it.description.trim()],
    ["url", isOnline && !/^https:\/\/\S+\.\S+/.test(it.url.trim())],
    ["begins", isEvent && !it.isSeries && !it.begins],
    ["firstDay", isEvent && it.isSeries && !it.firstDay],
    ["lastDay", isEvent && it.isSeries && !(it.lastDay >= it.firstDay && it.lastDay)],
    ["hour", isEvent && it.isSeries && !it.hour],
    ["price", it.prices.some(({ euros }) => centsOf(euros) === null)],
    ["places", it.places.trim() && !/^[1-9]\d{0,5}$/.test(it.places.trim())],
  ];
  return checks.filter(([, isWrong]) => isWrong).map(([name]) => name);
}

/**
 * Publish the draft; a retry goes on with the offer that it made before.
 *
 * @param {{ category: Category, venue: Schemas["VenueView"], picture: Blob }} facts
 * @returns {Promise<OwnOffer>}
 */
export async function publish({ category, venue, picture }) {
  try {
    step.value = "offer";
    const offerId = await saveOffer(category, venue);
    const path = `/v1/offers/${encodeURIComponent(offerId)}`;
    step.value = "picture";
    if (!draft.peek().isPictureSent) {
      await sendPicture(path, picture);
      change({ isPictureSent: true });
    }
    step.value = "dates";
    await saveStocks(path, category, venue);
    step.value = "publish";
    return await post(`${path}/publish`);
  } finally {
    step.value = "";
  }
}

/** @param {Category} category @param {Schemas["VenueView"]} venue */
async function saveOffer(category, venue) {
  const { name, description, url, duo, offerId } = draft.peek();
  const body = {
    venue_id: venue.id,
    name: name.trim(),
    description: description.trim(),
    category: category.id,
    duo: duo && category.duo,
    ...(category.place === "online" ? { url: url.trim() } : {}),
  };
  if (offerId) {
    const path = `/v1/offers/${encodeURIComponent(offerId)}`;
    /** @type {OwnOffer} */
    const before = await get(`${path}/own`, { signedIn: true });
    for (const { id } of before.stocks) await remove(`/v1/stocks/${encodeURIComponent(id)}`);
    await patch(path, body);
    return offerId;
  }
  /** @type {OwnOffer} */
  const made = await post("/v1/offers", body);
  change({ offerId: made.id });
  return made.id;
}

/**
 * Send a picture to where the API says, and wait until it is made into what is shown.
 *
 * @param {string} path
 * @param {Blob} picture
 */
export async function sendPicture(path, picture) {
  /** @type {Schemas["AnnouncedImageView"]} */
  const { upload } = await post(`${path}/image`, {
    content_type: picture.type,
    size_bytes: picture.size,
  });
  const headers = /** @type {Record<string, string>} */ (upload.headers);
  const sent = await fetch(upload.url, { method: upload.method, headers, body: picture }).catch(
    () => null,
  );
  if (!sent?.ok) throw new Problem(sent ? "unavailable" : "offline");
  for (let polls = 0; polls < POLLS; polls += 1) {
    /** @type {OwnOffer} */
    const { image } = await get(`${path}/own`, { signedIn: true });
    if (image?.status === "ready") return;
    if (image && image.status !== "processing") throw new Problem(image.code ?? "unavailable");
    await new Promise((go) => setTimeout(go, POLL_MS));
  }
  throw new Problem("unavailable");
}

/** @param {string} path @param {Category} category @param {Schemas["VenueView"]} venue */
async function saveStocks(path, category, venue) {
  const it = draft.peek();
  const quantity = it.places.trim() ? Number(it.places) : null;
  const prices = it.prices.map(({ euros, label }) => ({
    price_cents: centsOf(euros) ?? 0,
    ...(label.trim() ? { price_label: label.trim() } : {}),
    ...(quantity === null ? {} : { quantity }),
  }));
  if (category.event && it.isSeries) {
    /** @type {Schemas["StockBatchView"]} */
    let batch = await post(`${path}/stocks/series`, {
      first_day: it.firstDay,
      last_day: it.lastDay,
      ...(it.weekdays.length ? { weekdays: it.weekdays.map(Number) } : {}),
      times: [it.hour],
      prices,
    });
    for (let polls = 0; batch.status === "running" && polls < POLLS; polls += 1) {
      await new Promise((go) => setTimeout(go, POLL_MS));
      batch = await get(`/v1/stock-batches/${encodeURIComponent(batch.id)}`, { signedIn: true });
    }
    return;
  }
  const begins = category.event ? { begins_at: instantOf(it.begins, venue.time_zone) } : {};
  for (const price of prices) await post(`${path}/stocks`, { ...price, ...begins });
}
