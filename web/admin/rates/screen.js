// Custom rules: other terms for one offer, venue or organisation.

import { Button, Failure, Field, Skeleton, useTitle } from "../../kit/components.js";
import { longDay, money, number } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../office/gate.js";
import { pageOf } from "../office/state.js";
import { addRule, endRule, rules } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Rule} Rule */

const TARGETS = /** @type {const} */ (["siren", "venue_id", "offer_id"]);
const KINDS = { siren: "offerers", venue_id: "venues", offer_id: "offers" };

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack office">
      <h1>${t("title")}</h1>
      <${Gate} roles=${["finance"]}>${() => html`<${Rates} />`}<//>
    </div>
  `;
}

function Rates() {
  const found = rules();
  const { value, problem } = found.state.value;
  const said = useSignal("");
  const done = () => {
    said.value = t("done");
  };
  return html`
    ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${!value && !problem && html`<${Skeleton} />`}
    ${value?.length === 0 && html`<p>${t("none")}</p>`}
    <p role="status">${said.value}</p>
    <ul class="office-hits">${value?.map((each) => html`<${One} key=${each.id} it=${each} onDone=${done} />`)}</ul>
    <${NewRule} onDone=${done} />
  `;
}

/** Run what a form asks for, and keep its refusal. @param {() => void} onDone */
function useSending(onDone) {
  const fault = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  const send = async (/** @type {() => Promise<void>} */ does) => {
    if (isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      await does();
      onDone();
    } catch (refused) {
      fault.value = refused;
    }
    isBusy.value = false;
  };
  return { fault, isBusy, send };
}

/** @param {{ it: Rule, onDone: () => void }} props */
function One({ it, onDone }) {
  const { fault, isBusy, send } = useSending(onDone);
  const missing = useSignal("");
  const target = TARGETS.find((name) => it[name]) ?? "siren";
  const id = it[target] ?? "";
  const end = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const day = String(form.get(`end-${it.id}`) ?? "");
    missing.value = day ? "" : t("need");
    if (day) send(() => endRule(it.id, day));
  };
  const first = longDay(it.used_from);
  return html`
    <li>
      <span class="stack-close">
        <b>${it.rate === null ? money(it.amount_cents ?? 0) : `${number(it.rate / 100)} %`}</b>
        <span>${t(target)} <a href=${pageOf(KINDS[target], id)}>${id}</a></span>
        <span class="soft">${it.used_before ? t("span", { first, last: longDay(it.used_before) }) : t("open", { first })}</span>
      </span>
      ${
        !it.used_before &&
        html`<form novalidate onSubmit=${end}>
          <${Field} id=${`end-${it.id}`} label=${t("end")} hint=${t("once")} type="date" fault=${missing.value} />
          ${fault.value != null && html`<${Failure} fault=${fault.value} />`}
          <${Button} type="submit" kind="calm" isBusy=${isBusy.value}>${t("setEnd")}<//>
        </form>`
      }
    </li>
  `;
}

/** @param {{ onDone: () => void }} props */
function NewRule({ onDone }) {
  const { fault, isBusy, send } = useSending(onDone);
  const faults = useSignal({ id: "", terms: "", from: "" });
  const add = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const said = new FormData(form);
    const text = (/** @type {string} */ name) => String(said.get(name) ?? "").trim();
    const terms = Number(text("terms").replace(",", ".") || "x");
    faults.value = {
      id: text("id") ? "" : t("need"),
      terms: terms >= 0 ? "" : t("needNumber"),
      from: text("from") ? "" : t("need"),
    };
    const wrong = Object.entries(faults.value).find(([, words]) => words)?.[0];
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    const hundredths = Math.round(terms * 100);
    const isOffer = text("target") === "offer_id";
    send(async () => {
      await addRule({
        [text("target")]: text("id"),
        ...(isOffer ? { amount_cents: hundredths } : { rate: hundredths }),
        used_from: text("from"),
        ...(text("until") ? { used_before: text("until") } : {}),
      });
      form.reset();
    });
  };
  return html`
    <section class="office-part">
      <h2>${t("add")}</h2>
      <form class="stack narrow-form" novalidate onSubmit=${add}>
        <div class="field">
          <label for="target">${t("target")}</label>
          <select id="target" name="target">${TARGETS.map((name) => html`<option key=${name} value=${name}>${t(name)}</option>`)}</select>
        </div>
        <${Field} id="id" label=${t("id")} autocomplete="off" fault=${faults.value.id} />
        <${Field} id="terms" label=${t("terms")} inputmode="decimal" autocomplete="off" fault=${faults.value.terms} />
        <${Field} id="from" label=${t("from")} type="date" fault=${faults.value.from} />
        <${Field} id="until" label=${t("until")} type="date" />
        ${fault.value != null && html`<${Failure} fault=${fault.value} />`}
        <div><${Button} type="submit" isBusy=${isBusy.value}>${t("add")}<//></div>
      </form>
    </section>
  `;
}
