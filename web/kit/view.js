// What screens are made with: Preact's elements as templates, and signals.

import { useEffect } from "../vendor/hooks.js";
import htm from "../vendor/htm.js";
import { h } from "../vendor/preact.js";
import { useSignal } from "../vendor/signals.js";

/** @typedef {import("../vendor/preact.js").ComponentChildren} Children */

export const html = /** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */ (
  /** @type {unknown} */ (htm.bind(h))
);
export { useEffect, useLayoutEffect, useRef } from "../vendor/hooks.js";
export { render } from "../vendor/preact.js";
export {
  batch,
  computed,
  effect,
  signal,
  useComputed,
  useSignal,
  useSignalEffect,
} from "../vendor/signals.js";

/** How many items to draw now: a screenful, or what was there at first; then two more at a time. @param {number} total */
export function useGrowing(total) {
  const shown = useSignal(Math.max(total, 4));
  const count = shown.value;
  useEffect(() => {
    if (count >= total) return undefined;
    const timer = setTimeout(() => {
      shown.value = count + 2;
    });
    return () => clearTimeout(timer);
  }, [count, total]);
  return count;
}
