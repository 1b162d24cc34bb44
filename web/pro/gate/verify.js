// An address that is not confirmed yet: the link that confirms it, and noticing that it was followed.

import { Button, Failure, Notice } from "../../kit/components.js";
import { person, reload, sendVerification } from "../../kit/session.js";
import { html, useEffect, useSignal } from "../../kit/view.js";
import { refusal } from "./refusal.js";
import { t } from "./texts.js";

/** Ask somebody to confirm their address; nothing where they have. @param {{ why?: string }} props */
export function Verify({ why }) {
  const isSent = useSignal(false);
  const isBusy = useSignal(false);
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const isWaiting = person.value?.isVerified === false;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const look = () => document.hidden || reload().catch(() => {});
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isWaiting]);
  if (!isWaiting) return null;
  const run = async (/** @type {() => Promise<unknown>} */ does) => {
    if (isBusy.value) return;
    isBusy.value = true;
    refused.value = null;
    try {
      await does();
    } catch (fault) {
      refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  const send = () =>
    run(async () => {
      await sendVerification();
      isSent.value = true;
    });
  const look = () =>
    run(async () => {
      await reload();
      if (!person.peek()?.isVerified) refused.value = t("notVerified");
    });
  return html`
    <${Notice}>
      <p>${t("verify", { email: person.value?.email ?? "" })}${why && ` ${why}`}</p>
      ${isSent.value && html`<p>${t("linkSent")}</p>`}
      ${typeof refused.value === "string" && html`<p class="fault">${refused.value}</p>`}
      <div class="acts">
        <${Button} kind="calm" isBusy=${isBusy.value} onClick=${send}>${t(isSent.value ? "sendAgain" : "sendLink")}<//>
        <${Button} kind="calm" isBusy=${isBusy.value} onClick=${look}>${t("isVerified")}<//>
      </div>
    <//>
    ${refused.value && typeof refused.value !== "string" && html`<${Failure} fault=${refused.value} />`}
  `;
}
