// The home screen: a search bar, and rows of offers.

import { Failure, Skeleton, useTitle } from "../kit/components.js";
import { person } from "../kit/session.js";
import { html, useGrowing } from "../kit/view.js";
import { SearchBar } from "./bar.js";
import { Card } from "./card.js";
import { ROW_SIZE, rowsFor } from "./query.js";
import { addressOf, search, where } from "./state.js";
import { t } from "./texts.js";

export function Screen() {
  useTitle("");
  const rows = rowsFor(where.value).map((row) => {
    const address = addressOf(row.search, where.value);
    return { row, address, query: new URLSearchParams(address.split("?")[1]) };
  });
  const first = search(rows[0].query, ROW_SIZE);
  const { value, problem } = first.state.value;
  // The other rows wait for the first one, which fills the screen of a phone.
  const others = value || problem ? rows.slice(1).map(({ query }) => search(query, ROW_SIZE)) : [];
  const found = [first, ...others];
  // Without a network all rows fail alike, and one of them says so for all.
  const speaks = found.findIndex(({ state }) => state.value.problem && !state.value.value);
  const retry = () => {
    for (const each of found) if (each.state.peek().problem) each.refresh();
  };
  const isAllEmpty = rows.every((_, i) => found[i]?.state.value.value?.items.length === 0);
  return html`
    <div class="page stack">
      <div class="hello">
        <h1>${t("title")}</h1>
        <p class="soft">${t("lead")}</p>
        ${person.value === null && html`<p><a href="/inscription">${t("signUp")}</a></p>`}
      </div>
      <${SearchBar} search=${{}} place=${where.value} />
      ${rows.map(({ row, address }, i) => html`<${Row} key=${row.key} row=${row} address=${address} found=${found[i]} isFirst=${i === 0} speaks=${i === speaks} onRetry=${retry} />`)}
      ${isAllEmpty && html`<p>${where.value ? t("nothing") : t("nothingYet")}</p>`}
      ${isAllEmpty && where.value && html`<p><a href=${addressOf({}, null)}>${t("searchEverywhere")}</a></p>`}
    </div>
  `;
}

/**
 * A row; one without offers is left out.
 *
 * @param {{ row: import("./query.js").Row, address: string, found?: ReturnType<typeof search>, isFirst: boolean, speaks: boolean, onRetry: () => unknown }} props
 */
function Row({ row, address, found, isFirst, speaks, onRetry }) {
  const { value, problem } = found?.state.value ?? {};
  const shown = useGrowing(value?.items.length ?? 0);
  if (value?.items.length === 0) return null;
  const title = t(row.key, { place: where.value?.name ?? "" });
  return html`
    <section class="row" aria-labelledby="row-${row.key}">
      <div class="row-top">
        <h2 id="row-${row.key}">${title}</h2>
        <a href=${address} aria-label=${t("seeAllOf", { row: title })}>${t("seeAll")}</a>
      </div>
      ${!value && !problem && html`<${Skeleton} of="card" count=${5} />`}
      ${problem && !value && (speaks || problem.code !== "offline") && html`<${Failure} fault=${problem} onRetry=${onRetry} />`}
      ${
        value &&
        html`<ul class="cards" tabindex="0" aria-labelledby="row-${row.key}">
          ${value.items.slice(0, shown).map((hit, i) => html`<li class="cell" key=${hit.id}><${Card} hit=${hit} isFirst=${isFirst && i < 2} /></li>`)}
        </ul>`
      }
    </section>
  `;
}
