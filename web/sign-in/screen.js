// Signing in.

import { Button, Failure, Field, Notice, useTitle } from "../kit/components.js";
import { go } from "../kit/router.js";
import { person, signIn } from "../kit/session.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { faultOfEmail, hasDemo, nextAddress, refusal } from "./state.js";
import { t } from "./texts.js";

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  const faults = useSignal({ email: "", password: "" });
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const isBusy = useSignal(false);
  const isShown = useSignal(false);
  const isDemo = useSignal(false);
  const next = nextAddress(query);
  const forgotten = `/mot-de-passe${query.has("suite") ? `?suite=${encodeURIComponent(next)}` : ""}`;
  useEffect(() => {
    hasDemo().then((has) => {
      isDemo.value = has;
    });
  }, []);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const said = new FormData(form);
    const email = String(said.get("email") ?? "").trim();
    const password = String(said.get("password") ?? "");
    faults.value = { email: faultOfEmail(email), password: password ? "" : t("needPassword") };
    refused.value = null;
    if (faults.value.email || faults.value.password) {
      const first = faults.value.email ? "email" : "password";
      /** @type {HTMLElement | null} */ (form.querySelector(`#${first}`))?.focus();
      return;
    }
    isBusy.value = true;
    try {
      await signIn(email, password);
      await go(next, { isReplacing: true });
    } catch (fault) {
      refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  if (person.value && !isBusy.value) {
    return html`
      <div class="page narrow stack">
        <h1>${t("title")}</h1>
        <p>${t("alreadyIn", { email: person.value.email })}</p>
        <p><a class="button main" href=${next}>${t("goOn")}</a></p>
      </div>
    `;
  }
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      <form class="stack" novalidate onSubmit=${submit}>
        <${Field} id="email" label=${t("email")} type="email" autocomplete="username" inputmode="email" fault=${faults.value.email} />
        <${Field} id="password" label=${t("password")} type=${isShown.value ? "text" : "password"} autocomplete="current-password" fault=${faults.value.password} />
        <label class="check">
          <input type="checkbox" checked=${isShown.value} onChange=${() => {
            isShown.value = !isShown.value;
          }} /> ${t("showPassword")}
        </label>
        ${
          typeof refused.value === "string"
            ? html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
            : refused.value && html`<${Failure} fault=${refused.value} />`
        }
        <${Button} type="submit" isBusy=${isBusy.value}>${t("submit")}<//>
      </form>
      <p><a href=${forgotten}>${t("forgotten")}</a></p>
      <p>${t("noAccount")} <a href="/inscription">${t("signUp")}</a></p>
      ${isDemo.value && html`<p class="hint">${t("demo")}</p>`}
    </div>
  `;
}
