// The parts that screens are made of; /exemples shows each of them.

import { Words } from "./problems.js";
import { asProblem } from "./resource.js";
import { holdBack } from "./router.js";
import { t } from "./texts.js";
import { html, signal, useEffect, useLayoutEffect, useRef } from "./view.js";

/** @typedef {import("./view.js").Children} Children */

/**
 * Return what runs an act once nothing more was asked for a while; only the last one is run. What
 * fails is left: a suggestion that does not come is none.
 *
 * @param {number} ms
 */
export function usePause(ms) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useEffect(() => () => clearTimeout(timer.current), []);
  return (/** @type {() => Promise<unknown>} */ act) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => act().catch(() => {}), ms);
  };
}

/** Set the title of the page. @param {string} title */
export function useTitle(title) {
  useLayoutEffect(() => {
    document.title = title ? `${title} · culture pass` : "culture pass";
  }, [title]);
}

/**
 * A button; while it is busy, a second tap does nothing.
 *
 * @param {{ children: Children, onClick?: () => unknown, kind?: "main" | "calm" | "danger", type?: "button" | "submit", isBusy?: boolean, name?: string }} props
 */
export function Button({ children, onClick, kind = "main", type = "button", isBusy = false }) {
  return html`
    <button type=${type} class="button ${kind}" aria-disabled=${isBusy ? "true" : undefined}
      onClick=${(/** @type {Event} */ event) => (isBusy ? event.preventDefault() : onClick?.())}>
      ${children}
    </button>
  `;
}

/**
 * A field with its label, a hint, and what is wrong with it.
 *
 * @param {{ id: string, label: string, hint?: string, fault?: string, isLong?: boolean, [attribute: string]: unknown }} props
 */
export function Field({ id, label, hint, fault, isLong = false, ...input }) {
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
      <${isLong ? "textarea" : "input"} id=${id} name=${id} aria-describedby=${described || undefined} aria-invalid=${fault ? "true" : undefined} ...${input} />
      ${fault && html`<p class="fault" id="${id}-fault">${fault}</p>`}
    </div>
  `;
}

/** @param {{ children: Children, kind?: "calm" | "good" | "wrong" }} props */
export function Notice({ children, kind = "calm" }) {
  return html`<div class="notice ${kind}" role=${kind === "wrong" ? "alert" : "status"}>${children}</div>`;
}

/**
 * A failure in words, with what to do next.
 *
 * @param {{ fault: unknown, onRetry?: () => unknown }} props
 */
export function Failure({ fault, onRetry }) {
  return html`
    <${Notice} kind="wrong">
      <${Words} problem=${asProblem(fault)} />
      ${onRetry && html`<${Button} kind="calm" onClick=${onRetry}>${t("retry")}<//>`}
    <//>
  `;
}

/**
 * A dialog over the page, closed by Escape, its button, a tap beside it, or a step back.
 *
 * @param {{ title: string, onClose: () => void, children: Children }} props
 */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const release = useRef(() => {});
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.current?.showModal();
    dialog.current?.querySelector("h2")?.focus();
    release.current = holdBack(() => dialog.current?.close());
    // A dialog that is taken away, not closed, would leave the focus nowhere.
    return () => {
      release.current();
      setTimeout(() => document.activeElement === document.body && before?.focus());
    };
  }, []);
  return html`
    <dialog ref=${dialog} class="dialog" aria-labelledby="dialog-title" onClose=${() => {
      release.current();
      onClose();
    }}
      onClick=${(/** @type {MouseEvent} */ event) => event.target === dialog.current && dialog.current?.close()}>
      <div class="dialog-in">
        <div class="dialog-top">
          <h2 id="dialog-title" tabindex="-1">${title}</h2>
          <button type="button" class="round" aria-label=${t("close")} onClick=${() => dialog.current?.close()}>
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18" /></svg>
          </button>
        </div>
        ${children}
      </div>
    </dialog>
  `;
}

/**
 * Choices that are all in view, of which one or several hold.
 *
 * @param {{ legend: string, options: { value: string, label: string }[], chosen: string[], onChoose: (value: string) => void, kind?: "radio" | "checkbox", name: string, isQuiet?: boolean }} props
 */
export function Chips({
  legend,
  options,
  chosen,
  onChoose,
  kind = "radio",
  name,
  isQuiet = false,
}) {
  return html`
    <fieldset class="chips">
      <legend class=${isQuiet ? "unseen" : ""}>${legend}</legend>
      <div>
        ${options.map(
          ({ value, label }) => html`
            <label class="chip" key=${value}>
              <input type=${kind} name=${name} value=${value} checked=${chosen.includes(value)} onChange=${() => onChoose(value)} />
              <span>${label}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `;
}

/**
 * Links between the parts of a screen, each with an address of its own.
 *
 * @param {{ label: string, tabs: { to: string, label: string, isHere: boolean }[] }} props
 */
export function Tabs({ label, tabs }) {
  return html`
    <nav class="tabs" aria-label=${label}>
      ${tabs.map((tab) => html`<a href=${tab.to} key=${tab.to} aria-current=${tab.isHere ? "page" : undefined}>${tab.label}</a>`)}
    </nav>
  `;
}

/** Shapes of what is loading. @param {{ of?: "card" | "line" | "row" | "map", count?: number }} props */
export function Skeleton({ of = "line", count = 3 }) {
  return html`
    <div class="skeletons ${of}s">
      <p class="unseen" role="status">${t("loading")}</p>
      ${Array.from({ length: count }, (_, i) => html`<div key=${i} class="skeleton ${of}" aria-hidden="true" />`)}
    </div>
  `;
}

/** What was just done, read out by screen readers. @type {import("../vendor/signals-core.js").Signal<string | import("./api.js").Problem | null>} */
export const said = signal(/** @type {string | import("./api.js").Problem | null} */ (null));

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Show a message, or a problem in words, for six seconds. @param {string | import("./api.js").Problem} what */
export function say(what) {
  clearTimeout(timer);
  said.value = what;
  timer = setTimeout(() => {
    said.value = null;
  }, 6_000);
}
