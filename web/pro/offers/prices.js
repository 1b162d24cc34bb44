// The price categories of an offer: named prices that its dates follow.

import { Button, Dialog, Failure, Field } from "../../kit/components.js";
import { price } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { euros } from "../dates/price.js";
import { Progress } from "../dates/progress.js";
import { track } from "../dates/state.js";
import { useAct } from "../gate/act.js";
import { centsOf } from "../publish/state.js";
import { addPrice, editPrice, removePrice } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */
/** @typedef {import("./state.js").PriceCategory} PriceCategory */

/** @param {{ it: Offer }} props */
export function Prices({ it }) {
  const edited = useSignal(/** @type {PriceCategory | "new" | null} */ (null));
  const news = useSignal("");
  const open = (/** @type {PriceCategory | "new"} */ which) => {
    news.value = "";
    edited.value = which;
  };
  const close = (/** @type {string} */ said) => {
    news.value = said;
    edited.value = null;
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("prices")}</h2>
      <p class="soft">${t("pricesHelp")}</p>
      ${
        it.price_categories.length > 0 &&
        html`<ul class="lines">
          ${it.price_categories.map(
            (each) => html`
              <li key=${each.id}>
                <span><b>${each.label}</b> · ${price(each.price_cents)}</span>
                <button type="button" class="link" aria-label=${t("editPriceOf", { name: each.label })} onClick=${() => open(each)}>${t("edit")}</button>
              </li>
            `,
          )}
        </ul>`
      }
      <p role="status">${news.value}</p>
      <${Progress} offerId=${it.id} zone=${it.venue.time_zone} />
      <div><${Button} kind="calm" onClick=${() => open("new")}>${t("addPrice")}<//></div>
      ${edited.value && html`<${Editor} it=${it} category=${edited.value === "new" ? null : edited.value} onClose=${close} />`}
    </section>
  `;
}

/** @param {{ it: Offer, category: PriceCategory | null, onClose: (news: string) => void }} props */
function Editor({ it, category, onClose }) {
  const faults = useSignal({ label: "", price: "" });
  const { isBusy, refused, run } = useAct();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const label = String(said.get("label")).trim();
    const cents = centsOf(String(said.get("price")));
    faults.value = {
      label: label ? "" : t("needLabel"),
      price: cents === null ? t("needPrice") : "",
    };
    const wrong = faults.value.label ? "label" : faults.value.price ? "price" : null;
    if (wrong) document.getElementById(wrong)?.focus();
    if (wrong || cents === null) return;
    const save = async () => {
      if (!category) return addPrice(it.id, { label, price_cents: cents });
      const batch = await editPrice(it.id, category.id, { label, price_cents: cents });
      if (batch) await track(it.id, batch);
    };
    if (await run(save, "")) onClose(t("saved"));
  };
  const drop = async () => {
    if (category && (await run(() => removePrice(it.id, category.id), "")))
      onClose(t("priceRemoved"));
  };
  return html`
    <${Dialog} title=${t(category ? "editPrice" : "addPrice")} onClose=${() => onClose("")}>
      <form class="stack" novalidate onSubmit=${submit}>
        <${Field} id="label" label=${t("label")} maxlength="50" autocomplete="off" placeholder=${t("labelExample")} defaultValue=${category?.label ?? ""} fault=${faults.value.label} />
        <${Field} id="price" label=${t("price")} inputmode="decimal" maxlength="9" autocomplete="off" defaultValue=${category ? euros(category.price_cents) : ""} fault=${faults.value.price} />
        ${category && html`<p class="hint">${t("priceKept")}</p>`}
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <${Button} type="submit" isBusy=${isBusy.value}>${t("save")}<//>
        ${category && html`<${Button} kind="danger" isBusy=${isBusy.value} onClick=${drop}>${t("removePrice")}<//>`}
      </form>
    <//>
  `;
}
