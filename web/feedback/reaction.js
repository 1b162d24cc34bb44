// Liking, or not, what a used booking was for.

import { Failure } from "../kit/components.js";
import { html, useSignal } from "../kit/view.js";
import { react, reaction } from "./state.js";
import { t } from "./texts.js";

/** @param {{ bookingId: string }} props */
export function Reaction({ bookingId }) {
  const { value } = reaction(bookingId).state.value;
  const fault = useSignal(/** @type {unknown} */ (null));
  // Without a network the ticket is enough.
  if (!value) return null;
  /** @param {"like" | "dislike"} chosen */
  const choose = async (chosen) => {
    fault.value = null;
    await react(bookingId, value.reaction === chosen ? "none" : chosen).catch((wrong) => {
      fault.value = wrong;
    });
  };
  return html`
    <section class="stack">
      <h2>${t("reactionTitle")}</h2>
      <div class="acts">
        ${
          /** @type {const} */ (["like", "dislike"]).map(
            (each) => html`
              <button key=${each} type="button" class="button ${value.reaction === each ? "main" : "calm"}"
                aria-pressed=${value.reaction === each ? "true" : "false"} onClick=${() => choose(each)}>${t(each)}</button>
            `,
          )
        }
      </div>
      <p class="hint">${t("reactionHelp")}</p>
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
    </section>
  `;
}
