// The first answer that the opened address needs, asked for while the app is on its way.

import { askEarly } from "../kit/request.js";
import { addressOf, firstPlace, PAGE, ROW_SIZE, rowsFor, searchPath } from "./query.js";

const { pathname, search } = location;
const offer = /^\/offres\/([\w~-]+)$/.exec(pathname);

if (pathname === "/") {
  const place = firstPlace();
  askSearch(addressOf(rowsFor(place)[0].search, place).split("?")[1], ROW_SIZE);
} else if (pathname === "/recherche") {
  askSearch(search, PAGE);
} else if (offer) {
  askEarly(`/v1/offers/${offer[1]}`);
}
// The first date takes a phone a tenth of a second, which is free while the app is on its way.
Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris" });

/** Ask for a search; one by category has to know the categories first. @param {string} asked @param {number} size */
function askSearch(asked, size) {
  const query = new URLSearchParams(asked);
  if (!query.has("genre")) askEarly(searchPath(query, { page_size: size }));
}
