// What screens are made with: Preact's elements as templates, and signals.

import htm from "../vendor/htm.js";
import { h } from "../vendor/preact.js";

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
