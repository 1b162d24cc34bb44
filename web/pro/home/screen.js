// The portal's home: what needs doing, today, and this week.

import { Failure, Skeleton, useTitle } from "../../kit/components.js";
import { day, time } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { Gate } from "../gate/gate.js";
import { Invitations } from "../gate/invitations.js";
import { Scope } from "../gate/scope.js";
import { chosenVenue } from "../gate/state.js";
import { agenda, waiting } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */
/** @typedef {import("./state.js").Session} Session */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      <${Gate}>${(/** @type {Offerer} */ offerer) => html`<${Home} it=${offerer} key=${offerer.siren} />`}<//>
    </div>
  `;
}

/** @param {{ it: Offerer }} props */
function Home({ it }) {
  return html`
    <${Scope} it=${it} />
    <${Invitations} />
    <ul class="pro-acts">
      <li><a class="button main" href="/pro/guichet">${t("desk")}</a></li>
      <li><a class="button calm" href="/pro/publier">${t("publish")}</a></li>
      <li class="narrow-only"><a class="button calm" href="/pro/argent">${t("money")}</a></li>
      <li class="narrow-only"><a class="button calm" href="/pro/equipe">${t("team")}</a></li>
    </ul>
    <${ToDo} it=${it} />
    <${Agenda} siren=${it.siren} />
    <p><a href="/pro/avis">${t("feedback")}</a></p>
  `;
}

/** @param {{ it: Offerer }} props */
function ToDo({ it }) {
  const found = waiting(it.siren);
  const { value, problem } = found.state.value;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  const tasks = value ? tasksOf(it, value) : [];
  return html`
    <section class="stack pro-section">
      <h2>${t("toDo")}</h2>
      ${!value && html`<${Skeleton} count=${2} />`}
      ${value && tasks.length === 0 && html`<p class="soft">${t("nothingToDo")}</p>`}
      ${tasks.length > 0 && html`<ul class="lines">${tasks.map(({ key, words, to, act }) => html`<li key=${key}><span>${words}</span>${to && html`<a href=${to}>${act}</a>`}</li>`)}</ul>`}
    </section>
  `;
}

/** @param {Offerer} it @param {import("./state.js").Waiting} value */
function tasksOf(it, { accounts, inReview, drafts }) {
  const has = (/** @type {string} */ state) => accounts.some((each) => each.state === state);
  const toMoney = { to: "/pro/argent", act: t("toMoney") };
  const toOffer = (/** @type {string} */ id, /** @type {string} */ act) => ({
    to: `/pro/offres/${encodeURIComponent(id)}`,
    act,
  });
  return [
    it.status === "pending" && { key: "validation", words: t("validation"), to: "", act: "" },
    !has("accepted") && !has("pending") && { key: "account", words: t("noAccount"), ...toMoney },
    !has("accepted") && has("pending") && { key: "account", words: t("accountWaits"), ...toMoney },
    ...inReview.map(({ id, name }) => ({
      key: id,
      words: t("inReview", { name }),
      ...toOffer(id, t("see")),
    })),
    ...drafts.map(({ id, name }) => ({
      key: id,
      words: t("draft", { name }),
      ...toOffer(id, t("finish")),
    })),
  ].filter((task) => task !== false);
}

/** @param {{ siren: string }} props */
function Agenda({ siren }) {
  const found = agenda(siren, chosenVenue.value);
  const { value, problem } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  return html`
    <section class="stack pro-section">
      <h2>${t("today")}</h2>
      <p><a href="/pro/reservations">${t.many("received", value.received)}</a></p>
      ${value.today.length ? html`<${Sessions} items=${value.today} isToday />` : html`<p class="soft">${t("nothingToday")}</p>`}
    </section>
    <section class="stack pro-section">
      <h2>${t("week")}</h2>
      ${value.week.length ? html`<${Sessions} items=${value.week} />` : html`<p class="soft">${t("nothingThisWeek")}</p>`}
    </section>
  `;
}

/** @param {{ items: Session[], isToday?: boolean }} props */
function Sessions({ items, isToday = false }) {
  return html`
    <ul class="lines">
      ${items.map(
        (each) => html`
          <li key=${each.key}>
            <span class="pro-session">
              <b class="pro-when">${isToday ? time(each.at, each.timeZone) : `${day(each.at, each.timeZone)}, ${time(each.at, each.timeZone)}`}</b>
              <span>${each.name}</span>
              <span class="soft">${each.venue} · ${each.used ? t("placesUsed", { count: each.places, used: each.used }) : t.many("places", each.places)}</span>
            </span>
            <a href="/pro/reservations/liste?${new URLSearchParams({ offre: each.offerId, date: each.at })}"
              aria-label=${t("listOf", { name: each.name })}>${t("list")}</a>
          </li>
        `,
      )}
    </ul>
  `;
}
