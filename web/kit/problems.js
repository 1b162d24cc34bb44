// Refusals in words, by their code. The table is loaded when the first one comes.

import { isAtWork } from "./router.js";
import { t } from "./texts.js";
import { html, signal } from "./view.js";

/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {typeof import("./refusals.js")} Refusals */

/** @type {import("../vendor/signals-core.js").Signal<Refusals | null>} */
const table = signal(/** @type {Refusals | null} */ (null));

/** Whether the table could not be loaded: then a refusal reads like a fault of the service. */
const isMissing = signal(false);

/** A refusal in words; what it adds, such as an amount, is named. @param {{ problem: Problem }} props */
export function Words({ problem }) {
  const fault = t(isAtWork() ? "proUnavailable" : "unavailable");
  if (problem.code === "offline") return html`<p>${t(isAtWork() ? "proOffline" : "offline")}</p>`;
  if (problem.code === "unavailable") return html`<p>${fault}</p>`;
  if (!table.value) {
    import("./refusals.js").then(
      (module) => {
        table.value = module;
      },
      () => {
        isMissing.value = true;
      },
    );
    return html`<p>${isMissing.value && fault}</p>`;
  }
  return html`<p>${table.value.inWords(problem)}</p>`;
}
