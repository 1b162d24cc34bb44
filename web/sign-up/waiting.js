// An application that was sent: what is done, what comes next, and what can be done meanwhile.

import { Button, Failure, Notice } from "../kit/components.js";
import { longDay } from "../kit/format.js";
import { person, reload, sendVerification } from "../kit/session.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { refusal } from "../sign-in/state.js";
import { me as mine } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../kit/api.js").Schemas["MeView"]} Me */

const LOOK_EVERY_MS = 15_000;

/** @param {{ me: Me }} props */
export function Waiting({ me }) {
  const status = me.beneficiary?.status;
  useNews(status === "pending");
  if (status === "active") {
    return html`
      <div class="page narrow stack">
        <h1>${t("activeTitle")}</h1>
        <p>${t("activeHelp")}</p>
        <div class="acts">
          <a class="button main" href="/">${t("discover")}</a>
          <a class="button calm" href="/credit">${t("seeCredit")}</a>
        </div>
      </div>
    `;
  }
  if (status === "suspended") {
    return html`
      <div class="page narrow stack">
        <h1>${t("suspendedTitle")}</h1>
        <p>${t("suspendedHelp")}</p>
        <p><a class="button main" href="/compte">${t("seeAccount")}</a></p>
      </div>
    `;
  }
  return html`
    <div class="page narrow stack">
      <h1>${t("sentTitle")}</h1>
      <p>${t("sentOn", { day: longDay(String(me.beneficiary?.signed_up_at)) })}</p>
      <ol class="steps">
        <li class="done"><h2>${t("stepSent")}</h2><p class="soft">${t("done")}</p></li>
        <li class=${person.value?.isVerified ? "done" : "now"}><${Address} /></li>
        <li class="now"><h2>${t("stepCheck")}</h2><p>${t("stepCheckHelp")}</p><p class="soft">${t("stepCheckLonger")}</p></li>
        <li><h2>${t("stepOpen")}</h2><p class="soft">${t("stepOpenHelp")}</p></li>
      </ol>
      <div class="acts">
        <a class="button main" href="/">${t("discoverMeanwhile")}</a>
        <a class="button calm" href="/contact">${t("contact")}</a>
      </div>
    </div>
  `;
}

function Address() {
  const isSent = useSignal(false);
  const refused = useSignal(/** @type {ReturnType<typeof refusal> | null} */ (null));
  const isBusy = useSignal(false);
  const email = person.value?.email ?? "";
  if (person.value?.isVerified)
    return html`<h2>${t("stepEmail")}</h2><p class="soft" role="status">${t("emailConfirmed", { email })}</p>`;
  const again = async () => {
    isBusy.value = true;
    refused.value = null;
    try {
      await sendVerification();
      isSent.value = true;
    } catch (fault) {
      refused.value = refusal(fault);
    }
    isBusy.value = false;
  };
  return html`
    <h2>${t("stepEmail")}</h2>
    <p>${t("stepEmailHelp", { email })}</p>
    <p><${Button} kind="calm" isBusy=${isBusy.value} onClick=${again}>${t("mailAgain")}<//></p>
    <div role="status">${isSent.value && html`<p>${t("mailSent")}</p>`}</div>
    ${
      typeof refused.value === "string"
        ? html`<${Notice} kind="wrong"><p>${refused.value}</p><//>`
        : refused.value && html`<${Failure} fault=${refused.value} />`
    }
  `;
}

/** Look for news while the screen is seen, and at once when somebody comes back to it. @param {boolean} isWaiting */
function useNews(isWaiting) {
  useEffect(() => {
    if (!isWaiting) return undefined;
    const look = () => {
      if (document.hidden) return;
      mine().refresh();
      if (!person.peek()?.isVerified) reload().catch(() => {});
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [isWaiting]);
}
