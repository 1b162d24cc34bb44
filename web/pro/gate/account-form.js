// The form of an address and a password, for professionals and for the back office.

import { Button, Failure, Field, Notice } from "../../kit/components.js";
import { signIn } from "../../kit/session.js";
import { html, useSignal } from "../../kit/view.js";
import { refusal } from "./refusal.js";
import { t } from "./texts.js";

/** @typedef {{ email: string, password: string }} Account */

/**
 * Ask for an address and a password, and do something with them.
 *
 * `faultsOf` says what is wrong with each before it is sent, empty where nothing is.
 *
 * @param {{
 *   action: string,
 *   isNew?: boolean,
 *   hint?: string,
 *   faultsOf: (said: Account) => Account,
 *   onSubmit: (email: string, password: string) => Promise<unknown>,
 * }} props
 */
export function AccountForm({ action, isNew = false, hint, faultsOf, onSubmit }) {
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const faults = useSignal({ email: "", password: "" });
  const isBusy = useSignal(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const email = String(said.get("email") ?? "").trim();
    const password = String(said.get("password") ?? "");
    refused.value = null;
    faults.value = faultsOf({ email, password });
    const wrong = faults.value.email ? "email" : faults.value.password ? "password" : null;
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    isBusy.value = true;
    try {
      await onSubmit(email, password);
    } catch (fault) {
      refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  return html`
    <form class="stack" novalidate onSubmit=${submit}>
      <${Field} id="email" label=${t("email")} type="email" autocomplete="username" inputmode="email" fault=${faults.value.email} />
      <${Field} id="password" label=${t("password")} hint=${hint} type="password" autocomplete=${isNew ? "new-password" : "current-password"} fault=${faults.value.password} />
      ${
        typeof refused.value === "string"
          ? html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
          : refused.value && html`<${Failure} fault=${refused.value} />`
      }
      <${Button} type="submit" isBusy=${isBusy.value}>${action}<//>
    </form>
  `;
}

/** Ask for an account, sign in, and lead to a new password. */
export function SignInForm() {
  const faultsOf = (/** @type {Account} */ { email, password }) => ({
    email: email.includes("@") ? "" : t("needEmail"),
    password: password ? "" : t("needPassword"),
  });
  return html`
    <${AccountForm} action=${t("signIn")} faultsOf=${faultsOf} onSubmit=${signIn} />
    <p><a href="/mot-de-passe">${t("forgotten")}</a></p>
  `;
}
