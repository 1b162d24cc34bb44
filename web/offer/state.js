// An offer, its stocks, and booking one.

import { get, post } from "../kit/api.js";
import { resource } from "../kit/resource.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["PublicOfferView"]} Offer */
/** @typedef {Schemas["StockView"]} Stock */

/** @param {string} id @returns {import("../kit/resource.js").Resource<Offer>} */
export const offer = (id) =>
  resource(`offer ${id}`, () => get(`/v1/offers/${encodeURIComponent(id)}`), 20, {
    isPublic: true,
  });

/** @returns {import("../kit/resource.js").Resource<Schemas["WalletView"]>} */
export const wallet = () => resource("wallet", () => get("/v1/wallet", { signedIn: true }), 20);

/** @param {string} stockId @param {number} quantity @returns {Promise<Schemas["BookingView"]>} */
export const book = (stockId, quantity) => post("/v1/bookings", { stock_id: stockId, quantity });

const CANCELLABLE_BEFORE_MS = 48 * 3600 * 1000;

/** Return whether a booking of a stock could not be cancelled any more. @param {Stock} stock */
export const isFinal = ({ begins_at }) =>
  begins_at !== null && Date.parse(begins_at) - Date.now() < CANCELLABLE_BEFORE_MS;

/** Return the lowest price of what can be booked, or of all where nothing can. @param {Offer} offer */
export function lowestPrice({ stocks }) {
  const open = stocks.filter(({ bookable }) => bookable);
  return Math.min(...(open.length ? open : stocks).map(({ price_cents }) => price_cents));
}

/**
 * Return the offer as schema.org describes it.
 *
 * @param {Offer} it
 * @param {string} address
 */
export function structuredData(it, address) {
  const stock = it.stocks.find(({ bookable }) => bookable) ?? it.stocks[0];
  const isEvent = Boolean(stock?.begins_at);
  const place = {
    "@type": "Place",
    name: it.venue.name,
    address: {
      "@type": "PostalAddress",
      streetAddress: it.venue.address,
      postalCode: it.venue.postal_code,
      addressLocality: it.venue.city,
      addressCountry: "FR",
    },
  };
  return {
    "@context": "https://schema.org",
    "@type": isEvent ? "Event" : "Product",
    name: it.name,
    description: it.description,
    image: it.image?.urls.jpeg,
    ...(isEvent ? { startDate: stock?.begins_at, location: place } : {}),
    offers: stock && {
      "@type": "Offer",
      url: address,
      price: (stock.price_cents / 100).toFixed(2),
      priceCurrency: "EUR",
      availability: `https://schema.org/${stock.bookable ? "InStock" : "SoldOut"}`,
    },
  };
}
