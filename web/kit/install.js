// Installing the app on the device, where the browser offers it.

import { signal } from "./view.js";

/** @typedef {Event & { prompt: () => Promise<unknown> }} Offer */

/** The browser's offer to install; null where it makes none, or once the app is installed. @type {import("../vendor/signals-core.js").Signal<Offer | null>} */
const offer = signal(/** @type {Offer | null} */ (null));

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer.value = /** @type {Offer} */ (event);
});
addEventListener("appinstalled", () => {
  offer.value = null;
});

export const canInstall = () => offer.value !== null;

/** Whether the app can be added to the home screen by hand alone: Safari on a phone. */
export const isByHand = () =>
  /iP(hone|ad|od)/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

/** Let the browser ask whether to install; it asks once. */
export async function install() {
  const { value } = offer;
  offer.value = null;
  await value?.prompt();
}
