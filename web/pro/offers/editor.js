// The dialog that adds, changes or deletes one date or price of an offer.

import { Button, Dialog, Failure, Field, Notice } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { PriceFields, placesIn, priceIn } from "../dates/price.js";
import { useAct } from "../gate/act.js";
import { instantOf, localOf } from "../publish/dates.js";
import { addStock, deleteStock, editStock } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */
/** @typedef {import("./state.js").Stock} Stock */

/** @param {{ it: Offer, stock: Stock | null, onDone: () => void, onClose: () => void }} props */
export function Editor({ it, stock, onDone, onClose }) {
  const zone = it.venue.time_zone;
  const isEvent = stock ? stock.begins_at !== null : it.stocks.some(({ begins_at }) => begins_at);
  const faults = useSignal({ price: "", places: "", begins: "" });
  const isAsked = useSignal(false);
  const { isBusy, refused, run } = useAct();
  const act = async (/** @type {() => Promise<unknown>} */ does) => {
    if (await run(does, "")) onDone();
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const begins = String(said.get("begins") ?? "").trim();
    const price = priceIn(said);
    const quantity = placesIn(said);
    faults.value = {
      price: price ? "" : t("needPrice"),
      places: quantity === undefined ? t("needPlaces") : "",
      begins: isEvent && !begins ? t("needBegins") : "",
    };
    if (!price || quantity === undefined || faults.value.begins) return;
    const beginsAt = isEvent ? instantOf(begins, zone) : null;
    if (!stock) {
      act(() =>
        addStock(it.id, {
          ...price,
          ...(quantity === null ? {} : { quantity }),
          ...(beginsAt ? { begins_at: beginsAt } : {}),
        }),
      );
      return;
    }
    const isMoved = beginsAt && begins !== localOf(stock.begins_at ?? "", zone);
    const isPriced =
      "price_category" in price
        ? price.price_category !== stock.price_category
        : stock.price_category !== null || price.price_cents !== stock.price_cents;
    act(() =>
      editStock(it.id, stock.id, {
        ...(isPriced ? price : {}),
        ...(quantity === stock.quantity ? {} : { quantity }),
        ...(isMoved ? { begins_at: beginsAt } : {}),
      }),
    );
  };
  return html`
    <${Dialog} title=${t(stock ? "editTitle" : "addStock")} onClose=${onClose}>
      <form class="stack" novalidate onSubmit=${submit}>
        ${isEvent && html`<${Field} id="begins" label=${t("begins")} type="datetime-local" defaultValue=${stock?.begins_at ? localOf(stock.begins_at, zone) : ""} fault=${faults.value.begins} />`}
        <${PriceFields} it=${it} stock=${stock} fault=${faults.value.price} />
        <${Field} id="places" label=${t("places")} hint=${t("placesHint")} inputmode="numeric" autocomplete="off" defaultValue=${stock?.quantity ?? ""} fault=${faults.value.places} />
        <p class="hint">${t("editHelp")}</p>
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <${Button} type="submit" isBusy=${isBusy.value}>${t("save")}<//>
        ${
          stock &&
          (isAsked.value
            ? html`<${Notice} kind="wrong">
                <p>${t("deleteHelp")}</p>
                <${Button} kind="danger" isBusy=${isBusy.value} onClick=${() => act(() => deleteStock(it.id, stock.id))}>${t("deleteSure")}<//>
              <//>`
            : html`<${Button} kind="danger" onClick=${() => {
                isAsked.value = true;
              }}>${t("delete")}<//>`)
        }
      </form>
    <//>
  `;
}
