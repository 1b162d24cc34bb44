// The filters of a search, each of which is in its address.

import { Chips } from "../kit/components.js";
import { distance, money, price } from "../kit/format.js";
import { go } from "../kit/router.js";
import { html } from "../kit/view.js";
import { t } from "./search-texts.js";
import { cleared, FILTERS, placeOf, RADII_KM, radiusOf } from "./state.js";

const PRESETS = /** @type {const} */ ([
  "today",
  "tomorrow",
  "this_weekend",
  "this_week",
  "next_week",
  "this_month",
]);
const PRICES = ["0", "10", "20", "50"];
const OPTIONS = /** @type {const} */ (["duo", "dernieres", "en-ligne"]);
const OPTION_TEXTS = /** @type {const} */ ({
  duo: "duo",
  dernieres: "lastPlaces",
  "en-ligne": "online",
});
const ACCESS = /** @type {const} */ (["motor", "visual", "audio", "mental"]);
const GROUPS = /** @type {const} */ ([
  "live_music",
  "performing_arts",
  "cinema",
  "heritage",
  "books",
  "art_practice",
  "talks",
  "film",
  "recorded_music",
  "games",
  "instruments",
  "art_supplies",
  "media",
]);

/** @param {{ query: URLSearchParams }} props */
export function Filters({ query }) {
  const active = FILTERS.filter((name) => query.get(name)).length;
  const set = (/** @type {string} */ name, /** @type {string} */ value) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go(`/recherche?${next}`, { isReplacing: true, isSameScreen: true });
  };
  const toggle = (/** @type {string} */ name, /** @type {string} */ value) => {
    const chosen = new Set((query.get(name) ?? "").split(",").filter(Boolean));
    if (!chosen.delete(value)) chosen.add(value);
    set(name, [...chosen].join(","));
  };
  const chosen = (/** @type {string} */ name) => (query.get(name) ?? "").split(",");
  return html`
    <details class="filters">
      <summary>${active ? t.many("filters", active) : t("filters")}</summary>
      <div class="stack">
        <${Chips} legend=${t("kind")} name="genre" chosen=${[query.get("genre") ?? ""]} onChoose=${(/** @type {string} */ v) => set("genre", v)}
          options=${[{ value: "", label: t("any") }, ...GROUPS.map((value) => ({ value, label: t(value === "books" ? "bookGroup" : value) }))]} />
        <${Chips} legend=${t("when")} name="quand" chosen=${[query.get("quand") ?? ""]} onChoose=${(/** @type {string} */ v) => set("quand", v)}
          options=${[{ value: "", label: t("any") }, ...PRESETS.map((value) => ({ value, label: t(value) }))]} />
        <${Chips} legend=${t("price")} name="prix" chosen=${[query.get("prix") ?? ""]} onChoose=${(/** @type {string} */ v) => set("prix", v)}
          options=${[
            { value: "", label: t("any") },
            ...PRICES.map((value) => ({
              value,
              label: value === "0" ? price(0) : t("atMost", { price: money(Number(value) * 100) }),
            })),
          ]} />
        <${Chips} legend=${t("options")} name="options" kind="checkbox"
          chosen=${OPTIONS.filter((name) => query.get(name))} onChoose=${(/** @type {string} */ v) => toggle(v, "1")}
          options=${OPTIONS.map((value) => ({ value, label: t(OPTION_TEXTS[value]) }))} />
        <${Chips} legend=${t("access")} name="acces" kind="checkbox" chosen=${chosen("acces")}
          onChoose=${(/** @type {string} */ v) => toggle("acces", v)} options=${ACCESS.map((value) => ({ value, label: t(value) }))} />
        ${
          placeOf(query) &&
          html`<${Chips} legend=${t("radius")} name="rayon" chosen=${[String(radiusOf(query))]}
            onChoose=${(/** @type {string} */ v) => set("rayon", v)}
            options=${RADII_KM.map((km) => ({ value: String(km), label: distance(km * 1000) }))} />`
        }
        ${active > 0 && html`<p><a href=${cleared(query)}>${t("clear")}</a></p>`}
      </div>
    </details>
  `;
}
