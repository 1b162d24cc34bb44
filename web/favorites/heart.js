// The heart of an offer: one tap keeps it, one more lets it go.

import { person } from "../kit/session.js";
import { html } from "../kit/view.js";
import { isFavorite, toggle } from "./state.js";
import { t } from "./texts.js";

/** @param {{ id: string, name: string }} props */
export function Heart({ id, name }) {
  if (!person.value) return null;
  const isKept = isFavorite(id);
  if (isKept === undefined) return null;
  return html`
    <button type="button" class="round heart" aria-pressed=${isKept ? "true" : "false"}
      aria-label=${t("heart", { name })} onClick=${() => toggle(id)}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20Z" /></svg>
    </button>
  `;
}
