// An offer of one's own: its state, its texts, its dates and prices.

import {
  Button,
  Dialog,
  Failure,
  Field,
  Notice,
  Skeleton,
  useTitle,
} from "../../kit/components.js";
import { go } from "../../kit/router.js";
import { html, useSignal } from "../../kit/view.js";
import { Codes } from "../codes/codes.js";
import { Gate } from "../gate/gate.js";
import { Picture } from "./picture.js";
import { Prices } from "./prices.js";
import { Reach } from "./reach.js";
import { duplicate, edit, own, turn } from "./state.js";
import { Stocks } from "./stocks.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */

/** @param {{ params: { id: string } }} props */
export function Screen({ params }) {
  const name = own(params.id).state.value.value?.name;
  useTitle(name ?? t("offer"));
  return html`
    <div class="page narrow stack">
      <p><a href="/pro/offres">${t("back")}</a></p>
      <h1>${name ?? t("offer")}</h1>
      <${Gate}>${(/** @type {import("../gate/state.js").Offerer} */ it) => html`<${Own} id=${params.id} siren=${it.siren} />`}<//>
    </div>
  `;
}

/** @param {{ id: string, siren: string }} props */
function Own({ id, siren }) {
  const found = own(id);
  const { value, problem } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  return html`<${State} it=${value} /><${Texts} it=${value} key=${value.id} /><${Picture} it=${value} key=${`p${value.id}`} /><${Stocks} it=${value} /><${Prices} it=${value} /><${Codes} it=${value} /><${Reach} siren=${siren} offerId=${id} />`;
}

/** @param {{ it: Offer }} props */
function State({ it }) {
  const refused = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  const isAsked = useSignal(false);
  const isOut = ["active", "scheduled", "published", "sold_out", "expired"].includes(it.status);
  const act = async (/** @type {() => Promise<unknown>} */ does) => {
    isBusy.value = true;
    refused.value = null;
    isAsked.value = false;
    try {
      await does();
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
  };
  const copy = () =>
    act(async () => go(`/pro/offres/${encodeURIComponent((await duplicate(it.id)).id)}`));
  return html`
    <p role="status"><span class="state state-${it.status}">${t(it.status)}</span> ${t(`help_${it.status}`)}</p>
    ${it.review?.rejected_because && html`<${Notice} kind="wrong"><p>${t("because", { reason: it.review.rejected_because })}</p><//>`}
    ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
    <div class="acts">
      ${isOut && html`<a class="button calm" href="/offres/${encodeURIComponent(it.id)}">${t("seePublic")}</a>`}
      ${(it.status === "draft" || it.status === "inactive") && html`<${Button} isBusy=${isBusy.value} onClick=${() => act(() => turn(it.id, "publish"))}>${t("publishIt")}<//>`}
      <${Button} kind="calm" isBusy=${isBusy.value} onClick=${copy}>${t("duplicate")}<//>
      <a class="button calm" href="/pro/reservations?${new URLSearchParams({ offre: it.id })}">${t("bookings")}</a>
      ${
        isOut &&
        html`<${Button} kind="danger" isBusy=${isBusy.value} onClick=${() => {
          isAsked.value = true;
        }}>${t("withdraw")}<//>`
      }
    </div>
    ${
      isAsked.value &&
      html`<${Dialog} title=${t("withdrawTitle")} onClose=${() => {
        isAsked.value = false;
      }}>
        <p>${t("withdrawHelp")}</p>
        <${Button} kind="danger" onClick=${() => act(() => turn(it.id, "unpublish"))}>${t("withdraw")}<//>
      <//>`
    }
  `;
}

/** @param {{ it: Offer }} props */
function Texts({ it }) {
  const name = useSignal(it.name);
  const description = useSignal(it.description ?? "");
  const isBusy = useSignal(false);
  const isSaved = useSignal(false);
  const refused = useSignal(/** @type {unknown} */ (null));
  const fault = useSignal("");
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    isSaved.value = false;
    refused.value = null;
    fault.value = name.value.trim() ? "" : t("needName");
    if (isBusy.value || fault.value) return;
    isBusy.value = true;
    try {
      await edit(it.id, {
        name: name.value.trim(),
        description: description.value.trim() || null,
      });
      isSaved.value = true;
    } catch (wrong) {
      refused.value = wrong;
    }
    isBusy.value = false;
  };
  const typed = (/** @type {typeof name} */ into) => (/** @type {Event} */ event) => {
    into.value = /** @type {HTMLInputElement} */ (event.currentTarget).value;
  };
  return html`
    <form class="stack" novalidate onSubmit=${submit}>
      <h2>${t("texts")}</h2>
      <${Field} id="name" label=${t("name")} maxlength="90" value=${name.value} onInput=${typed(name)} fault=${fault.value} />
      <${Field} id="description" label=${t("description")} isLong rows="5" maxlength="1000" value=${description.value} onInput=${typed(description)} />
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      <p role="status">${isSaved.value && t("saved")}</p>
      <${Button} type="submit" kind="calm" isBusy=${isBusy.value}>${t("save")}<//>
    </form>
  `;
}
