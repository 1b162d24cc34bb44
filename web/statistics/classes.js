// Classes of a figure: how the map and its legend sort departments.

/** @typedef {{ from: number, to: number, count: number }} Class */

const MOST = 5;

/**
 * Sort the figures above zero into five classes at most, each with about as many of them; equal
 * figures are in the same class.
 *
 * @param {(number | null | undefined)[]} values
 * @returns {Class[]}
 */
export function classesOf(values) {
  const sorted = values.map((value) => value ?? 0).filter((value) => value > 0);
  sorted.sort((a, b) => a - b);
  const ends = Array.from(
    { length: MOST },
    (_, place) => sorted[Math.ceil(((place + 1) * sorted.length) / MOST) - 1],
  );
  const found = /** @type {Class[]} */ ([]);
  for (const to of new Set(ends.filter((end) => end !== undefined))) {
    const below = found.at(-1)?.to ?? 0;
    const inside = sorted.filter((value) => value > below && value <= to);
    found.push({ from: inside[0], to, count: inside.length });
  }
  return found;
}

/**
 * Return the name of a figure's class: `hidden`, `0` or from `1` on.
 *
 * @param {number | null | undefined} value
 * @param {Class[]} classes
 */
export function classNameOf(value, classes) {
  if (value == null) return "hidden";
  return String(value > 0 ? classes.findIndex(({ to }) => value <= to) + 1 : 0);
}
