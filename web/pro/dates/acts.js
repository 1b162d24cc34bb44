// What can be done with the chosen dates together, each asked in a dialog.

import { Button, Dialog, Failure, Field } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { localOf } from "../publish/dates.js";
import { PriceFields, placesIn, priceIn } from "./price.js";
import { showProgress } from "./progress.js";
import { hoursIn } from "./series.js";
import { selectionOf, start } from "./state.js";
import { t } from "./texts.js";

const ACTS = /** @type {const} */ (["move", "price", "quantity", "delete"]);

/** @typedef {(typeof ACTS)[number]} Act */
/** @typedef {{ it: import("../offers/state.js").Offer, chosen: Set<string>, left: import("./state.js").Stock[], filter: import("./state.js").Filter, onDone: () => void }} Props */

/** @param {Props} props */
export function Acts(props) {
  const { chosen } = props;
  const act = useSignal(/** @type {Act | null} */ (null));
  const close = () => {
    act.value = null;
  };
  return html`
    <div class="chosen-acts">
      <p role="status"><b>${chosen.size === 0 ? t("noneChosen") : t.many("chosen", chosen.size)}</b></p>
      <div class="acts">
        ${(chosen.size === 0 ? [] : ACTS).map(
          (each) =>
            html`<${Button} key=${each} kind=${each === "delete" ? "danger" : "calm"} onClick=${() => {
              act.value = each;
            }}>${t(`do_${each}`)}<//>`,
        )}
      </div>
    </div>
    ${
      act.value &&
      html`<${Ask} ...${props} act=${act.value} onClose=${close} onDone=${() => {
        close();
        props.onDone();
        showProgress();
      }} />`
    }
  `;
}

/** @param {Props & { act: Act, onClose: () => void }} props */
function Ask({ it, chosen, left, filter, act, onClose, onDone }) {
  const faults = useSignal(/** @type {Record<string, string>} */ ({}));
  const { isBusy, refused, run } = useAct();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const today = localOf(new Date().toISOString(), it.venue.time_zone).slice(0, 10);
    const stocks = selectionOf(chosen, left, filter, today);
    const asked = bodyOf(act, said);
    faults.value = { ...asked.faults, ...(stocks ? {} : { chosen: t("tooMany") }) };
    const [wrong] = Object.keys(faults.value);
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    if (await run(() => start(it.id, act, { stocks, ...asked.body }), "")) onDone();
  };
  const { days, time, price, places, chosen: many } = faults.value;
  return html`
    <${Dialog} title=${t(`do_${act}`)} onClose=${onClose}>
      <form class="stack" novalidate onSubmit=${submit}>
        <p>${t.many("chosen", chosen.size)}</p>
        ${
          act === "move" &&
          html`<${Field} id="days" label=${t("days")} hint=${t("daysHint")} inputmode="text" autocomplete="off" maxlength="5" fault=${days} />
            <${Field} id="time" label=${t("newTime")} hint=${t("newTimeHint")} type="time" fault=${time} />`
        }
        ${act === "price" && html`<${PriceFields} it=${it} fault=${price} />`}
        ${act === "quantity" && html`<${Field} id="places" label=${t("placesInAll")} hint=${t("placesInAllHint")} inputmode="numeric" autocomplete="off" maxlength="6" fault=${places} />`}
        <p class="hint">${t(`help_${act}`)}</p>
        ${many && html`<p class="fault" role="alert">${many}</p>`}
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <${Button} type="submit" kind=${act === "delete" ? "danger" : "main"} isBusy=${isBusy.value}>${t(act === "delete" ? "deleteSure" : "save")}<//>
      </form>
    <//>
  `;
}

/** Return what a form asks of the API, and what is wrong with it. @param {Act} act @param {FormData} said @returns {{ body: object, faults: Record<string, string> }} */
function bodyOf(act, said) {
  if (act === "move") {
    const days = String(said.get("days") ?? "").trim();
    const time = String(said.get("time") ?? "");
    if (!/^[+-]?\d{0,3}$/.test(days) || /^[+-]$/.test(days))
      return { body: {}, faults: { days: t("needDays") } };
    if (!Number(days) && !time) return { body: {}, faults: { days: t("needMove") } };
    const [at] = hoursIn(time) ?? [];
    return { body: { days: Number(days), ...(at ? { time: at } : {}) }, faults: {} };
  }
  if (act === "price") {
    const price = priceIn(said);
    return { body: price ?? {}, faults: price ? {} : { price: t("needPrice") } };
  }
  if (act === "quantity") {
    const quantity = placesIn(said);
    if (quantity === undefined) return { body: {}, faults: { places: t("needPlaces") } };
    return { body: { quantity }, faults: {} };
  }
  return { body: {}, faults: {} };
}
