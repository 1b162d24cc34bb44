// A copy of one's data: asked for and confirmed, then downloaded once it is ready.

import { Button, Dialog, Failure, Notice } from "../kit/components.js";
import { longDay } from "../kit/format.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { downloadExport, lastExport, requestExport } from "./state.js";
import { t } from "./texts.js";

const LOOK_EVERY_MS = 3_000;

export function Export() {
  const found = lastExport();
  const { value } = found.state.value;
  const isAsking = useSignal(false);
  const isBusy = useSignal(false);
  const fault = useSignal(/** @type {unknown} */ (null));
  const isPreparing = value?.status === "preparing";
  useEffect(() => {
    if (!isPreparing) return undefined;
    const timer = setInterval(() => !document.hidden && found.refresh(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPreparing]);
  /** @param {() => Promise<unknown>} act */
  const run = async (act) => {
    isBusy.value = true;
    fault.value = null;
    await act().catch((wrong) => {
      fault.value = wrong;
    });
    isBusy.value = false;
  };
  const ask = () =>
    run(async () => {
      await requestExport();
      isAsking.value = false;
    });
  return html`
    <section class="stack">
      <h2>${t("data")}</h2>
      <p>${t("dataHelp")} <a href="/donnees">${t("dataPolicy")}</a></p>
      <div role="status">${isPreparing && html`<${Notice}><p>${t("preparing")}</p><//>`}</div>
      ${
        value?.status === "ready"
          ? html`<${Notice} kind="good">
              <p>${t("ready", { day: longDay(value.expires_at) })}</p>
              <${Button} kind="calm" isBusy=${isBusy.value} onClick=${() => run(downloadExport)}>${t("download")}<//>
            <//>`
          : !isPreparing &&
            html`<p><${Button} kind="calm" onClick=${() => {
              isAsking.value = true;
            }}>${t("getData")}<//></p>`
      }
      ${fault.value && !isAsking.value && html`<${Failure} fault=${fault.value} />`}
      ${
        isAsking.value &&
        html`<${Dialog} title=${t("getData")} onClose=${() => {
          isAsking.value = false;
        }}>
          <p>${t("getDataHelp")}</p>
          ${fault.value && html`<${Failure} fault=${fault.value} />`}
          <${Button} isBusy=${isBusy.value} onClick=${ask}>${t("confirmData")}<//>
        <//>`
      }
    </section>
  `;
}
