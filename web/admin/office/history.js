// The history of acts on a thing: who, when, what, why.

import { moment } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { colleagues, reaches } from "./state.js";
import { t } from "./texts.js";
import { actWords } from "./words.js";

/** @typedef {import("./state.js").Act} Act */
/** @typedef {import("./state.js").Me} Me */

/** @param {{ acts: Act[], who: Me, heading?: "h2" | "h3" }} props */
export function History({ acts, who, heading = "h3" }) {
  return html`
    <section class="office-history">
      <${heading}>${t("history")}<//>
      ${acts.length ? html`<ol>${acts.map((act) => html`<${Past} key=${act.id} act=${act} who=${who} />`)}</ol>` : html`<p class="soft">${t("noHistory")}</p>`}
    </section>
  `;
}

/** @param {{ act: Act, who: Me }} props */
function Past({ act, who }) {
  return html`
    <li>
      <p><b>${actWords(act.kind)}</b> · <${By} id=${act.by} who=${who} /> · <time datetime=${act.at}>${moment(act.at)}</time></p>
      ${act.reason && html`<p><span class="soft">${t("why")}</span> ${act.reason}</p>`}
      ${act.comment && html`<p><span class="soft">${t("said")}</span> ${act.comment}</p>`}
      ${
        act.changes.length > 0 &&
        html`<details>
          <summary>${t.many("changes", act.changes.length)}</summary>
          <ul>
            ${act.changes.map(
              ({ field, before, after }) => html`
                <li key=${field}><code>${field}</code> : ${shown(before)} <span class="soft">${t("becomes")}</span> ${shown(after)}</li>
              `,
            )}
          </ul>
        </details>`
      }
    </li>
  `;
}

/** Who acted: an address for those who may know it. @param {{ id: string, who: Me }} props */
function By({ id, who }) {
  if (id === who.id) return html`<span>${t("you")}</span>`;
  const known = reaches(who, []) ? colleagues().state.value.value?.get(id) : undefined;
  return known ? html`<span>${known}</span>` : html`<code>${id}</code>`;
}

/** @param {unknown} value */
function shown(value) {
  if (value === null || value === undefined || value === "") return t("nothing");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return Array.isArray(value) ? value.join(", ") || t("nothing") : String(value);
}
