// Suspending, erasing, and ending all sessions: each asks once more before it acts.

import { Button, Dialog, Failure, say } from "../kit/components.js";
import { go } from "../kit/router.js";
import { html, useSignal } from "../kit/view.js";
import { erase, signOutEverywhere, suspend } from "./state.js";
import { t } from "./texts.js";

/** @typedef {"everywhere" | "suspend" | "erase"} Act */

const ACTS = /** @type {const} */ ({
  everywhere: {
    run: signOutEverywhere,
    help: "everywhereHelp",
    sure: "everywhereSure",
    confirm: "everywhereConfirm",
  },
  suspend: { run: suspend, help: "suspendHelp", sure: "suspendSure", confirm: "suspendConfirm" },
  erase: { run: erase, help: "eraseHelp", sure: "eraseSure", confirm: "eraseConfirm" },
});

/** @param {{ me: import("./state.js").Me }} props */
export function Leaving({ me }) {
  const asked = useSignal(/** @type {Act | null} */ (null));
  const isBusy = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const canSuspend = me.beneficiary && me.beneficiary.status !== "suspended";
  /** @param {Act} act @param {"calm" | "danger"} [kind] */
  const choice = (act, kind = "calm") => html`
    <li>
      <p>${t(ACTS[act].help)}</p>
      <${Button} kind=${kind} onClick=${() => {
        fault.value = null;
        asked.value = act;
      }}>${t(act)}<//>
    </li>
  `;
  /** @param {Act} act */
  const confirm = async (act) => {
    isBusy.value = true;
    fault.value = null;
    try {
      await ACTS[act].run();
      asked.value = null;
      if (act === "erase") say(t("erased"));
      if (act !== "suspend") await go(act === "erase" ? "/" : "/connexion");
    } catch (wrong) {
      fault.value = wrong;
    }
    isBusy.value = false;
  };
  return html`
    <section class="stack">
      <h2>${t("security")}</h2>
      <ul class="stack account-acts">
        ${choice("everywhere")}
        ${canSuspend && choice("suspend")}
        ${choice("erase", "danger")}
      </ul>
      ${
        asked.value &&
        html`<${Dialog} title=${t(asked.value)} onClose=${() => {
          asked.value = null;
        }}>
          <p>${t(ACTS[asked.value].sure)}</p>
          ${fault.value && html`<${Failure} fault=${fault.value} />`}
          <${Button} kind=${asked.value === "erase" ? "danger" : "main"} isBusy=${isBusy.value}
            onClick=${() => asked.value && confirm(asked.value)}>${t(ACTS[asked.value].confirm)}<//>
        <//>`
      }
    </section>
  `;
}
