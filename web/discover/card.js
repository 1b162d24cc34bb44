// An offer in a list.

import { distance, priceFrom, shortDay } from "../kit/format.js";
import { typeset } from "../kit/language.js";
import { person } from "../kit/session.js";
import { t as shared } from "../kit/texts.js";
import { effect, html, signal } from "../kit/view.js";

/** @typedef {Omit<import("./state.js").Hit, "price_cents" | "last_places"> & { price_cents: number | null, last_places?: boolean }} Shown */

/** Hearts, which are loaded for people who are signed in. @type {import("../vendor/signals-core.js").Signal<typeof import("../favorites/heart.js") | null>} */
const hearts = signal(/** @type {typeof import("../favorites/heart.js") | null} */ (null));
effect(() => {
  if (!person.value || hearts.peek()) return;
  import("../favorites/heart.js").then(
    (module) => {
      hearts.value = module;
    },
    () => {},
  );
});

// On phones, half of what it takes: 400 pixels for 266 are sharp, for a third of the bytes of 750.
const SIZES = "(max-width: 40rem) 37vw, 15.5rem";

/** @param {{ hit: Shown, level?: "h2" | "h3", isFirst?: boolean }} props */
export function Card({ hit, level = "h3", isFirst = false }) {
  const { venue } = hit;
  const urls = hit.image?.urls;
  const away = hit.distance_m === null ? "" : distance(hit.distance_m);
  const isOnline = venue.latitude === null;
  const place = isOnline
    ? `${venue.name}, ${shared("online").toLowerCase()}`
    : `${venue.name}, ${venue.city}`;
  return html`
    <article class="card">
      <div class="poster">
        ${
          urls?.["400"] &&
          html`<img src=${urls["400"]} alt="" width="400" height="300"
            srcset="${urls["400"]} 400w, ${urls["750"]} 750w"
            sizes=${SIZES}
            loading=${isFirst ? "eager" : "lazy"} fetchpriority=${isFirst ? "high" : "auto"} decoding="async" />`
        }
      </div>
      <${level} class="name"><a href="/offres/${encodeURIComponent(hit.id)}">${typeset(hit.name)}</a><//>
      ${hearts.value && html`<${hearts.value.Heart} id=${hit.id} name=${hit.name} />`}
      <p>${place}${away && ` · ${venue.approximate ? shared("approximate", { distance: away }) : away}`}</p>
      <p>
        <span class="price">${hit.price_cents === null ? shared("gone") : priceFrom(hit.price_cents)}</span>
        ${hit.next_date && ` · ${shortDay(hit.next_date, venue.time_zone)} `}
        ${hit.last_places && html` <span class="tag">${shared("lastPlaces")}</span>`}
        ${hit.duo && html` <span class="tag">${shared("duo")}</span>`}
      </p>
    </article>
  `;
}
