// An offer: what, where, when, for how much, and the button that books it.

import { activeBooking } from "../bookings/state.js";
import { categories } from "../discover/state.js";
import { Heart } from "../favorites/heart.js";
import { Report } from "../feedback/report.js";
import { Button, Failure, Skeleton, useTitle } from "../kit/components.js";
import { dayAndTime, money, price, priceFrom } from "../kit/format.js";
import { typeset } from "../kit/language.js";
import { go } from "../kit/router.js";
import { person } from "../kit/session.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { Booking } from "./booking.js";
import { lowestPrice, offer, structuredData, wallet } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Offer} Offer */

/** The stock that is being booked, in the address of somebody who comes back from signing in. */
const BOOKING = "reserver";

/** Holds the place of a line that comes later. */
const NBSP = "\u00a0";

/** @param {{ params: { id: string }, query: URLSearchParams }} props */
export function Screen({ params, query }) {
  const found = offer(params.id);
  const { value, problem } = found.state.value;
  useTitle(value?.name ?? t("loadingTitle"));
  if (value) return html`<${Page} it=${value} query=${query} key=${value.id} />`;
  return html`
    <div class="page stack tall">
      <h1>${t("loadingTitle")}</h1>
      ${problem ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />` : html`<${Skeleton} of="card" count=${1} /><${Skeleton} />`}
      ${problem && html`<p><a href="/">${t("seeOthers")}</a></p>`}
    </div>
  `;
}

/** @param {{ it: Offer, query: URLSearchParams }} props */
function Page({ it, query }) {
  const kind = categories().state.value.value?.items.find(({ id }) => id === it.category)?.label;
  const urls = it.image?.urls;
  useStructuredData(it);
  return html`
    <div class="page offer">
      <figure class="poster">
        ${
          urls?.["750"] &&
          html`<img src=${urls["750"]} srcset="${urls["400"]} 400w, ${urls["750"]} 750w" sizes="(max-width: 60rem) 92vw, 40rem"
            width="750" height="562" alt="" fetchpriority="high" />`
        }
      </figure>
      <div class="stack offer-main">
        <div>
          <p class="kind" lang="fr">${kind ?? NBSP}</p>
          <div class="title-row"><h1>${typeset(it.name)}</h1><${Heart} id=${it.id} name=${it.name} /></div>
        </div>
        <${Buy} it=${it} query=${query} />
        <${Facts} it=${it} />
      </div>
      <div class="stack">
        ${it.description && html`<div class="stack"><h2>${t("about")}</h2><p class="prose">${it.description}</p></div>`}
        <${Share} it=${it} />
        <${Report} id=${it.id} />
        ${it.image?.credit && html`<p class="hint">${t("pictureCredit", { credit: it.image.credit })}</p>`}
      </div>
    </div>
  `;
}

/** @param {{ it: Offer, query: URLSearchParams }} props */
function Buy({ it, query }) {
  const isBooking = useSignal(query.has(BOOKING) && person.peek() !== null);
  const isStranger = person.value === null;
  const credit = isStranger ? null : wallet().state.value.value;
  const lowest = lowestPrice(it);
  const isOpen = it.stocks.some(({ bookable }) => bookable);
  const mine = credit && activeBooking(it.id);
  if (mine && !isBooking.value) {
    return html`<div class="buy"><p>${t("booked")}</p>
      <p><a class="button main" href="/reservations/${encodeURIComponent(mine.id)}">${t("toTicket")}</a></p></div>`;
  }
  if (!isOpen && !isBooking.value) {
    return html`<div class="buy"><p>${t("notBookable")}</p><p><a href="/">${t("seeOthers")}</a></p></div>`;
  }
  const here = `/offres/${encodeURIComponent(it.id)}`;
  return html`
    <div class="buy">
      ${
        isStranger
          ? html`<a class="button main" href="/connexion?suite=${encodeURIComponent(here)}">${t("signInToBook")}</a>`
          : html`<${Button} onClick=${() => {
              isBooking.value = true;
            }}>${t("book")}<//>`
      }
      ${credit && credit.available_cents >= lowest && html`<p class="soft">${t("leftAfter", { amount: money(credit.available_cents - lowest) })}</p>`}
      ${
        isBooking.value &&
        html`<${Booking} it=${it} before=${{ stock: query.get(BOOKING), places: query.get("places") }} onClose=${() => {
          isBooking.value = false;
          if (query.has(BOOKING)) go(here, { isReplacing: true, isSameScreen: true });
        }} />`
      }
    </div>
  `;
}

/** @param {{ it: Offer }} props */
function Facts({ it }) {
  const { venue } = it;
  const isOnline = venue.latitude === null;
  const dates = it.stocks.filter(({ bookable, begins_at }) => bookable && begins_at);
  const next = dates[0]?.begins_at;
  const prices = new Set(it.stocks.map(({ price_cents }) => price_cents));
  const lowest = lowestPrice(it);
  const access = Object.entries(it.accessibility ?? {}).filter(([, holds]) => holds === true);
  const people = [it.performer, it.author, it.speaker, it.stage_director]
    .filter(Boolean)
    .join(", ");
  const address = `${venue.address}, ${venue.postal_code} ${venue.city}`;
  return html`
    <dl class="facts">
      <div>
        <dt>${t("where")}</dt>
        ${
          isOnline
            ? html`<dd>${t("onlineAt", { venue: venue.name })}</dd>`
            : html`<dd>${venue.name}</dd><dd class="soft">${address}</dd>
                <dd><a href="https://www.openstreetmap.org/directions?to=${venue.latitude}%2C${venue.longitude}" target="_blank" rel="noreferrer">${t("itinerary")}</a></dd>`
        }
      </div>
      ${
        next &&
        html`<div><dt>${t("when")}</dt>
          <dd>${dates.length === 1 ? dayAndTime(next, venue.time_zone) : t.many("dates", dates.length, { next: dayAndTime(next, venue.time_zone) })}</dd></div>`
      }
      <div><dt>${t("price")}</dt><dd>${prices.size === 1 ? price(lowest) : priceFrom(lowest)}</dd></div>
      ${it.duo && html`<div><dt>${t("withWhom")}</dt><dd>${t("duo")}</dd></div>`}
      ${it.reactions && html`<div><dt>${t("opinions")}</dt><dd>${t("opinionsCounted", { likes: it.reactions.likes, dislikes: it.reactions.dislikes })}</dd></div>`}
      ${people && html`<div><dt>${t("by")}</dt><dd>${people}</dd></div>`}
      ${it.duration_minutes && html`<div><dt>${t("duration")}</dt><dd>${t("minutes", { count: it.duration_minutes })}</dd></div>`}
      ${
        access.length > 0 &&
        html`<div><dt>${t("access")}</dt><dd>${access.map(([kind]) => t(/** @type {"audio"} */ (kind))).join(", ")}</dd></div>`
      }
      <div><dt>${t("cancelTitle")}</dt><dd>${it.stocks.some(({ begins_at }) => begins_at) ? t("cancelEvent") : t("cancelThing")}</dd></div>
    </dl>
  `;
}

/** @param {{ it: Offer }} props */
function Share({ it }) {
  const isCopied = useSignal(false);
  const share = async () => {
    const url = `${location.origin}/offres/${encodeURIComponent(it.id)}`;
    try {
      if (navigator.share) await navigator.share({ title: it.name, url });
      else {
        await navigator.clipboard.writeText(url);
        isCopied.value = true;
      }
    } catch {
      // The person changed their mind, or the browser does not allow it.
    }
  };
  return html`
    <div>
      <${Button} kind="calm" onClick=${share}>${t("share")}<//>
      <p role="status">${isCopied.value && t("copied")}</p>
    </div>
  `;
}

/** Describe the offer to search engines. @param {Offer} it */
function useStructuredData(it) {
  useEffect(() => {
    const script = document.createElement("script");
    script.type = "application/ld+json";
    script.textContent = JSON.stringify(structuredData(it, location.href));
    document.head.append(script);
    return () => script.remove();
  }, [it]);
}
