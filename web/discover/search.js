// The search screen: filters, offers by page and on a map, and what to do when there are none.

import { Problem } from "../kit/api.js";
import { Button, Failure, Skeleton, useTitle } from "../kit/components.js";
import { distance } from "../kit/format.js";
import { language } from "../kit/language.js";
import { go } from "../kit/router.js";
import { t as shared } from "../kit/texts.js";
import { html, useEffect, useGrowing, useSignal } from "../kit/view.js";
import { SearchBar } from "./bar.js";
import { Card } from "./card.js";
import { Filters } from "./filters.js";
import { PAGE } from "./query.js";
import { t } from "./search-texts.js";
import { addressOf, cleared, loadMore, MAP, placeOf, RADII_KM, radiusOf, search } from "./state.js";
import { t as home } from "./texts.js";

/** @type {import("./state.js").Hit[]} */
const NONE = [];

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  const words = query.get("q");
  useTitle(words ? `${words}, ${t("resultsTitle")}` : t("resultsTitle"));
  const asked = Object.fromEntries(query);
  for (const name of ["ou", "lat", "lon"]) delete asked[name];
  const found = search(query, PAGE);
  const { value, problem } = found.state.value;
  const isPartial = value?.next != null;
  const count = value?.items.length ?? 0;
  const shown = useGrowing(count);
  const isMapped = query.has(MAP);
  const hasPlaces = value?.items.some(({ venue }) => venue.latitude !== null);
  return html`
    <div class="page stack">
      <h1 class="unseen">${words ? `${t("resultsTitle")} : ${words}` : t("resultsTitle")}</h1>
      <${SearchBar} search=${asked} place=${placeOf(query)} />
      <${Filters} query=${query} />
      <div class="map-top">
        <p role="status" class="soft count">
          ${value && (isPartial ? t("foundMore", { count }) : t.many("found", count))}
        </p>
        ${(hasPlaces || isMapped) && html`<${Button} kind="calm" onClick=${() => toggleMap(query)}>${t(isMapped ? "hideMap" : "showMap")}<//>`}
      </div>
      ${isMapped && html`<${MapOf} hits=${value?.items ?? NONE} place=${placeOf(query)} />`}
      ${!value && !problem && html`<${Skeleton} of="card" count=${8} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value && count === 0 && html`<${Nothing} query=${query} />`}
      ${
        value &&
        count > 0 &&
        html`<ul class="cards">
          ${value.items.slice(0, shown).map((hit, i) => html`<li class="cell" key=${hit.id}><${Card} hit=${hit} level="h2" isFirst=${i < 2} /></li>`)}
        </ul>`
      }
      ${
        isPartial &&
        html`<div class="middle">
          <${Button} kind="calm" isBusy=${value?.isLoadingMore} onClick=${() => loadMore(query, PAGE)}>${shared("more")}<//>
        </div>`
      }
      <p class="hint">${t("credit")}</p>
    </div>
  `;
}

/** @param {URLSearchParams} query */
function toggleMap(query) {
  const next = new URLSearchParams(query);
  if (next.has(MAP)) next.delete(MAP);
  else next.set(MAP, "1");
  go(`/recherche?${next}`, { isReplacing: true, isSameScreen: true });
}

/**
 * The map, which is loaded when somebody opens it.
 *
 * @param {{ hits: import("./state.js").Hit[], place: import("./state.js").Where | null }} props
 */
function MapOf({ hits, place }) {
  const module = useSignal(/** @type {typeof import("./map.js") | null} */ (null));
  const fault = useSignal(/** @type {unknown} */ (null));
  useEffect(() => {
    import("./map.js").then(
      (loaded) => {
        module.value = loaded;
      },
      (wrong) => {
        fault.value = wrong instanceof TypeError ? new Problem("offline") : wrong;
      },
    );
  }, []);
  // Browsers keep a module that did not come as one that never will.
  if (fault.value)
    return html`<${Failure} fault=${fault.value} onRetry=${() => location.reload()} />`;
  if (!module.value) return html`<${Skeleton} of="map" count=${1} />`;
  return html`<${module.value.OffersMap} key=${language.value} hits=${hits} place=${place} />`;
}

/** @param {{ query: URLSearchParams }} props */
function Nothing({ query }) {
  const place = placeOf(query);
  const wider = RADII_KM.find((km) => km > radiusOf(query));
  const asked = Object.fromEntries(query);
  for (const name of ["ou", "lat", "lon", "rayon"]) delete asked[name];
  return html`
    <div class="nothing stack">
      <h2>${home("nothing")}</h2>
      <p class="soft">${t("nothingHelp")}</p>
      <ul class="acts">
        ${place && wider && html`<li><a class="button main" href=${addressOf({ ...asked, rayon: String(wider) }, place)}>${t("widen", { distance: distance(wider * 1000) })}</a></li>`}
        ${place && html`<li><a class="button calm" href=${addressOf(asked, null)}>${home("searchEverywhere")}</a></li>`}
        <li><a class="button calm" href=${cleared(query)}>${t("clear")}</a></li>
      </ul>
    </div>
  `;
}
