// A screen whose files did not come.

import { Button, useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

export function Screen() {
  useTitle(t("notLoaded"));
  return html`
    <div class="page narrow stack">
      <h1>${t("notLoaded")}</h1>
      <p>${t("notLoadedHelp")}</p>
      <p><${Button} onClick=${() => location.reload()}>${t("retry")}<//></p>
    </div>
  `;
}
