// A series of dates: some hours of some weekdays between two days.

import { Button, Failure, Field } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { Weekdays } from "./filters.js";
import { PriceFields, placesIn, priceIn } from "./price.js";
import { showProgress } from "./progress.js";
import { start } from "./state.js";
import { t } from "./texts.js";

const HOUR = /^([01]?\d|2[0-3])[:hH]([0-5]\d)?$/;

/** Return the hours that were typed, such as 20:30; null where one is none. @param {string} typed */
export function hoursIn(typed) {
  const words = typed.split(/[\s,;]+/).filter(Boolean);
  const found = words.map((word) => HOUR.exec(word));
  if (!found.length || found.includes(null)) return null;
  return [...new Set(found.map((each) => `${each?.[1]?.padStart(2, "0")}:${each?.[2] ?? "00"}`))];
}

/** @param {{ it: import("../offers/state.js").Offer, isFirst: boolean }} props */
export function SeriesForm({ it, isFirst }) {
  const weekdays = useSignal(/** @type {string[]} */ ([]));
  const faults = useSignal(/** @type {Record<string, string>} */ ({}));
  const { isBusy, refused, run } = useAct();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const said = new FormData(form);
    const first = String(said.get("firstDay"));
    const last = String(said.get("lastDay"));
    const times = hoursIn(String(said.get("hours")));
    const price = priceIn(said, "series-");
    const quantity = placesIn(said, "series-");
    faults.value = {
      firstDay: first ? "" : t("needFirstDay"),
      lastDay: last && last >= first ? "" : t("needLastDay"),
      hours: times ? "" : t("needHours"),
      "series-price": price ? "" : t("needPrice"),
      "series-places": quantity === undefined ? t("needPlaces") : "",
    };
    const wrong = Object.keys(faults.value).find((name) => faults.value[name]);
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    const body = {
      first_day: first,
      last_day: last,
      ...(weekdays.value.length ? { weekdays: weekdays.value.map(Number) } : {}),
      times,
      prices: [{ ...price, ...(quantity === null ? {} : { quantity }) }],
    };
    if (await run(() => start(it.id, "series", body), "")) showProgress();
  };
  const fault = (/** @type {string} */ name) => faults.value[name] || undefined;
  return html`
    <details class="filters" open=${isFirst}>
      <summary>${t("addSeries")}</summary>
      <form class="stack" novalidate onSubmit=${submit}>
        <div class="pair">
          <${Field} id="firstDay" label=${t("firstDay")} type="date" fault=${fault("firstDay")} />
          <${Field} id="lastDay" label=${t("lastDay")} type="date" fault=${fault("lastDay")} />
        </div>
        <${Weekdays} name="weekdays" chosen=${weekdays.value} onChoose=${(
          /** @type {string[]} */ chosen,
        ) => {
          weekdays.value = chosen;
        }} />
        <p class="hint">${t("weekdaysHint")}</p>
        <${Field} id="hours" label=${t("hours")} hint=${t("hoursHint")} autocomplete="off" maxlength="140" fault=${fault("hours")} />
        <${PriceFields} it=${it} of="series-" fault=${fault("series-price")} key=${it.price_categories.length} />
        <${Field} id="series-places" label=${t("places")} hint=${t("placesHint")} inputmode="numeric" autocomplete="off" maxlength="6" fault=${fault("series-places")} />
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <div><${Button} type="submit" isBusy=${isBusy.value}>${t("add")}<//></div>
      </form>
    </details>
  `;
}
