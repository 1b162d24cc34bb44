// An address without a screen.

import { useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

export function Screen() {
  useTitle(t("notFound"));
  return html`
    <div class="page narrow stack">
      <h1>${t("notFound")}</h1>
      <p>${t("notFoundHelp")}</p>
      <p><a class="button main" href="/">${t("toHome")}</a></p>
    </div>
  `;
}
