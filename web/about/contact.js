// How to reach those who run the pass, and what often helps before.

import { useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { Operator } from "./operator.js";
import { t } from "./texts.js";

const HELP = /** @type {const} */ ([
  ["helpPassword", "/mot-de-passe", "reset"],
  ["helpApplication", "/inscription", "signUp"],
  ["helpCancel", "/reservations", "bookings"],
  ["helpData", "/compte", "account"],
]);

export function Screen() {
  useTitle(t("contact"));
  return html`
    <div class="page narrow stack">
      <h1>${t("contact")}</h1>
      <p>${t("contactHelp")}</p>
      <${Operator} />
      <h2>${t("helpTitle")}</h2>
      <ul class="stack">
        ${HELP.map(([question, path, place]) => html`<li key=${path}>${t(question)} <a href=${path}>${t(place)}</a></li>`)}
      </ul>
    </div>
  `;
}
