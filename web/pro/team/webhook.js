// The webhook: the address that booking events are sent to, and its secret, which is shown once.

import { Button, Dialog, Failure, Field, Notice, Skeleton } from "../../kit/components.js";
import { dayAndTime } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { Deliveries } from "./deliveries.js";
import { removeWebhook, rotateSecret, setWebhook, webhook } from "./state.js";
import { t } from "./texts.js";

/** @param {{ siren: string }} props */
export function Webhook({ siren }) {
  const found = webhook(siren);
  const { value, problem } = found.state.value;
  const { isBusy, news, refused, run } = useAct();
  const fault = useSignal("");
  const secret = useSignal("");
  const asked = useSignal(/** @type {"rotate" | "drop" | null} */ (null));
  const hook = value?.webhook;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const url = String(form.get("webhook-url") ?? "").trim();
    fault.value = /^https?:\/\/\S+/.test(url) ? "" : t("needUrl");
    if (fault.value) document.getElementById("webhook-url")?.focus();
    else
      run(async () => {
        const made = (await setWebhook(siren, url)).secret;
        if (made) secret.value = made;
      }, t("saved"));
  };
  const act = (/** @type {() => Promise<unknown>} */ does, /** @type {string} */ done) => {
    asked.value = null;
    run(does, done);
  };
  const rotate = () =>
    act(async () => {
      secret.value = (await rotateSecret(siren)).secret;
    }, t("rotated"));
  const drop = () =>
    act(async () => {
      secret.value = "";
      await removeWebhook(siren);
    }, t("webhookRemoved"));
  const ask = (/** @type {"rotate" | "drop"} */ what) => () => {
    asked.value = what;
  };
  const isTwo = hook?.former_until && hook.former_until > new Date().toISOString();
  return html`
    <section class="stack pro-section">
      <h2>${t("webhook")}</h2>
      <p class="soft">${t("webhookHelp")}</p>
      ${!value && !problem && html`<${Skeleton} count=${1} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${
        value &&
        html`<form class="stack pro-section" novalidate onSubmit=${submit} key=${hook?.url ?? ""}>
          ${hook && html`<p><span class="state state-${hook.status === "enabled" ? "active" : "refused"}">${t(hook.status)}</span>${hook.failing_since && ` ${t("failing", { day: dayAndTime(hook.failing_since) })}`}</p>`}
          <${Field} id="webhook-url" label=${t("url")} type="url" placeholder="https://" maxlength="500" autocomplete="off" defaultValue=${hook?.url ?? ""} fault=${fault.value} />
          <div class="acts">
            <${Button} type="submit" kind="calm" isBusy=${isBusy.value}>${t("save")}<//>
            ${hook && html`<${Button} kind="calm" isBusy=${isBusy.value} onClick=${ask("rotate")}>${t("rotate")}<//>`}
            ${hook && html`<${Button} kind="danger" isBusy=${isBusy.value} onClick=${ask("drop")}>${t("remove")}<//>`}
          </div>
        </form>`
      }
      ${secret.value && html`<${Notice} kind="good"><p>${t("webhookSecretOnce")}</p><p class="secret">${secret.value}</p><//>`}
      ${isTwo && html`<p>${t("bothUntil", { day: dayAndTime(hook?.former_until ?? "") })}</p>`}
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      <p role="status">${news.value}</p>
      ${hook && html`<${Deliveries} siren=${siren} />`}
      ${
        asked.value &&
        html`<${Dialog} title=${t(asked.value === "rotate" ? "rotate" : "dropTitle")} onClose=${() => {
          asked.value = null;
        }}>
          <p>${t(asked.value === "rotate" ? "rotateHelp" : "dropHelp")}</p>
          ${asked.value === "rotate" ? html`<${Button} onClick=${rotate}>${t("rotateSure")}<//>` : html`<${Button} kind="danger" onClick=${drop}>${t("remove")}<//>`}
        <//>`
      }
    </section>
  `;
}
