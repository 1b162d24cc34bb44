// What the device knows: short values that it keeps, and its time zone.

/**
 * Keep a value on the device; a private window may refuse.
 *
 * @param {string} name
 * @param {string | null} value
 */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {}
}

/** @param {string} name */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Return the time zone of the device. Asking Intl takes a phone a tenth of a second, once. */
export const timeZone = () =>
  /** @type {any} */ (globalThis).Temporal?.Now.timeZoneId() ??
  Intl.DateTimeFormat().resolvedOptions().timeZone;
