// The questions of who somebody is, and of how they sign in.

import { Problem } from "../kit/api.js";
import { Failure, Field, Notice } from "../kit/components.js";
import { sendVerification, signUp } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { faultOfEmail, refusal } from "../sign-in/state.js";
import { focusOn, goTo, Question, typed } from "./question.js";
import { draft, isName, note } from "./state.js";
import { t } from "./texts.js";

const LONGEST_NAME = 100;
const SHORTEST_PASSWORD = 8;

export function Name() {
  const faults = useSignal({ firstName: "", lastName: "" });
  const submit = (/** @type {FormData} */ form) => {
    const said = { firstName: typed(form, "firstName"), lastName: typed(form, "lastName") };
    note(said);
    faults.value = {
      firstName: faultOfName(said.firstName, t("needFirstName")),
      lastName: faultOfName(said.lastName, t("needLastName")),
    };
    if (faults.value.firstName) focusOn("firstName");
    else if (faults.value.lastName) focusOn("lastName");
    else goTo("compte");
  };
  const field = (
    /** @type {"firstName" | "lastName"} */ id,
    /** @type {string} */ autocomplete,
  ) => html`
    <${Field} id=${id} label=${t(id)} autocomplete=${autocomplete} maxlength=${LONGEST_NAME} defaultValue=${draft.value[id]} fault=${faults.value[id]}
      onInput=${(/** @type {InputEvent} */ event) => note({ [id]: /** @type {HTMLInputElement} */ (event.currentTarget).value.trim() })} />
  `;
  return html`
    <${Question} step="nom" title=${t("nameTitle")} hint=${t("nameHint")} back="lieu" action=${t("next")} onSubmit=${submit}>
      ${field("firstName", "given-name")}
      ${field("lastName", "family-name")}
    <//>
  `;
}

/** @param {string} name @param {string} whenMissing */
const faultOfName = (name, whenMissing) =>
  name ? (isName(name) ? "" : t("notAName")) : whenMissing;

export function Account() {
  const faults = useSignal({ email: "", password: "" });
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const isTaken = useSignal(false);
  const isShown = useSignal(false);
  const isBusy = useSignal(false);
  const submit = async (/** @type {FormData} */ form) => {
    const email = typed(form, "email");
    const password = String(form.get("password") ?? "");
    note({ email });
    refused.value = null;
    isTaken.value = false;
    faults.value = {
      email: faultOfEmail(email),
      password:
        password.length < SHORTEST_PASSWORD
          ? t("passwordTooShort", { count: SHORTEST_PASSWORD })
          : "",
    };
    if (faults.value.email || faults.value.password) {
      focusOn(faults.value.email ? "email" : "password");
      return;
    }
    isBusy.value = true;
    try {
      await signUp(email, password);
      // Without its mail the account is there all the same; the next screens send it again.
      sendVerification().catch(() => {});
      await goTo("fin");
    } catch (fault) {
      const code = /** @type {{ code?: string }} */ (fault).code ?? "";
      if (code === "auth/email-already-in-use") isTaken.value = true;
      else if (code === "auth/weak-password")
        faults.value = { email: "", password: t("weakPassword") };
      else refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  return html`
    <${Question} step="compte" title=${t("accountTitle")} hint=${t("accountHint")} back="nom" action=${t("createAccount")} onSubmit=${submit} isBusy=${isBusy.value}>
      <${Field} id="email" label=${t("email")} type="email" inputmode="email" autocomplete="username" defaultValue=${draft.value.email} fault=${faults.value.email}
        onInput=${(/** @type {InputEvent} */ event) => note({ email: /** @type {HTMLInputElement} */ (event.currentTarget).value.trim() })} />
      <${Field} id="password" label=${t("password")} hint=${t("passwordHint", { count: SHORTEST_PASSWORD })} type=${isShown.value ? "text" : "password"}
        autocomplete="new-password" fault=${faults.value.password} />
      <label class="check">
        <input type="checkbox" checked=${isShown.value} onChange=${() => {
          isShown.value = !isShown.value;
        }} /> ${t("showPassword")}
      </label>
      ${isTaken.value && html`<${Notice} kind="wrong"><p>${t("taken")}</p><p><a href="/connexion?suite=/inscription">${t("signIn")}</a></p><//>`}
      ${
        refused.value instanceof Problem
          ? html`<${Failure} fault=${refused.value} />`
          : refused.value && html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
      }
    <//>
  `;
}
