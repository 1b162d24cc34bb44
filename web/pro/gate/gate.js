// What stands before every screen of the portal: signing in, and having an offerer.

import "./styles.js";
import { Button, Failure, Field, Notice, Skeleton } from "../../kit/components.js";
import { person, signIn } from "../../kit/session.js";
import { html, useSignal } from "../../kit/view.js";
import { Invitations } from "./invitations.js";
import { refusal } from "./refusal.js";
import { me, offererOf } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offerer} Offerer */

/**
 * Show what `children` makes for the offerer, once somebody of it is signed in.
 *
 * @param {{ children: (offerer: Offerer) => any }} props
 */
export function Gate({ children }) {
  if (person.value === null) return html`<${SignIn} />`;
  if (person.value === undefined) return html`<${Skeleton} />`;
  const found = me();
  const { value, problem } = found.state.value;
  if (!value) {
    if (problem?.code === "unauthenticated") return html`<${SignIn} />`;
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  }
  const offerer = offererOf(value);
  if (!offerer) return html`<${NoOfferer} claimed=${value.claimed_sirens} />`;
  return children(offerer);
}

function SignIn() {
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
    faults.value = {
      email: email.includes("@") ? "" : t("needEmail"),
      password: password ? "" : t("needPassword"),
    };
    const wrong = faults.value.email ? "email" : faults.value.password ? "password" : null;
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    isBusy.value = true;
    try {
      await signIn(email, password);
    } catch (fault) {
      refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  return html`
    <div class="stack narrow-form">
      <p>${t("signInLead")}</p>
      <form class="stack" novalidate onSubmit=${submit}>
        <${Field} id="email" label=${t("email")} type="email" autocomplete="username" inputmode="email" fault=${faults.value.email} />
        <${Field} id="password" label=${t("password")} type="password" autocomplete="current-password" fault=${faults.value.password} />
        ${
          typeof refused.value === "string"
            ? html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
            : refused.value && html`<${Failure} fault=${refused.value} />`
        }
        <${Button} type="submit" isBusy=${isBusy.value}>${t("signIn")}<//>
      </form>
      <p><a href="/mot-de-passe">${t("forgotten")}</a></p>
      <h2>${t("newHere")}</h2>
      <p>${t("newHereLead")}</p>
      <p><a class="button calm" href="/pro/rejoindre">${t("join")}</a></p>
      ${location.hostname === "127.0.0.1" && html`<p class="hint">${t("demo")}</p>`}
    </div>
  `;
}

/** @param {{ claimed: string[] }} props */
function NoOfferer({ claimed }) {
  return html`
    <div class="stack narrow-form">
      <${Invitations} isAsked />
      <p>${claimed.length ? t("claimWaits", { siren: claimed[0] ?? "" }) : t("noOfferer")}</p>
      <p><a class="button main" href="/pro/rejoindre">${t(claimed.length ? "seeClaim" : "join")}</a></p>
    </div>
  `;
}
