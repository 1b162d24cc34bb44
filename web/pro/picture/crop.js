// The part of a picture that is shown as the poster: its rectangle, moved and zoomed.

/** Where a crop is: its centre as a share of the picture, and how many times it is enlarged. @typedef {{ x: number, y: number, zoom: number }} Frame */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {Size & { x: number, y: number }} Rect */

/** The ratio of the poster. */
const RATIO = 4 / 3;
const SMALLEST_WIDTH = 400;

/** @type {Frame} */
export const WHOLE = { x: 0.5, y: 0.5, zoom: 1 };

/** Return how far a picture can be enlarged without becoming coarse. @param {Size} size */
const mostZoom = (size) => Math.max(1, Math.min(4, widest(size) / SMALLEST_WIDTH));

/** @param {Size} size */
const widest = ({ width, height }) => Math.min(width, height * RATIO);

/** Return the rectangle of a crop, inside the picture. @param {Size} size @param {Frame} frame @returns {Rect} */
export function rectOf(size, { x, y, zoom }) {
  const width = widest(size) / Math.min(Math.max(zoom, 1), mostZoom(size));
  const height = width / RATIO;
  const inside = (/** @type {number} */ at, /** @type {number} */ most) =>
    Math.min(Math.max(at, 0), most);
  return {
    x: inside(x * size.width - width / 2, size.width - width),
    y: inside(y * size.height - height / 2, size.height - height),
    width,
    height,
  };
}

/** Move a crop by shares of its own sides. @param {Size} size @param {Frame} frame @param {number} right @param {number} down @returns {Frame} */
export function moved(size, frame, right, down) {
  const rect = rectOf(size, frame);
  return settled(size, {
    x: (rect.x + rect.width * (0.5 + right)) / size.width,
    y: (rect.y + rect.height * (0.5 + down)) / size.height,
    zoom: frame.zoom,
  });
}

/** Enlarge a crop around its centre. @param {Size} size @param {Frame} frame @param {number} times @returns {Frame} */
export function zoomed(size, frame, times) {
  const zoom = Math.min(Math.max(frame.zoom * times, 1), mostZoom(size));
  return settled(size, { ...frame, zoom });
}

/** Return a crop whose centre is where its rectangle is. @param {Size} size @param {Frame} frame @returns {Frame} */
function settled(size, frame) {
  const { x, y, width, height } = rectOf(size, frame);
  return {
    x: (x + width / 2) / size.width,
    y: (y + height / 2) / size.height,
    zoom: frame.zoom,
  };
}
