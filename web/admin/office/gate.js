// What stands before every screen of the back office: signing in, and having a role.

import "./styles.js";
import { Failure, Notice, Skeleton } from "../../kit/components.js";
import { hasAllRoles } from "../../kit/frame.js";
import { person, whenSignedOut } from "../../kit/session.js";
import { html, useEffect } from "../../kit/view.js";
import { SignInForm } from "../../pro/gate/account-form.js";
import { me, reaches } from "./state.js";
import { t } from "./texts.js";
import { roleWords } from "./words.js";

/** @typedef {import("./state.js").Me} Me */
/** @typedef {import("./state.js").Role} Role */

/** @type {readonly Role[]} */
export const ANY = ["support", "review", "finance"];

whenSignedOut(() => {
  hasAllRoles.value = false;
});

/**
 * Show what `children` makes for somebody who has one of the roles.
 *
 * `title` is the heading of what stands before, where the screen has none of its own yet.
 *
 * @param {{ roles?: readonly Role[], title?: string, children: (who: Me) => any }} props
 */
export function Gate({ roles = ANY, title, children }) {
  const { who, before } = entrance(roles);
  const isChief = who !== undefined && reaches(who, []);
  useEffect(() => {
    if (isChief) hasAllRoles.value = true;
  }, [isChief]);
  if (who) return children(who);
  return html`${title && html`<h1>${title}</h1>`}${before}`;
}

/** Return who may pass, or what is shown instead. @param {readonly Role[]} roles @returns {{ who?: Me, before?: any }} */
function entrance(roles) {
  if (person.value === null) return { before: html`<${SignIn} />` };
  if (person.value === undefined) return { before: html`<${Skeleton} />` };
  const found = me();
  const { value, problem } = found.state.value;
  if (!value) {
    if (problem?.code === "unauthenticated") return { before: html`<${SignIn} />` };
    return {
      before: problem
        ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
        : html`<${Skeleton} />`,
    };
  }
  if (!value.admin_roles.length)
    return { before: html`<${Notice}><p>${t("noRole", { email: value.email })}</p><//>` };
  if (!reaches(value, roles)) {
    const has = value.admin_roles.map(roleWords).join(", ");
    const needs = roles.map(roleWords).join(", ");
    return { before: html`<${Notice}><p>${t("otherRole", { has, needs })}</p><//>` };
  }
  return { who: value };
}

function SignIn() {
  return html`
    <div class="stack narrow-form">
      <p>${t("signInLead")}</p>
      <${SignInForm} />
      ${location.hostname === "127.0.0.1" && html`<p class="hint">${t("demo")}</p>`}
    </div>
  `;
}
