// The facts of each kind of thing.

import { categories } from "../../discover/state.js";
import { longDay, moment, money, price } from "../../kit/format.js";
import { html } from "../../kit/view.js";
import { FactList } from "../office/facts.js";
import { pageOf, reaches } from "../office/state.js";
import { cancelledWords, entryWords, stateWords, suspensionWords } from "../office/words.js";
import { Siren } from "../queues/facts.js";
import { THINGS } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("../office/state.js").Me} Me */
/** @typedef {import("./state.js").Kind} Kind */

/** @param {{ page: Schemas["PersonView"], who: Me }} props */
export function Person({ page, who }) {
  const { account, beneficiary, professional, wallet } = page;
  return html`
    <div class="office-columns">
      <section class="office-part">
        <h2>${t("account")}</h2>
        ${!account && html`<p>${t("noAccount")}</p>`}
        <${FactList} facts=${[
          [t("email"), account?.email],
          account && [t("verified"), t(account.email_verified ? "yes" : "no")],
          [t("madeOn"), account?.account_created_at && longDay(account.account_created_at)],
          [t("id"), html`<code>${page.id}</code>`],
          professional && [
            t("member"),
            html`<ul>${professional.sirens.map((siren) => html`<li key=${siren}><${Link} who=${who} kind="offerers" id=${siren} /></li>`)}</ul>`,
          ],
          professional?.suspended_at && [
            t("proSuspended"),
            `${moment(professional.suspended_at)} · ${suspensionWords(professional.suspension_reason ?? "")}`,
          ],
        ]} />
      </section>
      ${beneficiary && html`<${Applicant} it=${beneficiary} />`}
    </div>
    ${wallet && html`<${Credit} it=${wallet} entries=${page.entries} />`}
    ${
      page.bookings.length > 0 &&
      html`<section class="office-part">
        <h2>${t("bookingsTitle")}</h2>
        <ul class="office-hits">
          ${page.bookings.map(
            (each) => html`
              <li key=${each.booking_id}>
                <a href=${pageOf("bookings", each.booking_id)}><b>${each.offer_name}</b></a>
                <span class="soft">${moment(each.booked_at)} · ${price(each.amount_cents)} · ${stateWords("bookings", each.status)}</span>
              </li>
            `,
          )}
        </ul>
      </section>`
    }
  `;
}

/** @param {{ it: Schemas["ApplicantView"] }} props */
function Applicant({ it }) {
  return html`
    <section class="office-part">
      <h2>${t("pass")}</h2>
      ${it.held_for_review && html`<p class="office-why">${t("held")}</p>`}
      <${FactList} facts=${[
        [t("state"), stateWords("beneficiaries", it.status)],
        [t("birthDate"), it.birth_date && longDay(it.birth_date)],
        [t("scheme"), it.scheme],
        [t("nextScheme"), it.next_scheme],
        [t("signedUp"), moment(it.signed_up_at)],
        [t("activated"), it.activated_at && moment(it.activated_at)],
        it.suspended_at && [
          t("suspended"),
          `${moment(it.suspended_at)} · ${suspensionWords(it.suspension_reason ?? "")}`,
        ],
        [t("erased"), it.erased_at && moment(it.erased_at)],
        [t("bonus"), t(it.has_bonus ? "yes" : "no")],
        [t("nextCredit"), it.next_credit_at && longDay(it.next_credit_at)],
      ]} />
    </section>
  `;
}

/** @param {{ it: Schemas["WalletView"], entries: Schemas["EntryView"][] }} props */
function Credit({ it, entries }) {
  return html`
    <section class="office-part">
      <h2>${t("credit")}</h2>
      <${FactList} facts=${[
        [t("available"), money(it.available_cents)],
        [t("heldCredit"), money(it.held_cents)],
        [t("spent"), money(it.spent_cents)],
        [t("granted"), money(it.granted_cents)],
        [t("until"), longDay(it.expires_at)],
      ]} />
      <details>
        <summary>${t.many("entries", entries.length)}</summary>
        <ul class="office-hits">
          ${entries.map(
            (entry) => html`
              <li key=${entry.id}>
                <span><b>${entryWords(entry.kind)}</b> ${entry.booking_id && html`· <a href=${pageOf("bookings", entry.booking_id)}>${t("itsBooking")}</a>`}</span>
                <span class="soft">${moment(entry.at)} · ${money(entry.amount_cents)}</span>
              </li>
            `,
          )}
        </ul>
      </details>
    </section>
  `;
}

/** @param {{ page: Schemas["OffererPageView"], who: Me }} props */
export function Offerer({ page, who }) {
  const { offerer } = page;
  return html`
    <div class="office-columns">
      <section class="office-part">
        <h2>${t("offerer")}</h2>
        <${FactList} facts=${[
          [t("state"), stateWords("offerers", offerer.status)],
          [t("number"), html`<${Siren} siren=${offerer.siren} />`],
          [t("place"), `${offerer.postal_code} ${offerer.city}`],
          [t("madeOn"), moment(offerer.created_at)],
          [t("validated"), offerer.validated_at && moment(offerer.validated_at)],
          [
            t("rejected"),
            offerer.rejected_at &&
              `${moment(offerer.rejected_at)} · ${offerer.rejection_reason ?? ""}`,
          ],
        ]} />
      </section>
      <section class="office-part">
        <h2>${t("persons")}</h2>
        <${FactList} facts=${[
          page.member_accounts.length > 0 && [
            t("members"),
            html`<${Accounts} of=${page.member_accounts} who=${who} />`,
          ],
          page.claims.length > 0 && [
            t("claimants"),
            html`<${Accounts} of=${page.claims} who=${who} />`,
          ],
        ]} />
      </section>
    </div>
    <section class="office-part">
      <h2>${t("venuesTitle")}</h2>
      ${!page.venues.length && html`<p class="soft">${t("noVenue")}</p>`}
      <ul class="office-hits">
        ${page.venues.map((venue) => html`<li key=${venue.id}><a href=${pageOf("venues", venue.id)}><b>${venue.name}</b></a><span class="soft">${venue.postal_code} ${venue.city}</span></li>`)}
      </ul>
    </section>
    <${Counts} of=${page.bookings} />
  `;
}

/** @param {{ of: Schemas["FounderView"][], who: Me }} props */
function Accounts({ of, who }) {
  return html`<ul>${of.map((each) => html`<li key=${each.id}><${Link} who=${who} kind="people" id=${each.id} words=${each.email} /> <span class="soft">· ${t(each.email_verified ? "addressVerified" : "addressNotVerified")}</span></li>`)}</ul>`;
}

/** @param {{ page: Schemas["BackOfficeVenueView"], who: Me }} props */
export function Venue({ page, who }) {
  const { venue } = page;
  return html`
    <${FactList} facts=${[
      [t("offerer"), html`<${Link} who=${who} kind="offerers" id=${venue.offerer_siren} />`],
      [t("siret"), venue.siret],
      [t("address"), `${venue.address}, ${venue.postal_code} ${venue.city}`],
      [t("department"), venue.department],
      [t("approximate"), venue.approximate ? t("yes") : null],
      [t("email"), venue.contact.email],
      [t("phone"), venue.contact.phone],
      [t("noSiret"), venue.comment],
      [t("id"), html`<code>${venue.id}</code>`],
    ]} />
    <${Counts} of=${page.bookings} />
  `;
}

/** @param {{ page: Schemas["OfferPageView"], who: Me }} props */
export function Offer({ page, who }) {
  const { offer } = page;
  const urls = offer.image?.urls;
  const kind = categories().state.value.value?.items.find(({ id }) => id === offer.category);
  return html`
    ${offer.review?.flags.map((flag) => html`<p key=${flag.id} class="office-why">${flag.reason}</p>`)}
    <div class="office-offer">
      ${urls?.["400"] && html`<img src=${urls["400"]} width="400" height="300" alt="" />`}
      <${FactList} facts=${[
        [t("state"), stateWords("offers", offer.status)],
        [t("rejectedBecause"), offer.review?.rejected_because],
        [t("category"), kind?.label ?? offer.category],
        [
          t("venue"),
          html`<${Link} who=${who} kind="venues" id=${offer.venue.id} words=${offer.venue.name} />`,
        ],
        [t("offerer"), html`<${Link} who=${who} kind="offerers" id=${offer.offerer_siren} />`],
        [t("seen"), html`<a href="/offres/${encodeURIComponent(offer.id)}">${t("asSeen")}</a>`],
        [t("id"), html`<code>${offer.id}</code>`],
      ]} />
    </div>
    ${offer.description && html`<p class="prose">${offer.description}</p>`}
    <section class="office-part">
      <h2>${t("stocks", { count: offer.stocks_count })}</h2>
      <ul class="office-hits">
        ${offer.stocks.map(
          (stock) => html`
            <li key=${stock.id}>
              <span><b>${stock.begins_at ? moment(stock.begins_at) : t("noDate")}</b> ${stock.price_label && `· ${stock.price_label}`}</span>
              <span class="soft">${price(stock.price_cents)} · ${stock.remaining === null ? t("unlimited") : t("remaining", { count: stock.remaining })}</span>
            </li>
          `,
        )}
      </ul>
    </section>
    <${Counts} of=${page.bookings} />
  `;
}

/** @param {{ page: Schemas["BookingPageView"], who: Me }} props */
export function Booking({ page, who }) {
  const { booking, hold } = page;
  const reason = booking.cancellation_reason;
  return html`
    <${FactList} facts=${[
      [t("state"), stateWords("bookings", booking.status)],
      [
        t("holder"),
        html`<${Link} who=${who} kind="people" id=${booking.beneficiary_id} words=${booking.holder_name} />`,
      ],
      [
        t("offer"),
        html`<${Link} who=${who} kind="offers" id=${booking.offer_id} words=${booking.offer_name} />`,
      ],
      [
        t("venue"),
        html`<${Link} who=${who} kind="venues" id=${booking.venue_id} words=${booking.venue_name} />`,
      ],
      [t("offerer"), html`<${Link} who=${who} kind="offerers" id=${booking.offerer_siren} />`],
      [t("amount"), `${booking.quantity} × · ${price(booking.amount_cents)}`],
      [t("scheme"), hold?.scheme],
      [t("when"), booking.begins_at && moment(booking.begins_at)],
      [t("booked"), moment(booking.booked_at)],
      [t("cancellable"), booking.cancellable_until && moment(booking.cancellable_until)],
      [t("expires"), booking.expires_at && moment(booking.expires_at)],
      [t("used"), booking.used_at && moment(booking.used_at)],
      booking.cancelled_at && [
        t("cancelled"),
        [moment(booking.cancelled_at), reason && cancelledWords(reason)].filter(Boolean).join(", "),
      ],
      [t("id"), html`<code>${booking.booking_id}</code>`],
    ]} />
  `;
}

/** @param {{ of: Record<string, number> }} props */
function Counts({ of }) {
  return html`
    <section class="office-part">
      <h2>${t("bookingsTitle")}</h2>
      <${FactList} facts=${Object.entries(of).map(([status, count]) => [stateWords("bookings", status), count])} />
    </section>
  `;
}

/** A link to a page that the roles reach; its words alone otherwise. @param {{ who: Me, kind: Kind, id: string, words?: string | null }} props */
function Link({ who, kind, id, words }) {
  return reaches(who, THINGS[kind].roles)
    ? html`<a href=${pageOf(kind, id)}>${words ?? id}</a>`
    : html`<span>${words ?? id}</span>`;
}
