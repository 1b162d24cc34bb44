// The rows of the home screen, and the rule of each: a search that anybody can repeat.

/** @typedef {import("./state.js").Where} Where */
/** @typedef {{ key: "near" | "weekend" | "lastPlaces" | "free" | "soon" | "books", search: Record<string, string> }} Row */

export const ROW_SIZE = 10;

/**
 * Return the rows in their order. With a place, all of them are around it, and the nearest come
 * first.
 *
 * @param {Where | null} where
 * @returns {Row[]}
 */
export function rowsFor(where) {
  /** @type {Row[]} */
  const near = where ? [{ key: "near", search: {} }] : [];
  return [
    ...near,
    { key: "weekend", search: { quand: "this_weekend" } },
    { key: "lastPlaces", search: { dernieres: "1", tri: "date" } },
    { key: "soon", search: { genre: "live_music,performing_arts", tri: "date" } },
    { key: "free", search: { prix: "0" } },
    { key: "books", search: { genre: "books" } },
  ];
}
