// API keys: for software that sells or redeems tickets; a secret is shown once.

import { Button, Chips, Failure, Notice, Skeleton } from "../../kit/components.js";
import { longDay } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { keys, makeKey, revokeKey } from "./state.js";
import { t } from "./texts.js";

const SCOPES = /** @type {const} */ (["desk", "offers"]);

/** @param {{ siren: string }} props */
export function Keys({ siren }) {
  const found = keys(siren);
  const { value, problem } = found.state.value;
  const { isBusy, news, refused, run } = useAct();
  const scopes = useSignal(/** @type {("desk" | "offers")[]} */ (["desk"]));
  const secret = useSignal("");
  const asked = useSignal("");
  const toggle = (/** @type {string} */ scope) => {
    scopes.value = SCOPES.filter((each) => (each === scope) !== scopes.value.includes(each));
  };
  const make = () =>
    run(async () => {
      secret.value = "";
      secret.value = (await makeKey(siren, scopes.value)).secret;
    }, "");
  const revoke = (/** @type {string} */ prefix) => {
    asked.value = "";
    run(() => revokeKey(siren, prefix), t("revoked"));
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("keys")}</h2>
      <p class="soft">${t("keysHelp")}</p>
      ${!value && !problem && html`<${Skeleton} count=${1} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${
        value &&
        value.length > 0 &&
        html`<ul class="lines">
          ${value.map(
            ({ prefix, scopes: its, created_at, last_used_at, made_by_email }) => html`
              <li key=${prefix}>
                <span class="pro-session">
                  <b>${prefix}…</b>
                  <span>${its.map((each) => t(`scope_${each}`)).join(", ")}</span>
                  <span class="soft">${[t("madeOn", { day: longDay(created_at) }), made_by_email, last_used_at ? t("usedOn", { day: longDay(last_used_at) }) : t("neverUsed")].filter(Boolean).join(" · ")}</span>
                </span>
                ${
                  asked.value === prefix
                    ? html`<${Button} kind="danger" onClick=${() => revoke(prefix)}>${t("revokeSure")}<//>`
                    : html`<button type="button" class="link danger" aria-label=${t("revokeOf", { prefix })} onClick=${() => {
                        asked.value = prefix;
                      }}>${t("revoke")}</button>`
                }
              </li>
            `,
          )}
        </ul>`
      }
      ${
        secret.value &&
        html`<${Notice} kind="good"><p>${t("secretOnce")}</p><p class="secret">${secret.value}</p><//>`
      }
      <${Chips} legend=${t("scopes")} name="scopes" kind="checkbox" chosen=${scopes.value} onChoose=${toggle}
        options=${SCOPES.map((each) => ({ value: each, label: t(`scope_${each}`) }))} />
      ${scopes.value.length > 0 && html`<div><${Button} kind="calm" isBusy=${isBusy.value} onClick=${make}>${t("makeKey")}<//></div>`}
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      <p role="status">${news.value}</p>
    </section>
  `;
}
