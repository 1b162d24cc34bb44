// A forgotten password: a link is mailed, whether or not there is such an account.

import { Button, Failure, Field, Notice, useTitle } from "../kit/components.js";
import { resetPassword } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { faultOfEmail, nextAddress, refusal } from "./state.js";
import { t } from "./texts.js";

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("resetTitle"));
  const fault = useSignal("");
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const isBusy = useSignal(false);
  const isSent = useSignal(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const email = String(said.get("email") ?? "").trim();
    fault.value = faultOfEmail(email);
    refused.value = null;
    isSent.value = false;
    if (fault.value) {
      document.getElementById("email")?.focus();
      return;
    }
    isBusy.value = true;
    try {
      await resetPassword(email, nextAddress(query));
      isSent.value = true;
    } catch (wrong) {
      refused.value = refusal(wrong);
    }
    isBusy.value = false;
  };
  return html`
    <div class="page narrow stack">
      <h1>${t("resetTitle")}</h1>
      <p>${t("resetHelp")}</p>
      <form class="stack" novalidate onSubmit=${submit}>
        <${Field} id="email" label=${t("email")} type="email" autocomplete="username" inputmode="email" fault=${fault.value} />
        <${Button} type="submit" isBusy=${isBusy.value}>${t("send")}<//>
      </form>
      ${isSent.value && html`<${Notice} kind="good"><p>${t("sent")}</p><//>`}
      ${
        typeof refused.value === "string"
          ? html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
          : refused.value && html`<${Failure} fault=${refused.value} />`
      }
    </div>
  `;
}
