// Times of a venue's clock as instants.

/**
 * Return the instant of a local time such as 2026-05-31T20:30 in a time zone, in UTC.
 *
 * @param {string} local
 * @param {string} timeZone
 */
export function instantOf(local, timeZone) {
  const asIfUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
  let at = asIfUtc;
  // The second pass is for the days on which clocks change.
  for (let pass = 0; pass < 2; pass += 1) at = asIfUtc - offsetOf(at, timeZone);
  return new Date(at).toISOString();
}

/** Return the local time of an instant, as a datetime field takes it. @param {string} at @param {string} timeZone */
export function localOf(at, timeZone) {
  const instant = Date.parse(at);
  return new Date(instant + offsetOf(instant, timeZone)).toISOString().slice(0, 16);
}

/** @param {number} at @param {string} timeZone */
function offsetOf(at, timeZone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return local - Math.floor(at / 1000) * 1000;
}
