// The activation codes of an online offer, loaded from a file that the browser reads.

import { Button, Failure, Field, Skeleton } from "../../kit/components.js";
import { number } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { instantOf } from "../publish/dates.js";
import { codesIn, LARGEST_BYTES, textOf } from "./file.js";
import { counts, load, refreshOffer } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../offers/state.js").Offer} Offer */

const FAULTS_SHOWN = 20;

/** @param {{ it: Offer }} props */
export function Codes({ it }) {
  const stock = it.stocks.find(({ begins_at }) => !begins_at);
  if (!it.url || it.duo || !stock) return null;
  return html`<${Loader} it=${it} stockId=${stock.id} key=${stock.id} />`;
}

/** @param {{ it: Offer, stockId: string }} props */
function Loader({ it, stockId }) {
  const found = useSignal(/** @type {import("./file.js").Found | null} */ (null));
  const fault = useSignal("");
  const day = useSignal("");
  const sent = useSignal(0);
  const before = useSignal(0);
  const { isBusy, news, refused, run } = useAct();
  const has = counts(stockId).state.value;
  const choose = async (/** @type {Event} */ event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.currentTarget).files ?? [];
    found.value = null;
    refused.value = null;
    news.value = "";
    sent.value = 0;
    fault.value = "";
    if (!file) return;
    if (file.size > LARGEST_BYTES) {
      fault.value = t("tooLarge");
      return;
    }
    try {
      const read = codesIn(textOf(await file.arrayBuffer()));
      found.value = read;
      if (!read.codes.length) fault.value = t("noCodes");
    } catch {
      fault.value = t("unreadable");
    }
  };
  const send = async () => {
    const codes = found.value?.codes ?? [];
    if (sent.value === 0) before.value = counts(stockId).state.peek().value?.loaded ?? 0;
    let loaded = before.value;
    const said = {
      codes,
      from: sent.value,
      expiresAt: day.value ? instantOf(`${day.value}T23:59`, it.venue.time_zone) : null,
    };
    const isDone = await run(
      () =>
        load(stockId, said, (done, after) => {
          sent.value = done;
          loaded = after.loaded;
        }),
      "",
    );
    if (!isDone) return;
    const made = loaded - before.value;
    const known = codes.length - made;
    news.value = [t.many("loaded", made), known > 0 && t.many("known", known)]
      .filter(Boolean)
      .join(" ");
    found.value = null;
    await refreshOffer(it.id);
  };
  const { codes = [], faults = [] } = found.value ?? {};
  return html`
    <section class="stack pro-section">
      <h2>${t("title")}</h2>
      <p class="soft">${t("help")}</p>
      ${!has.value && !has.problem && html`<${Skeleton} count=${1} />`}
      ${has.problem && html`<${Failure} fault=${has.problem} onRetry=${() => counts(stockId).refresh()} />`}
      ${has.value && html`<p><b>${t("counts", { loaded: number(has.value.loaded), given: number(has.value.given), left: number(has.value.left), expired: number(has.value.expired) })}</b></p>`}
      <${Field} id="codes-file" label=${t("file")} type="file" accept=".csv,.txt,text/csv,text/plain" fault=${fault.value || undefined} onChange=${choose} />
      <div role="status">
        ${codes.length > 0 && html`<p>${t.many("found", codes.length)}</p>`}
        ${
          faults.length > 0 &&
          html`<p>${t.many("wrong", faults.length)}</p>
            <ul class="hint">
              ${faults.slice(0, FAULTS_SHOWN).map((each) => html`<li key=${each.line}>${t(`line_${each.fault}`, each)}</li>`)}
              ${faults.length > FAULTS_SHOWN && html`<li>${t("andMore", { count: faults.length - FAULTS_SHOWN })}</li>`}
            </ul>`
        }
        ${codes.length > 0 && sent.value > 0 && html`<p>${t("sent", { sent: number(sent.value), count: number(codes.length) })}</p>`}
        ${news.value && html`<p>${news.value}</p>`}
      </div>
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      ${
        codes.length > 0 &&
        html`<${Field} id="codes-until" label=${t("validUntil")} hint=${t("validUntilHint")} type="date" value=${day.value} onInput=${(
          /** @type {Event} */ event,
        ) => {
          day.value = /** @type {HTMLInputElement} */ (event.currentTarget).value;
        }} />
        <div><${Button} isBusy=${isBusy.value} onClick=${send}>${t(sent.value > 0 ? "goOn" : "load")}<//></div>`
      }
    </section>
  `;
}
