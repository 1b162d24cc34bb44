// A queue: the item at hand with what is needed to decide, its acts, and the rest in line.

import { Failure, Skeleton, useTitle } from "../../kit/components.js";
import { keep, kept } from "../../kit/device.js";
import { shortDay } from "../../kit/format.js";
import { go } from "../../kit/router.js";
import { html, signal, useLayoutEffect, useRef, useSignal } from "../../kit/view.js";
import { Acts } from "../office/acts.js";
import { Gate } from "../office/gate.js";
import { History } from "../office/history.js";
import { pageOf, reaches } from "../office/state.js";
import { t as office } from "../office/texts.js";
import { ReturnedTransfer } from "./bank.js";
import { Facts } from "./facts.js";
import { Many, Others, settleMany } from "./many.js";
import { detail, list, QUEUES, settle } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Queue} Queue */
/** @typedef {import("../office/state.js").Me} Me */

const KEYS_OFF = "office-keys-off";
const hasKeys = signal(kept(KEYS_OFF) === null);

/** @param {{ params: { queue: string }, query: URLSearchParams }} props */
export function Screen({ params, query }) {
  const queue = QUEUES.find(({ id }) => id === params.queue);
  const title = queue ? t(queue.name) : t("unknownQueue");
  useTitle(title);
  return html`
    <div class="page stack office">
      <div>
        <p><a href="/admin">${t("backToAll")}</a></p>
        <h1>${title}</h1>
      </div>
      ${
        queue &&
        html`<${Gate} roles=${queue.roles}>
          ${(/** @type {Me} */ who) => html`<${Line} queue=${queue} who=${who} asked=${query.get("id")} />${queue.name === "batches" && html`<${ReturnedTransfer} />`}`}
        <//>`
      }
    </div>
  `;
}

/** @param {{ queue: Queue, who: Me, asked: string | null }} props */
function Line({ queue, who, asked }) {
  const found = list(queue);
  const { value, problem } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  return html`<${Work} queue=${queue} who=${who} items=${value.items} asked=${asked} hasMore=${value.hasMore} />`;
}

/** @param {{ queue: Queue, who: Me, items: any[], asked: string | null, hasMore: boolean }} props */
function Work({ queue, who, items, asked, hasMore }) {
  const chosen = useSignal(/** @type {any} */ (null));
  const open = useSignal(/** @type {string | null} */ (null));
  const said = useSignal("");
  const isRefused = useSignal(false);
  const picked = useSignal(/** @type {readonly string[]} */ ([]));
  const outcome = useSignal(/** @type {import("./many.js").Outcome | null} */ (null));
  const turns = useSignal(0);
  const last = useRef(0);
  // With the rendering of the item, before the next key: a timer could fire while somebody types.
  useLayoutEffect(() => {
    if (turns.value) document.getElementById("item")?.focus();
  }, [turns.value]);
  const { idOf } = queue;
  const shown = chosen.value ?? items.find((item) => idOf(item) === asked) ?? items[0];
  const at = shown ? items.findIndex((item) => idOf(item) === idOf(shown)) : -1;
  if (at >= 0) last.current = at;
  const many = items.filter((item) => picked.value.includes(idOf(item)));

  const show = (/** @type {any} */ item) => {
    chosen.value = item ?? null;
    open.value = null;
    isRefused.value = false;
    const id = item ? `?id=${encodeURIComponent(idOf(item))}` : "";
    turns.value += 1;
    go(`/admin/file/${queue.id}${id}`, { isReplacing: true, isSameScreen: true });
  };
  const move = (/** @type {number} */ by) => {
    const now = list(queue).state.peek().value?.items ?? items;
    const place = at >= 0 ? at + by : last.current;
    show(now[Math.max(0, Math.min(now.length - 1, place))]);
  };
  const done = (/** @type {import("../office/acts.js").Act} */ act, /** @type {any} */ answer) => {
    said.value = t("done", { act: act.label, name: queue.titleOf(shown) });
    detail(queue, shown).refresh();
    if (act.id === "comment") {
      document.getElementById("item")?.focus();
      return;
    }
    const isLast = at >= items.length - 1;
    settle(queue, shown, answer);
    const now = list(queue).state.peek().value?.items ?? [];
    const isLeft = now.some((item) => idOf(item) === idOf(shown));
    show(now[Math.max(0, Math.min(now.length - 1, isLeft && !isLast ? at + 1 : at))]);
  };
  const refused = () => {
    isRefused.value = true;
    detail(queue, shown).refresh();
    list(queue).refresh();
    // What was typed stays with the item, also where it has left the list.
    chosen.value = shown;
  };
  const pick = (/** @type {readonly string[]} */ ids) => {
    picked.value = ids;
    open.value = null;
  };
  const turn = (/** @type {any} */ item) => {
    const others = picked.value.filter((id) => id !== idOf(item));
    pick(others.length < picked.value.length ? others : [...others, idOf(item)]);
  };
  const doneWithMany = (/** @type {import("./many.js").Outcome} */ found) => {
    outcome.value = found;
    said.value = "";
    pick([]);
    settleMany(queue, many);
    show(list(queue).state.peek().value?.items[0]);
  };
  useKeys(
    (key) => {
      if (key === "j") move(1);
      else if (key === "k") move(-1);
      else if (key === "x" && queue.actsOnMany && at >= 0) turn(shown);
      else if (key === "a" && queue.actsOnMany)
        pick(many.length < items.length ? items.map(idOf) : []);
      else {
        const acts = many.length
          ? (queue.actsOnMany?.(many) ?? [])
          : queue.actsOf(shown, detail(queue, shown).state.peek().value);
        const act = acts.find((each) => each.key === key && reaches(who, each.roles));
        if (!act) return false;
        open.value = act.id;
      }
      return true;
    },
    Boolean(shown) && open.value === null,
  );

  return html`
    <div role="status" class="office-said">${said.value ? html`<p>${said.value}</p>` : outcome.value && html`<${Others} outcome=${outcome.value} />`}</div>
    ${
      shown
        ? html`
          <div class="office-work">
            <article class="office-item stack" aria-labelledby="item">
              <div class="office-top">
                <p class="soft">${at >= 0 ? t("position", { at: at + 1, count: hasMore ? `${items.length}+` : items.length }) : ""}</p>
                <div class="office-turn">
                  <button type="button" class="button calm" onClick=${() => move(-1)}>${t("previous")} ${hasKeys.value && html`<kbd aria-hidden="true">K</kbd>`}</button>
                  <button type="button" class="button calm" onClick=${() => move(1)}>${t("next")} ${hasKeys.value && html`<kbd aria-hidden="true">J</kbd>`}</button>
                </div>
              </div>
              ${many.length > 0 && html`<${Many} queue=${queue} who=${who} items=${many} open=${open} hasKeys=${hasKeys.value} onDone=${doneWithMany} onNone=${() => pick([])} />`}
              <${Item} key=${idOf(shown)} queue=${queue} who=${who} item=${shown} open=${open} isRefused=${isRefused.value} isAlone=${!many.length} onDone=${done} onRefused=${refused} />
            </article>
            <aside class="office-line" aria-label=${t("inLine")}>
              <h2>${t("inLine")}</h2>
              <ol>
                ${items.map(
                  (item) => html`
                    <li key=${idOf(item)}>
                      ${queue.actsOnMany && html`<input type="checkbox" aria-label=${t("pick", { name: queue.titleOf(item) })} checked=${picked.value.includes(idOf(item))} onChange=${() => turn(item)} />`}
                      <button type="button" aria-current=${item === shown || idOf(item) === idOf(shown) ? "true" : undefined} onClick=${() => show(item)}>
                        <b>${queue.titleOf(item)}</b>
                        ${queue.sinceOf(item) && html`<span class="soft">${t("since", { at: shortDay(queue.sinceOf(item)) })}</span>`}
                      </button>
                    </li>
                  `,
                )}
              </ol>
            </aside>
          </div>
          <${Keys} picks=${Boolean(queue.actsOnMany)} />
        `
        : html`<p class="office-done">${t("empty")}</p>`
    }
  `;
}

/** @param {{ queue: Queue, who: Me, item: any, open: import("../../vendor/signals-core.js").Signal<string | null>, isRefused: boolean, isAlone: boolean, onDone: (act: any, answer: any) => void, onRefused: () => void }} props */
function Item({ queue, who, item, open, isRefused, isAlone, onDone, onRefused }) {
  const found = detail(queue, item);
  const { value, problem } = found.state.value;
  const [kind, id] = queue.thingOf(item);
  return html`
    <h2 id="item" tabindex="-1">${queue.titleOf(item)}</h2>
    <${Facts} queue=${queue} item=${item} detail=${value} />
    ${problem && !value && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${!value && !problem && html`<${Skeleton} count=${2} />`}
    ${isRefused && html`<p class="notice calm">${t("decidedMeanwhile")}</p>`}
    ${isAlone && html`<${Acts} who=${who} acts=${queue.actsOf(item, value)} open=${open} hasKeys=${hasKeys.value} onDone=${onDone} onRefused=${onRefused} />`}
    ${value && html`<${History} acts=${value.acts} who=${who} />`}
    ${kind && html`<p><a href=${pageOf(kind, id)}>${office("seeAll")}</a></p>`}
  `;
}

/** @param {{ picks: boolean }} props */
function Keys({ picks }) {
  return html`
    <div class="office-keys">
      <label class="check">
        <input type="checkbox" checked=${hasKeys.value} onChange=${() => {
          hasKeys.value = !hasKeys.value;
          keep(KEYS_OFF, hasKeys.value ? null : "1");
        }} /> ${t("keys")}
      </label>
      ${hasKeys.value && html`<p class="hint">${t("keysHint")} ${picks && t("pickKeys")}</p>`}
    </div>
  `;
}

/** Call `act` for letters that are typed outside of fields. @param {(key: string) => boolean} act @param {boolean} isOn */
function useKeys(act, isOn) {
  const now = useRef(act);
  now.current = act;
  useLayoutEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ event) => {
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement && target.closest("input, textarea, select, dialog");
      if (!isOn || !hasKeys.peek() || isTyping) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (now.current(event.key.toLowerCase())) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [isOn]);
}
