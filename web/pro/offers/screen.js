// The offerer's offers by state.

import { Button, Chips, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { longDay } from "../../kit/format.js";
import { go } from "../../kit/router.js";
import { t as shared } from "../../kit/texts.js";
import { html } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { Scope } from "../gate/scope.js";
import { loadMore, offers, PUBLICATIONS } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  const asked = query.get("etat") ?? "";
  const state = PUBLICATIONS.some((each) => each === asked) ? asked : "";
  return html`
    <div class="page stack">
      <div class="row-top">
        <h1>${t("title")}</h1>
        <a class="button main" href="/pro/publier">${t("publish")}</a>
      </div>
      <${Gate}>${(/** @type {Offerer} */ it) => html`<${List} it=${it} state=${state} key=${it.siren} />`}<//>
    </div>
  `;
}

/** @param {{ it: Offerer, state: string }} props */
function List({ it, state }) {
  const found = offers(it.siren, state);
  const { value, problem } = found.state.value;
  const choose = (/** @type {string} */ chosen) =>
    go(chosen ? `/pro/offres?etat=${chosen}` : "/pro/offres", {
      isReplacing: true,
      isSameScreen: true,
    });
  return html`
    <${Scope} it=${it} hasVenues=${false} />
    <${Chips} legend=${t("state")} isQuiet name="state" chosen=${[state]} onChoose=${choose}
      options=${[{ value: "", label: t("all") }, ...PUBLICATIONS.map((each) => ({ value: each, label: t(`some_${each}`) }))]} />
    ${!value && !problem && html`<${Skeleton} />`}
    ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${value?.items.length === 0 && html`<p>${t("none")}</p>`}
    ${
      value &&
      value.items.length > 0 &&
      html`<ul class="lines">
        ${value.items.map(
          (each) => html`
            <li key=${each.id} class="offer-line">
              <span class="thumb">${each.image?.urls["150"] && html`<img src=${each.image.urls["150"]} alt="" width="72" height="54" loading="lazy" />`}</span>
              <span class="pro-session">
                <a href="/pro/offres/${encodeURIComponent(each.id)}">${each.name}</a>
                <span class="soft">${each.venue_name} · ${each.published_at ? t("since", { day: longDay(each.published_at) }) : t("made", { day: longDay(each.created_at) })}</span>
              </span>
              <span class="state state-${each.status}">${t(each.status)}</span>
            </li>
          `,
        )}
      </ul>`
    }
    ${
      value?.next &&
      html`<div class="middle">
        <${Button} kind="calm" isBusy=${value.isLoadingMore} onClick=${() => loadMore(it.siren, state)}>${shared("more")}<//>
      </div>`
    }
  `;
}
