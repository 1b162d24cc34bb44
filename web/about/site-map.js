// Every screen, in a list.

import { useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

const PLACES = /** @type {const} */ ([
  ["/", "home"],
  ["/recherche", "search"],
  ["/inscription", "signUp"],
  ["/connexion", "signIn"],
  ["/reservations", "bookings"],
  ["/favoris", "favorites"],
  ["/avis", "feedback"],
  ["/credit", "credit"],
  ["/compte", "account"],
  ["/mot-de-passe", "reset"],
  ["/statistiques", "statistics"],
  ["/contact", "contact"],
  ["/donnees", "data"],
  ["/accessibilite", "accessibility"],
  ["/pro", "portal"],
  ["/pro/rejoindre", "join"],
]);

export function Screen() {
  useTitle(t("siteMap"));
  return html`
    <div class="page narrow stack">
      <h1>${t("siteMap")}</h1>
      <ul class="stack">
        ${PLACES.map(([path, key]) => html`<li key=${path}><a href=${path}>${t(key)}</a></li>`)}
      </ul>
    </div>
  `;
}
