// Acts on a thing: their buttons and keys, and the form that asks for what the API wants.

import { post } from "../../kit/api.js";
import { Button, Failure, Field } from "../../kit/components.js";
import { save } from "../../kit/download.js";
import { asProblem } from "../../kit/resource.js";
import { html, useLayoutEffect, useRef, useSignal } from "../../kit/view.js";
import { reaches } from "./state.js";
import { t } from "./texts.js";
import { roleWords } from "./words.js";

/** @type {readonly import("./state.js").Role[]} */
const ROLES = ["support", "review", "finance", "administrator"];

/** @typedef {"reason" | "euros" | "roles" | "keptReason" | "suspension" | "email" | "status" | "comment" | "neededComment" | "neededText" | "answer"} Ask */
/**
 * @typedef {object} Act
 * @property {string} id
 * @property {string} label
 * @property {string} path
 * @property {readonly import("./state.js").Role[]} roles
 * @property {Ask[]} asks
 * @property {"main" | "calm" | "danger"} [kind]
 * @property {string} [key] The key that opens it, in queues.
 * @property {Record<string, string>} [body]
 * @property {(said: Record<string, any>) => unknown} [shape] The body made of what was said.
 * @property {{ type: string, name: string }} [file] What the API answers with, to save.
 * @property {"PUT"} [method] POST where it is left out.
 * @property {readonly string[]} [has] The roles that somebody has now.
 */

/**
 * The acts that somebody may do, one of them open at a time.
 *
 * @param {{ who: import("./state.js").Me, acts: Act[], hasKeys?: boolean, onDone: (act: Act, answer: any) => unknown, onRefused?: () => unknown, open: import("../../vendor/signals-core.js").Signal<string | null>, heading?: "h2" | "h3" }} props
 */
export function Acts({ who, acts, hasKeys = false, onDone, onRefused, open, heading = "h3" }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  const possible = acts.filter(({ roles }) => reaches(who, roles));
  const chosen = possible.find(({ id }) => id === open.value);
  const close = () => {
    const id = open.peek();
    open.value = null;
    // The buttons are back after the next rendering.
    requestAnimationFrame(() => {
      /** @type {HTMLElement | null | undefined} */ (
        bar.current?.querySelector(`[data-act="${id}"] button`)
      )?.focus();
    });
  };
  if (chosen) {
    return html`<${ActForm} key=${chosen.id} act=${chosen} heading=${heading} onCancel=${close} onRefused=${onRefused}
      onDone=${(/** @type {any} */ answer) => {
        open.value = null;
        onDone(chosen, answer);
      }} />`;
  }
  return html`
    <div class="office-acts" ref=${bar}>
      ${possible.map(
        (act) => html`
          <span key=${act.id} data-act=${act.id}>
            <${Button} kind=${act.kind ?? "calm"} onClick=${() => {
              open.value = act.id;
            }}>${act.label}${hasKeys && act.key && html` <kbd aria-hidden="true">${act.key.toUpperCase()}</kbd>`}<//>
          </span>
        `,
      )}
    </div>
  `;
}

/** @param {{ act: Act, heading: "h2" | "h3", onDone: (answer: any) => unknown, onRefused?: () => unknown, onCancel: () => void }} props */
function ActForm({ act, heading, onDone, onRefused, onCancel }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const faults = useSignal(/** @type {Record<string, string>} */ ({}));
  const problem = useSignal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
  const isBusy = useSignal(false);
  // In the same turn as the key that opened it, so that what is typed next is not lost.
  useLayoutEffect(() => {
    const first = form.current?.querySelector("textarea, input, select, button");
    /** @type {HTMLElement | null | undefined} */ (first)?.focus();
  }, []);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (isBusy.value || !form.current) return;
    const said = Object.fromEntries(
      [...new FormData(form.current)].map(([name, value]) => [name, String(value).trim()]),
    );
    faults.value = missing(act.asks, said);
    const [first] = Object.keys(faults.value);
    if (first) {
      document.getElementById(`act-${first}`)?.focus();
      return;
    }
    isBusy.value = true;
    problem.value = null;
    try {
      const { euros, roles: _, ...rest } = said;
      const chosen = new FormData(form.current).getAll("roles");
      const given = Object.entries(rest).filter(([, value]) => value);
      const amount = euros ? { amount_cents: centsOf(euros) } : {};
      const body = {
        ...act.body,
        ...amount,
        ...(act.asks.includes("roles") ? { roles: chosen } : {}),
        ...Object.fromEntries(given),
      };
      const shaped = act.shape ? act.shape(body) : body;
      const answer = await post(act.path, shaped, act.method, act.file?.type);
      if (act.file) save(/** @type {Blob} */ (answer), act.file.name);
      onDone(answer);
    } catch (fault) {
      problem.value = asProblem(fault);
      onRefused?.();
    }
    isBusy.value = false;
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    event.stopPropagation();
  };
  return html`
    <form ref=${form} class="office-form" novalidate onSubmit=${submit} onKeyDown=${keys} aria-labelledby="act-title">
      <${heading} id="act-title">${act.label}<//>
      ${act.asks.map((ask) => html`<${Asked} key=${ask} ask=${ask} has=${act.has ?? []} fault=${faults.value[nameOf(ask)]} />`)}
      ${problem.value && html`<${Failure} fault=${problem.value} />`}
      <div class="office-acts">
        <${Button} type="submit" kind=${act.kind === "danger" ? "danger" : "main"} isBusy=${isBusy.value}>${act.label}<//>
        <${Button} kind="calm" onClick=${onCancel}>${t("cancel")} <kbd aria-hidden="true">Esc</kbd><//>
        <span class="hint">${t("sendKeys")}</span>
      </div>
    </form>
  `;
}

/** @param {Ask} ask */
const nameOf = (ask) =>
  ({ keptReason: "reason", suspension: "reason", neededComment: "comment", neededText: "comment" })[
    /** @type {string} */ (ask)
  ] ?? ask;

/** Return the cents of an amount that was typed in euros, or NaN. @param {string} euros */
const centsOf = (euros) => Math.round(Number(euros.replace(/\s/g, "").replace(",", ".")) * 100);

/** Return what is missing, by the name of its field. @param {Ask[]} asks @param {Record<string, string>} said */
function missing(asks, said) {
  /** @type {Partial<Record<Ask, string>>} */
  const needs = {
    reason: t("needReason"),
    keptReason: t("needReason"),
    suspension: t("needChoice"),
    neededComment: t("needComment"),
    neededText: t("needText"),
    email: t("needEmail"),
    euros: t("needEuros"),
    answer: t("needAnswer"),
  };
  const isWrong = (/** @type {Ask} */ ask) =>
    ask === "euros" ? !(centsOf(said.euros ?? "") > 0) : !said[nameOf(ask)];
  return Object.fromEntries(
    asks.filter((ask) => needs[ask] && isWrong(ask)).map((ask) => [nameOf(ask), needs[ask] ?? ""]),
  );
}

/** @param {{ ask: Ask, has: readonly string[], fault?: string }} props */
function Asked({ ask, has, fault }) {
  switch (ask) {
    case "reason":
      return html`<${Area} name="reason" label=${t("reason")} hint=${t("reasonHint")} most=${500} fault=${fault} />`;
    case "keptReason":
      return html`<${Area} name="reason" label=${t("reason")} hint=${t("reasonKeptHint")} most=${500} fault=${fault} />`;
    case "comment":
      return html`<${Area} name="comment" label=${t("optional", { label: t("comment") })} hint=${t("commentHint")} most=${1000} fault=${fault} />`;
    case "neededComment":
    case "neededText":
      return html`<${Area} name="comment" label=${t("comment")} hint=${t("commentHint")} most=${1000} fault=${fault} />`;
    case "answer":
      return html`<${Area} name="answer" label=${t("answer")} hint=${t("answerHint")} most=${2000} fault=${fault} />`;
    case "roles":
      return html`
        <fieldset class="stack">
          <legend>${t("roles")}</legend>
          ${ROLES.map((role) => html`<label class="check" key=${role}><input type="checkbox" name="roles" value=${role} defaultChecked=${has.includes(role)} /> ${roleWords(role)}</label>`)}
          <p class="hint">${t("rolesHint")}</p>
        </fieldset>
      `;
    case "euros":
      return html`<${Field} id="act-euros" name="euros" label=${t("euros")} inputmode="decimal" autocomplete="off" fault=${fault} />`;
    case "email":
      return html`<${Field} id="act-email" name="email" label=${t("newEmail")} type="email" autocomplete="off" fault=${fault} />`;
    case "suspension":
      return html`<${Choice} name="reason" label=${t("suspension")} fault=${fault}
        options=${[
          ["", ""],
          ["fraud", t("fraud")],
          ["user_request", t("user_request")],
          ["administrative", t("administrative")],
        ]} />`;
    case "status":
      return html`<${Choice} name="status" label=${t("backTo")}
        options=${[["confirmed", t("asConfirmed")], ["used", t("asUsed")]]} />`;
  }
}

/** @param {{ name: string, label: string, hint: string, most: number, fault?: string }} props */
function Area({ name, label, hint, most, fault }) {
  const id = `act-${name}`;
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <p class="hint" id="${id}-hint">${hint}</p>
      <textarea id=${id} name=${name} rows="3" maxlength=${most} aria-describedby="${id}-hint${fault ? ` ${id}-fault` : ""}"
        aria-invalid=${fault ? "true" : undefined} />
      ${fault && html`<p class="fault" id="${id}-fault">${fault}</p>`}
    </div>
  `;
}

/** @param {{ name: string, label: string, options: string[][], fault?: string }} props */
function Choice({ name, label, options, fault }) {
  const id = `act-${name}`;
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} name=${name} aria-invalid=${fault ? "true" : undefined} aria-describedby=${fault ? `${id}-fault` : undefined}>
        ${options.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}
      </select>
      ${fault && html`<p class="fault" id="${id}-fault">${fault}</p>`}
    </div>
  `;
}
