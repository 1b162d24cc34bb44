// Facts about a thing, each with its name.

import { html } from "../../kit/view.js";

/** @typedef {[string, any] | false | null | undefined | ""} Fact */

/** Facts in a list; those without a value are left out. @param {{ facts: Fact[] }} props */
export function FactList({ facts }) {
  const known = facts.filter(
    (fact) => fact && fact[1] !== null && fact[1] !== undefined && fact[1] !== "",
  );
  return html`
    <dl class="office-facts">
      ${known.map((fact) => fact && html`<div key=${fact[0]}><dt>${fact[0]}</dt><dd>${fact[1]}</dd></div>`)}
    </dl>
  `;
}
