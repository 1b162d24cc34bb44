// Waiting until somebody pauses, such as while they type.

import { useEffect, useRef } from "./view.js";

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
