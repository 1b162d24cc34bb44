// One act at a time: whether it is on its way, what it said, and why it was refused.

import { useSignal } from "../../kit/view.js";

/** Return the state of a part's acts, and what runs one. */
export function useAct() {
  const isBusy = useSignal(false);
  const news = useSignal("");
  const refused = useSignal(/** @type {unknown} */ (null));
  const run = async (/** @type {() => Promise<unknown>} */ does, /** @type {string} */ done) => {
    if (isBusy.value) return false;
    isBusy.value = true;
    news.value = "";
    refused.value = null;
    try {
      await does();
      news.value = done;
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
    return refused.value === null;
  };
  return { isBusy, news, refused, run };
}
