// Published statistics: the territories, and the figures of one of them.

import { get } from "../kit/api.js";
import { resource } from "../kit/resource.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["FiguresView"]} Figures */
/** @typedef {Schemas["StatisticsView"]} Statistics */
/** @typedef {Schemas["TerritoryView"]} Territory */
/** @typedef {"residence" | "venue"} Side */
/** @typedef {{ latest: string, months: Figures[], groups: Figures[], ages: Figures[], sources: string[] }} Shown */

const MONTHS = 12;
const KEPT_SECONDS = 600;

export const territories = () =>
  resource(
    "statistics-territories",
    async () => /** @type {Territory[]} */ ((await get("/v1/statistics/territories")).items),
    KEPT_SECONDS,
    { isPublic: true },
  );

/**
 * Return the figures of a territory: a year of months, and the last one by category and age; null
 * before anything is published.
 *
 * @param {string} territory
 * @param {Side} side
 */
export const figuresOf = (territory, side) =>
  resource(
    `statistics-${territory}-${side}`,
    async () => {
      const query = { territory, side };
      const ask = (/** @type {object} */ more) =>
        /** @type {Promise<Statistics>} */ (
          get("/v1/statistics", { query: { ...query, ...more } })
        );
      const [groups, ages] = await Promise.all([
        ask({ dimension: "category" }),
        ask({ dimension: "age" }),
      ]);
      if (!groups.published) return null;
      const { first, last } = groups.published;
      const year = before(last, MONTHS - 1);
      const months = await ask({ from: [year, first].sort()[1], to: last });
      const shown = {
        latest: last,
        months: months.items,
        groups: groups.items,
        ages: ages.items,
        sources: ages.population_sources,
      };
      return /** @type {Shown} */ (shown);
    },
    KEPT_SECONDS,
    { isPublic: true },
  );

/** Return the figures of each department in the last month. @param {Side} side */
export const departmentsOf = (side) =>
  resource(
    `statistics-departments-${side}`,
    async () => {
      const query = { territory: "departments", side };
      const found = /** @type {Statistics} */ (await get("/v1/statistics", { query }));
      return found.items;
    },
    KEPT_SECONDS,
    { isPublic: true },
  );

/** Return the month so many months before another. @param {string} month @param {number} count */
function before(month, count) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - count, 15)).toISOString().slice(0, 7);
}
