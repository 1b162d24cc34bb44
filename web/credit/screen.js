// My credit: what is left, by domain, until when, and what happened to it.

import { Button, Failure, Notice, Skeleton, useTitle } from "../kit/components.js";
import { longDay, money, shortDay } from "../kit/format.js";
import { person } from "../kit/session.js";
import { html } from "../kit/view.js";
import { entries, loadOlder, wallet } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Schemas} Schemas */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      ${
        person.value === null
          ? html`<p>${t("needSignIn")}</p><p><a class="button main" href="/connexion?suite=/credit">${t("signIn")}</a></p>`
          : html`<${Mine} />`
      }
    </div>
  `;
}

function Mine() {
  const found = wallet();
  const { value, problem } = found.state.value;
  const hasNone = problem?.code === "no_wallet" || problem?.code === "beneficiary_only";
  if (hasNone)
    return html`<${Notice}><p>${t("none")} <a href="/inscription">${t("signUp")}</a></p><//>`;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  if (!value) return html`<${Skeleton} of="line" count=${4} />`;
  const isOver = new Date(value.expires_at) < new Date();
  const day = longDay(value.expires_at);
  return html`
    <section class="left">
      <h2>${t("left")}</h2>
      <p class="amount">${money(value.available_cents)}</p>
      <p>${isOver ? t("ended", { day }) : t("until", { day })}</p>
      ${value.held_cents > 0 && html`<p>${t("held", { amount: money(value.held_cents) })}</p>`}
    </section>
    ${value.caps.length > 0 && html`<${Caps} caps=${value.caps} />`}
    <${Moves} />
  `;
}

/** @param {{ caps: Schemas["CapView"][] }} props */
function Caps({ caps }) {
  return html`
    <section class="stack">
      <h2>${t("domains")}</h2>
      <ul class="stack">
        ${caps.map(
          ({ domain, limit_cents, remaining_cents }) => html`
            <li key=${domain}>
              <p><strong>${t(domain)}</strong><br />${t("cap", { left: money(remaining_cents), limit: money(limit_cents) })}</p>
              <div class="meter" aria-hidden="true"><span style=${{ width: `${(100 * remaining_cents) / limit_cents}%` }} /></div>
            </li>
          `,
        )}
      </ul>
      ${!caps.some(({ domain }) => domain === "live") && html`<p>${t("outings")}</p>`}
    </section>
  `;
}

const SIGNS = {
  grant: "+",
  hold: "−",
  capture: "",
  release: "+",
  reversal: "+",
  expire: "−",
  transfer: "+",
};

function Moves() {
  const found = entries();
  const { value, problem } = found.state.value;
  return html`
    <section class="stack">
      <h2>${t("moves")}</h2>
      ${!value && !problem && html`<${Skeleton} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      <ul class="moves">
        ${value?.items.map(
          ({ id, at, kind, amount_cents, booking_id }) => html`
            <li key=${id}>
              <span>
                ${t(kind)}<br />
                <span class="soft">${shortDay(at)}${booking_id && html`, <a href="/reservations/${encodeURIComponent(booking_id)}">${t("seeBooking")}</a>`}</span>
              </span>
              <b>${SIGNS[kind]}${money(amount_cents)}</b>
            </li>
          `,
        )}
      </ul>
      ${value?.next_page_token && html`<p><${Button} kind="calm" onClick=${loadOlder}>${t("more")}<//></p>`}
      <p><a class="button main" href="/">${t("spend")}</a></p>
    </section>
  `;
}
