// My bookings: those to come, and those that ended.

import { Failure, Notice, Skeleton, Tabs, useTitle } from "../kit/components.js";
import { dayAndTime, longDay } from "../kit/format.js";
import { person } from "../kit/session.js";
import { html, useEffect, useSignal } from "../kit/view.js";
import { bookings, fromDevice } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Booking} Booking */

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      ${
        person.value === null
          ? html`<p>${t("needSignIn")}</p><p><a class="button main" href="/connexion?suite=/reservations">${t("signIn")}</a></p>`
          : html`<${Lists} state=${query.get("etat") === "passees" ? "ended" : "ongoing"} />`
      }
    </div>
  `;
}

/** @param {{ state: "ongoing" | "ended" }} props */
function Lists({ state }) {
  const found = bookings(state);
  const { value, problem } = found.state.value;
  const kept = useSignal(/** @type {Booking[]} */ ([]));
  const isOffline = problem?.code === "offline";
  useEffect(() => {
    if (isOffline)
      fromDevice().then((items) => {
        kept.value = items.filter(
          ({ status }) => (status === "confirmed") === (state === "ongoing"),
        );
      });
  }, [isOffline, state]);
  const items = value ?? (isOffline ? kept.value : undefined);
  return html`
    <${Tabs} label=${t("title")} tabs=${[
      { to: "/reservations", label: t("ongoing"), isHere: state === "ongoing" },
      { to: "/reservations?etat=passees", label: t("ended"), isHere: state === "ended" },
    ]} />
    ${!items && !problem && html`<${Skeleton} />`}
    ${isOffline && html`<${Notice}><p>${t("fromDevice")}</p><//>`}
    ${problem && !isOffline && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
    ${items?.length === 0 && html`<p>${t(state === "ongoing" ? "noneOngoing" : "noneEnded")}</p><p><a class="button main" href="/">${t("discover")}</a></p>`}
    ${items && items.length > 0 && html`<ul class="bookings">${items.map((each) => html`<li class="booking" key=${each.id}><${Line} it=${each} /></li>`)}</ul>`}
  `;
}

/** @param {{ it: Booking }} props */
function Line({ it }) {
  const when = it.begins_at
    ? dayAndTime(it.begins_at, it.time_zone)
    : it.status === "confirmed" &&
      it.expires_at &&
      t("until", { day: longDay(it.expires_at, it.time_zone) });
  return html`
    <h2><a href="/reservations/${encodeURIComponent(it.id)}">${it.offer_name}</a></h2>
    <p>${[it.venue_name, when].filter(Boolean).join(" · ")}</p>
    <p class="soft">${t(it.status)}</p>
  `;
}
