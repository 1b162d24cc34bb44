// The last look at the answers, and sending them.

import { longDay } from "../kit/format.js";
import { go } from "../kit/router.js";
import { person } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { Refused } from "./entitlement.js";
import { addressOf, focusOn, Question } from "./question.js";
import { apply, birthDateOf, draft, forget, me } from "./state.js";
import { t } from "./texts.js";

export function Review() {
  const isBusy = useSignal(false);
  const fault = useSignal("");
  const problem = useSignal(/** @type {unknown} */ (null));
  const { firstName, lastName, postalCode, commune } = draft.value;
  const submit = async (/** @type {FormData} */ form) => {
    problem.value = null;
    fault.value = form.get("accepts") ? "" : t("needAccept");
    if (fault.value) {
      focusOn("accepts");
      return;
    }
    isBusy.value = true;
    try {
      await apply();
      await me().refresh();
      forget();
      await go("/inscription", { isReplacing: true });
    } catch (wrong) {
      problem.value = wrong;
      if (/** @type {{ code?: string }} */ (wrong).code === "already_signed_up") me().refresh();
    }
    isBusy.value = false;
  };
  const rows = /** @type {const} */ ([
    ["birthLegend", longDay(String(birthDateOf(draft.value)), "UTC"), "naissance"],
    ["home", `${postalCode} ${commune}`, "lieu"],
    ["name", `${firstName} ${lastName}`, "nom"],
  ]);
  return html`
    <${Question} step="fin" title=${t("reviewTitle")} hint=${t("reviewHint")} action=${isBusy.value ? t("sending") : t("send")} onSubmit=${submit} isBusy=${isBusy.value}>
      <dl class="facts review">
        ${rows.map(
          ([label, said, step]) => html`
            <div key=${step}>
              <dt>${t(label)}</dt>
              <dd>${said} <a href=${addressOf(step)} aria-label=${t("changeThis", { what: t(label) })}>${t("change")}</a></dd>
            </div>
          `,
        )}
        <div><dt>${t("email")}</dt><dd>${person.value?.email}</dd></div>
      </dl>
      <div>
        <label class="check">
          <input id="accepts" name="accepts" type="checkbox" aria-invalid=${fault.value ? "true" : undefined} aria-describedby=${fault.value ? "accepts-fault" : undefined} />
          <span>${t("accept")}</span>
        </label>
        <p><a href="/donnees" target="_blank">${t("terms")}</a></p>
        ${fault.value && html`<p class="fault" id="accepts-fault">${fault.value}</p>`}
      </div>
      ${problem.value && html`<${Refused} fault=${problem.value} />`}
    <//>
  `;
}
