// The app on the home screen.

import { Button } from "../kit/components.js";
import { canInstall, install, isByHand } from "../kit/install.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

export function Install() {
  if (!canInstall() && !isByHand()) return null;
  return html`
    <section class="stack">
      <h2>${t("install")}</h2>
      <p>${canInstall() ? t("installHelp") : t("installByHand")}</p>
      ${canInstall() && html`<p><${Button} kind="calm" onClick=${install}>${t("installNow")}<//></p>`}
    </section>
  `;
}
