// Publishing an offer: one page, the picture first, and what young people will see beside it.

import { categories } from "../../discover/state.js";
import { Button, Failure, Notice, Skeleton, useTitle } from "../../kit/components.js";
import { html, useEffect, useSignal } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { venues } from "../gate/state.js";
import { WHOLE } from "../picture/crop.js";
import { prepare } from "../picture/picture.js";
import { Fields } from "./fields.js";
import { Preview } from "./preview.js";
import {
  categoryOf,
  centsOf,
  change,
  draft,
  faultsOf,
  forget,
  keepPicture,
  keptPicture,
  publish,
  step,
} from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */
/** @typedef {import("./state.js").OwnOffer} OwnOffer */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      <${Gate}>${(/** @type {Offerer} */ offerer) => html`<${Publish} it=${offerer} key=${offerer.siren} />`}<//>
    </div>
  `;
}

/** @param {{ it: Offerer }} props */
function Publish({ it }) {
  const places = venues(it.siren);
  const known = categories();
  const all = known.state.value.value?.items;
  const picture = useSignal(/** @type {import("../picture/picture.js").Picture | null} */ (null));
  const isChecked = useSignal(false);
  const refused = useSignal(/** @type {unknown} */ (null));
  const made = useSignal(/** @type {OwnOffer | null} */ (null));
  useEffect(() => {
    keptPicture().then(async (blob) => {
      if (!blob || picture.peek()) return;
      picture.value = await prepare(blob, draft.peek().frame ?? WHOLE).catch(() => null);
    });
  }, []);
  if (made.value)
    return html`<${Done} it=${made.value} onAgain=${() => {
      made.value = null;
    }} />`;
  const problem = places.state.value.problem ?? known.state.value.problem;
  if (!places.state.value.value || !all) {
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => {
          places.refresh();
          known.refresh();
        }} />`
      : html`<${Skeleton} />`;
  }
  const [first] = places.state.value.value;
  const venue = places.state.value.value.find(({ id }) => id === draft.value.venueId) ?? first;
  if (!venue)
    return html`<p>${t("noVenue")}</p><p><a class="button main" href="/pro/rejoindre">${t("addVenue")}</a></p>`;
  const category = categoryOf(all, draft.value.category);
  const faults = isChecked.value ? faultsOf(draft.value, category, picture.value !== null) : [];
  const choose = (/** @type {import("../picture/picture.js").Picture} */ chosen) => {
    picture.value = chosen;
    keepPicture(chosen.kept);
    change({ frame: chosen.frame, isPictureSent: false });
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (step.peek()) return;
    refused.value = null;
    isChecked.value = true;
    const [wrong] = faultsOf(draft.peek(), category, picture.peek() !== null);
    if (wrong || !category || !picture.value) {
      const price = draft.peek().prices.findIndex(({ euros }) => centsOf(euros) === null);
      document.getElementById(wrong === "price" ? `price-${price}` : (wrong ?? ""))?.focus();
      return;
    }
    try {
      made.value = await publish({ category, venue, picture: picture.value.blob });
      forget();
      picture.value = null;
      isChecked.value = false;
    } catch (fault) {
      refused.value = fault;
    }
  };
  return html`
    <div class="publish">
      <form class="stack" novalidate onSubmit=${submit}>
        <${Fields} all=${all} category=${category} venue=${venue} venues=${places.state.value.value}
          faults=${faults} picture=${picture.value} onPicture=${choose} />
        <div role="alert">${faults.length > 0 && html`<p class="fault">${t.many("toCorrect", faults.length)}</p>`}</div>
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <${Button} type="submit" isBusy=${step.value !== ""}>${step.value ? t(step.value) : t("publish")}<//>
        <p class="hint">${t("kept")} <button type="button" class="link" onClick=${() => {
          forget();
          picture.value = null;
          isChecked.value = false;
        }}>${t("startAgain")}</button></p>
      </form>
      <${Preview} category=${category} venue=${venue} picture=${picture.value?.preview} />
    </div>
  `;
}

/** @param {{ it: OwnOffer, onAgain: () => void }} props */
function Done({ it, onAgain }) {
  const isPublic = it.status !== "pending";
  return html`
    <${Notice} kind="good">
      <h2>${t(isPublic ? "isPublished" : "isInReview", { name: it.name })}</h2>
      <p>${t(isPublic ? "isPublishedHelp" : "isInReviewHelp")}</p>
    <//>
    <div class="acts">
      ${isPublic && html`<a class="button main" href="/offres/${encodeURIComponent(it.id)}">${t("see")}</a>`}
      <${Button} kind="calm" onClick=${onAgain}>${t("another")}<//>
      <a class="button calm" href="/pro/offres/${encodeURIComponent(it.id)}">${t("manage")}</a>
    </div>
  `;
}
