// The door without a network: choose an event, let its tickets in, send them later.

import { Button, Failure, Field, Notice, Skeleton, useTitle } from "../../kit/components.js";
import { dayAndTime, time } from "../../kit/format.js";
import { html, useEffect, useRef, useSignal } from "../../kit/view.js";
import { Camera } from "../desk/camera.js";
import { Banner } from "../desk/screen.js";
import { Gate } from "../gate/gate.js";
import { chosenVenue } from "../gate/state.js";
import "../gate/styles.js";
import { agenda } from "../home/state.js";
import { Queue } from "./queue.js";
import {
  check,
  device,
  dropList,
  entered,
  eventOf,
  isAble,
  isTicket,
  keepUp,
  letIn,
  list,
  nameDevice,
  problem,
  resumeDoor,
  shown,
  takeList,
  undoEntry,
} from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").List} List */
/** @typedef {import("../gate/state.js").Offerer} Offerer */

const EVERY_MS = 5_000;

export function Screen() {
  useTitle(t("title"));
  useEffect(() => {
    resumeDoor().then(keepUp);
    const timer = setInterval(keepUp, EVERY_MS);
    addEventListener("online", keepUp);
    return () => {
      clearInterval(timer);
      removeEventListener("online", keepUp);
    };
  }, []);
  const kept = list.value;
  return html`
    <div class="page desk stack">
      <p><a href="/pro/guichet">${t("desk")}</a></p>
      <h1>${t("title")}</h1>
      ${!isAble && html`<${Notice} kind="wrong"><p>${t("notAble")}</p><//>`}
      ${isAble && kept === undefined && html`<${Skeleton} />`}
      ${problem.value && html`<${Failure} fault=${problem.value} />`}
      ${isAble && kept && html`<${Door} it=${kept} />`}
      ${isAble && kept === null && html`<${Gate}>${(/** @type {Offerer} */ it) => html`<${Choice} siren=${it.siren} />`}<//>`}
      <${Queue} />
    </div>
  `;
}

/** @param {{ siren: string }} props */
function Choice({ siren }) {
  const found = agenda(siren, chosenVenue.value);
  const { value, problem: fault } = found.state.value;
  const isBusy = useSignal(false);
  const take = async (/** @type {string} */ offerId, /** @type {string} */ at) => {
    isBusy.value = true;
    await takeList(offerId, at);
    isBusy.value = false;
  };
  if (!value)
    return fault
      ? html`<${Failure} fault=${fault} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  const sessions = [...value.today, ...value.week];
  return html`
    <p>${t("choose")}</p>
    <${Field} id="device" label=${t("device")} hint=${t("deviceHint")} maxlength="60" autocomplete="off" value=${device.value}
      onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) => nameDevice(event.currentTarget.value.trim())} />
    ${sessions.length === 0 && html`<p class="soft">${t("noSession")}</p>`}
    <ul class="lines">
      ${sessions.map((each) => {
        const at = dayAndTime(each.at, each.timeZone);
        return html`
          <li key=${each.key}>
            <span class="pro-session"><b>${each.name}</b><span class="soft">${at} · ${each.venue}</span></span>
            <button type="button" class="button calm" aria-label=${t("prepareOf", { name: each.name, at })} aria-disabled=${isBusy.value ? "true" : undefined}
              onClick=${() => !isBusy.value && take(each.offerId, each.at)}>${t("prepare")}</button>
          </li>
        `;
      })}
    </ul>
  `;
}

/** @param {{ it: List }} props */
function Door({ it }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const isBusy = useSignal(false);
  const inside = entered.value
    .filter(({ of }) => of === eventOf(it))
    .reduce((total, { facts }) => total + (facts?.quantity ?? 1), 0);
  useEffect(() => {
    // The router gives the focus to the heading first.
    const later = setTimeout(() => field.current?.focus(), 50);
    return () => clearTimeout(later);
  }, []);
  const look = () => {
    const text = field.current?.value.trim();
    // A scanner ends with Enter: the code has been checked by then.
    const before = shown.peek();
    const isOver = before?.step === "in" || before?.step === "undone";
    if (text && (before?.payload !== text || isOver)) check(text);
    field.current?.select();
  };
  const typed = () => isTicket(field.current?.value ?? "") && look();
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    look();
  };
  const refresh = async () => {
    isBusy.value = true;
    await takeList(it.offerId, it.at);
    isBusy.value = false;
  };
  const enter = async () => {
    await letIn();
    if (!field.current) return;
    field.current.value = "";
    field.current.focus();
  };
  const undo = async () => {
    await undoEntry();
    field.current?.focus();
  };
  return html`
    <div>
      <h2>${it.name}</h2>
      <p>${dayAndTime(it.at, it.timeZone)} · ${it.venue}</p>
      <p class="soft">${t("asOf", { at: dayAndTime(it.asOf, it.timeZone) })} · ${t.many("tickets", it.tickets.length)} · ${t.many("inside", inside)}</p>
    </div>
    <${Camera} onRead=${check} />
    <form class="desk-field" onSubmit=${submit}>
      <label for="qr">${t("code")}</label>
      <input id="qr" name="qr" ref=${field} class="desk-code door-code" autocomplete="off" spellcheck=${false} enterkeyhint="search" maxlength="200" aria-describedby="qr-hint" onInput=${typed} />
      <p class="hint" id="qr-hint">${t("codeHint")}</p>
    </form>
    <div aria-live="assertive" aria-atomic="true"><${Result} it=${it} onEnter=${enter} onUndo=${undo} /></div>
    <div class="acts">
      <${Button} kind="calm" isBusy=${isBusy.value} onClick=${refresh}>${t("refresh")}<//>
      <${Button} kind="calm" onClick=${dropList}>${t("drop")}<//>
    </div>
  `;
}

/** @param {{ it: List, onEnter: () => Promise<void>, onUndo: () => Promise<void> }} props */
function Result({ it, onEnter, onUndo }) {
  const now = shown.value;
  if (!now) return html`<p class="desk-wait soft">${t("wait")}</p>`;
  const { step, facts } = now;
  const isGood = step === "in" || step === "undone";
  const isOpen = step === "open";
  const words = t(step, {
    at: time(now.at ?? it.asOf, it.timeZone),
    from: it.usableFrom ? dayAndTime(it.usableFrom, it.timeZone) : "",
  });
  return html`
    <div class="desk-card ${isGood ? "good" : isOpen ? "" : "wrong"}">
      <${Banner} kind=${isGood || isOpen ? "good" : "wrong"} words=${words} />
      ${facts && html`<h3>${facts.initials}</h3><p class="desk-what"><b>${t("places", { count: facts.quantity })}</b> ${facts.price_label ?? ""}</p>`}
      ${step === "unknown" && html`<p>${t("unknownHelp")}</p>`}
      ${(step === "typed" || step === "old") && html`<p>${t("typedHelp")}</p>`}
      ${isOpen && html`<${Button} onClick=${onEnter}>${t(facts?.quantity === 2 ? "letInTwo" : "letIn")}<//>`}
      ${(step === "unknown" || step === "early") && html`<${Button} kind="calm" onClick=${onEnter}>${t("letInAnyway")}<//>`}
      ${(step === "in" || step === "usedHere") && html`<${Button} kind="calm" onClick=${onUndo}>${t("undo")}<//>`}
    </div>
  `;
}
