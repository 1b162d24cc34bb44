// A short message about what was just done, read out by screen readers.

import { signal } from "./view.js";

const SHOWN_MS = 6_000;

/** @type {import("../vendor/signals-core.js").Signal<string | import("./api.js").Problem | null>} */
export const said = signal(/** @type {string | import("./api.js").Problem | null} */ (null));

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Show a message, or a problem in words, for a while. @param {string | import("./api.js").Problem} what */
export function say(what) {
  clearTimeout(timer);
  said.value = what;
  timer = setTimeout(() => {
    said.value = null;
  }, SHOWN_MS);
}
