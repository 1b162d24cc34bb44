// The legal page: who runs the service, the terms, and what becomes of personal data.

import { useTitle } from "../kit/components.js";
import { html } from "../kit/view.js";
import { Operator } from "./operator.js";
import { t } from "./texts.js";

const PARTS = /** @type {const} */ ([
  ["termsTitle", ["terms1", "terms2", "terms3"]],
  ["keptTitle", ["kept1", "kept2", "kept3", "kept4", "kept5"]],
  ["rightsTitle", ["rights1", "rights2"]],
  ["deviceTitle", ["device1"]],
]);

export function Screen() {
  useTitle(t("data"));
  return html`
    <div class="page narrow stack">
      <h1>${t("data")}</h1>
      <h2>${t("operatorTitle")}</h2>
      <${Operator} />
      ${PARTS.map(
        ([title, texts]) => html`
          <section class="stack" key=${title}>
            <h2>${t(title)}</h2>
            <ul class="dots">${texts.map((key) => html`<li key=${key}>${t(key)}</li>`)}</ul>
            ${title === "rightsTitle" && html`<p><a href="/compte">${t("account")}</a></p>`}
          </section>
        `,
      )}
    </div>
  `;
}
