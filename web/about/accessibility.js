// The accessibility declaration.

import { useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { Operator } from "./operator.js";
import { t } from "./texts.js";

export function Screen() {
  useTitle(t("accessibility"));
  return html`
    <div class="page narrow stack">
      <h1>${t("accessibility")}</h1>
      <p>${t("declaration")}</p>
      <h2>${t("stateTitle")}</h2>
      <p>${t("state")}</p>
      <h2>${t("worksTitle")}</h2>
      <p>${t("works")}</p>
      <h2>${t("testedTitle")}</h2>
      <p>${t("tested")}</p>
      <h2>${t("notAccessibleTitle")}</h2>
      <ul class="dots">
        <li>${t("notAccessible1")}</li>
        <li>${t("notAccessible2")}</li>
        <li>${t("notAccessible3")}</li>
      </ul>
      <h2>${t("barrierTitle")}</h2>
      <p>${t("barrier")}</p>
      <${Operator} />
      <h2>${t("remedyTitle")}</h2>
      <p>${t("remedy")}</p>
      <p><a href="https://formulaire.defenseurdesdroits.fr/">${t("defender")}</a></p>
    </div>
  `;
}
