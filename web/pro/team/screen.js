// The team: who is in it, and the software that acts for it.

import { Button, Dialog, Failure, Field, Skeleton, useTitle } from "../../kit/components.js";
import { longDay } from "../../kit/format.js";
import { person } from "../../kit/session.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { Gate } from "../gate/gate.js";
import { Invitations } from "../gate/invitations.js";
import { Scope } from "../gate/scope.js";
import { Keys } from "./keys.js";
import { invite, members, removeMember, withdraw } from "./state.js";
import { t } from "./texts.js";
import { Webhook } from "./webhook.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      <${Gate}>${(/** @type {Offerer} */ it) => html`
        <${Scope} it=${it} hasVenues=${false} />
        <${Invitations} />
        <${Members} siren=${it.siren} key=${`m${it.siren}`} />
        <${Keys} siren=${it.siren} key=${`k${it.siren}`} />
        <${Webhook} siren=${it.siren} key=${`w${it.siren}`} />
        <p><a href="/pro/rejoindre">${t("venues")}</a></p>
      `}<//>
    </div>
  `;
}

/** @param {{ siren: string }} props */
function Members({ siren }) {
  const found = members(siren);
  const { value, problem } = found.state.value;
  const { isBusy, news, refused, run } = useAct();
  const fault = useSignal("");
  const leaving = useSignal(/** @type {{ id: string, email: string } | null} */ (null));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const email = String(new FormData(form).get("email") ?? "").trim();
    fault.value = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? "" : t("needEmail");
    if (fault.value) document.getElementById("email")?.focus();
    else if (await run(() => invite(siren, email), t("invited", { email }))) form.reset();
  };
  const removed = () => {
    const it = leaving.value;
    leaving.value = null;
    if (it) run(() => removeMember(siren, it.id), t("removed", { email: it.email }));
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("members")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${
        value &&
        html`<ul class="lines">
          ${value.items.map(
            ({ id, email, status }) => html`
              <li key=${id}>
                <span>${email ?? t("gone")}${id === person.value?.id ? ` (${t("you")})` : ""}${status === "suspended" ? ` · ${t("suspended")}` : ""}</span>
                ${
                  id !== person.value?.id &&
                  html`<button type="button" class="link danger" aria-label=${t("removeOf", { email: email ?? "" })} onClick=${() => {
                    leaving.value = { id, email: email ?? "" };
                  }}>${t("remove")}</button>`
                }
              </li>
            `,
          )}
          ${value.invitations.map(
            ({ id, email, invited_at }) => html`
              <li key=${id}>
                <span>${email} <span class="soft">· ${t("invitedOn", { day: longDay(invited_at) })}</span></span>
                <button type="button" class="link danger" aria-label=${t("withdrawOf", { email: email ?? "" })}
                  onClick=${() => run(() => withdraw(siren, id), t("withdrawn"))}>${t("withdraw")}</button>
              </li>
            `,
          )}
        </ul>`
      }
      <form class="stack pro-section" novalidate onSubmit=${submit}>
        <${Field} id="email" label=${t("inviteLabel")} hint=${t("inviteHint")} type="email" inputmode="email" autocomplete="off" fault=${fault.value} />
        <div><${Button} type="submit" kind="calm" isBusy=${isBusy.value}>${t("invite")}<//></div>
      </form>
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      <p role="status">${news.value}</p>
      ${
        leaving.value &&
        html`<${Dialog} title=${t("removeTitle")} onClose=${() => {
          leaving.value = null;
        }}>
          <p>${t("removeHelp", { email: leaving.value.email })}</p>
          <${Button} kind="danger" onClick=${removed}>${t("remove")}<//>
        <//>`
      }
    </section>
  `;
}
