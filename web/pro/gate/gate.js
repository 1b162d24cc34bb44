// What stands before every screen of the portal: signing in, and having an offerer.

import "./styles.js";
import { Failure, Skeleton } from "../../kit/components.js";
import { person } from "../../kit/session.js";
import { html } from "../../kit/view.js";
import { SignInForm } from "./account-form.js";
import { Invitations } from "./invitations.js";
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
  return html`
    <div class="stack narrow-form">
      <p>${t("signInLead")}</p>
      <${SignInForm} />
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
