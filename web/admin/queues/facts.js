// What is needed to decide, for each queue.

import { categories } from "../../discover/state.js";
import { Button, Failure } from "../../kit/components.js";
import { download } from "../../kit/download.js";
import { longDay, moment, money, price } from "../../kit/format.js";
import { asProblem } from "../../kit/resource.js";
import { html, useSignal } from "../../kit/view.js";
import { FactList } from "../office/facts.js";
import { pageOf } from "../office/state.js";
import { stateWords } from "../office/words.js";
import { BankAnswer, refreshBatches } from "./bank.js";
import { t } from "./facts-texts.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("./state.js").Detail} Detail */

/** @param {{ queue: import("./state.js").Queue, item: any, detail?: Detail }} props */
export function Facts({ queue, item, detail }) {
  const Shown = SHOWN[queue.name];
  return html`<${Shown} item=${item} detail=${detail} />`;
}

/** @param {{ item: Schemas["QueuedOffererView"], detail?: Detail }} props */
function Offerer({ item, detail }) {
  const page = /** @type {Schemas["OffererPageView"] | undefined} */ (detail?.page);
  const founders = page?.claims.length ? page.claims : item.founder ? [item.founder] : [];
  return html`
    <${FactList} facts=${[
      [t("number"), html`<${Siren} siren=${item.siren} />`],
      [t("place"), `${item.postal_code} ${item.city}`],
      [t("state"), stateWords("offerers", item.status)],
      [t("waitsSince"), moment(item.created_at)],
      [
        t(founders.length > 1 ? "claimants" : "claimant"),
        html`<ul>${founders.map((each) => html`<li key=${each.id}><${Founder} it=${each} /></li>`)}</ul>`,
      ],
    ]} />
  `;
}

/** @param {{ item: Schemas["ClaimView"], detail?: Detail }} props */
function Claim({ item, detail }) {
  const page = /** @type {Schemas["OffererPageView"] | undefined} */ (detail?.page);
  const others = page?.claims.filter(({ id }) => id !== item.founder.id) ?? [];
  return html`
    <${FactList} facts=${[
      [t("claimant"), html`<${Founder} it=${item.founder} />`],
      [t("offerer"), html`${item.name}, ${item.postal_code} ${item.city}`],
      [t("number"), html`<${Siren} siren=${item.siren} />`],
      [t("waitsSince"), moment(item.claimed_at)],
      [t("state"), stateWords("offerers", item.status)],
      page && [t("offererState"), stateWords("offerers", page.offerer.status)],
      others.length > 0 && [
        t("otherClaimants"),
        html`<ul>${others.map((each) => html`<li key=${each.id}><${Founder} it=${each} /></li>`)}</ul>`,
      ],
    ]} />
  `;
}

/** @param {{ item: Schemas["AppliedView"], detail?: Detail }} props */
function Applicant({ item, detail }) {
  const page = /** @type {Schemas["PersonView"] | undefined} */ (detail?.page);
  return html`
    <${FactList} facts=${[
      [t("birthDate"), item.birth_date && longDay(item.birth_date)],
      [t("scheme"), item.scheme],
      [t("waitsSince"), moment(item.signed_up_at)],
      page && [t("account"), page.account && html`<${Founder} it=${page.account} />`],
      detail?.others?.length && [
        t("sameName"),
        html`<ul>${detail.others.map(
          (hit) =>
            html`<li key=${hit.id}><a href=${pageOf("people", hit.id)}>${hit.name}</a> · ${stateWords("beneficiaries", hit.status)}</li>`,
        )}</ul>`,
      ],
    ]} />
    ${item.held_for_review && html`<p class="office-why">${t("whyHeld")}</p>`}
  `;
}

/** @param {{ item: Schemas["OwnOfferView"] }} props */
function Offer({ item }) {
  const urls = item.image?.urls;
  const kind = categories().state.value.value?.items.find(({ id }) => id === item.category);
  const prices = item.stocks.map(({ price_cents }) => price_cents);
  const lowest = Math.min(...prices);
  const highest = Math.max(...prices);
  return html`
    ${item.review?.flags.map((flag) => html`<p key=${flag.id} class="office-why">${flag.reason}</p>`)}
    <div class="office-offer">
      ${urls?.["400"] && html`<img src=${urls["400"]} width="400" height="300" alt="" />`}
      <${FactList} facts=${[
        [t("category"), kind?.label ?? item.category],
        [
          t("price"),
          prices.length > 0 &&
            (lowest === highest ? price(lowest) : `${price(lowest)} – ${price(highest)}`),
        ],
        [t("dates"), item.stocks_count],
        item.stocks[0]?.begins_at && [t("firstDate"), moment(item.stocks[0].begins_at)],
        [
          t("venue"),
          html`<a href=${pageOf("venues", item.venue.id)}>${item.venue.name}</a>, ${item.venue.city}`,
        ],
        [
          t("offerer"),
          html`<a href=${pageOf("offerers", item.offerer_siren)}>${item.offerer_siren}</a>`,
        ],
        [t("url"), item.url],
        [t("author"), item.author ?? item.performer ?? item.speaker ?? item.stage_director],
        [t("ean"), item.ean],
      ]} />
    </div>
    ${item.description && html`<p class="prose">${item.description}</p>`}
  `;
}

/** @param {{ item: Schemas["ReportCaseView"], detail?: Detail }} props */
function Reports({ item, detail }) {
  const texts = detail?.reports?.filter(({ text }) => text) ?? [];
  return html`
    ${item.held_at && html`<p class="office-why">${t("heldByReports", { at: moment(item.held_at) })}</p>`}
    <${FactList} facts=${[
      [t("reports"), item.reports],
      ...Object.entries(item.reasons).map(([reason, count]) => [
        t(/** @type {"improper"} */ (reason)),
        count,
      ]),
      [t("firstReport"), moment(item.opened_at)],
      [t("state"), item.publication && stateWords("offers", item.publication)],
      [
        t("offerer"),
        item.offerer_siren &&
          html`<a href=${pageOf("offerers", item.offerer_siren)}>${item.offerer_siren}</a>`,
      ],
    ]} />
    ${texts.length > 0 && html`<ul class="stack">${texts.map(({ text }, index) => html`<li key=${index}><q>${text}</q></li>`)}</ul>`}
  `;
}

/** @param {{ item: Schemas["ReceivedFeedbackView"] }} props */
function Message({ item }) {
  return html`
    <p class="prose">${item.text}</p>
    <${FactList} facts=${[
      [t("subject"), t(/** @type {"problem"} */ (item.category))],
      [
        t("account"),
        html`<a href=${pageOf("people", item.person_id)}>${item.email ?? item.person_id}</a>`,
      ],
      [t("waitsSince"), moment(item.sent_at)],
    ]} />
  `;
}

/** @param {{ item: Schemas["BankAccountView"], detail?: Detail }} props */
function Account({ item, detail }) {
  const page = /** @type {Schemas["OffererPageView"] | undefined} */ (detail?.page);
  const named = page?.venues.filter(({ id }) => item.venue_ids.includes(id)) ?? [];
  return html`
    <${FactList} facts=${[
      [t("holder"), item.holder],
      [t("label"), item.label],
      [t("iban"), item.iban],
      [
        t("offerer"),
        html`<a href=${pageOf("offerers", item.siren)}>${page?.offerer.name ?? item.siren}</a>`,
      ],
      page && [t("offererState"), stateWords("offerers", page.offerer.status)],
      [t("state"), stateWords("bank_accounts", item.state)],
      [t("waitsSince"), moment(item.created_at)],
      [t("venues"), named.map(({ name }) => name).join(", ")],
      [t("replaces"), item.replaces],
      [t("approvals"), item.replaces ? t("ofTwo", { count: item.approvals }) : null],
    ]} />
  `;
}

/** @param {Schemas["MovedAccountView"] | null} account @param {string} id */
const accountLine = (account, id) =>
  account ? html`<strong>${account.iban}</strong> · ${account.holder} · ${account.label}` : id;

/** @param {{ item: Schemas["ProposedMoveView"], detail?: Detail }} props */
function Move({ item, detail }) {
  const page = /** @type {Schemas["BackOfficeVenueView"] | undefined} */ (detail?.page);
  return html`
    <${FactList} facts=${[
      [t("venue"), page?.venue.name],
      [t("offerer"), html`<a href=${pageOf("offerers", item.siren)}>${item.siren}</a>`],
      [t("from"), item.from_account_id && accountLine(item.from_account, item.from_account_id)],
      [t("to"), accountLine(item.to_account, item.to_account_id)],
      [t("waitsSince"), item.proposed_at && moment(item.proposed_at)],
      [t("approvals"), t("ofTwo", { count: item.approvals })],
    ]} />
  `;
}

/** @param {{ item: Schemas["BatchView"] }} props */
function Batch({ item }) {
  const fault = useSignal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
  const isBusy = useSignal(false);
  const save = async () => {
    isBusy.value = true;
    fault.value = null;
    try {
      const path = `/v1/reimbursement-batches/${encodeURIComponent(item.id)}`;
      await download(`${path}/sepa`, "application/xml", `${item.id}.xml`);
      // The file's sum is known once it has been made.
      await refreshBatches(item.id);
    } catch (refused) {
      fault.value = asProblem(refused);
    }
    isBusy.value = false;
  };
  return html`
    <${FactList} facts=${[
      [t("state"), stateWords("batches", item.state)],
      [t("cutoff"), moment(item.cutoff_at)],
      [t("transfers"), item.transfers],
      [t("sum"), money(item.amount_cents)],
      [t("prepared"), item.prepared_at && moment(item.prepared_at)],
      [t("sent"), item.sent_at && moment(item.sent_at)],
      [t("sha256"), item.sha256 && html`<code>${item.sha256}</code>`],
    ]} />
    ${fault.value && html`<${Failure} fault=${fault.value} />`}
    ${(item.state === "sent" || item.state === "executed") && html`<${BankAnswer} id=${item.id} />`}
    ${item.state === "prepared" && html`<p class="hint">${t("fileFirst")}</p><p><${Button} kind="calm" isBusy=${isBusy.value} onClick=${save}>${t("download")}<//></p>`}
  `;
}

/** @param {{ item: Schemas["GestureView"], detail?: Detail }} props */
function Gesture({ item, detail }) {
  return html`
    <${FactList} facts=${[
      [t("amount"), money(item.amount_cents)],
      [t("reason"), item.reason],
      [
        t("venue"),
        html`<a href=${pageOf("venues", item.venue_id)}>${detail?.page?.venue.name ?? item.venue_id}</a>`,
      ],
      [
        t("proposedBy"),
        html`<a href=${pageOf("people", item.proposed_by)}>${item.proposed_by}</a>`,
      ],
      [t("waitsSince"), moment(item.created_at)],
    ]} />
    <p class="hint">${t("twoPeople")}</p>
  `;
}

/** @param {{ item: Schemas["DebtView"], detail?: Detail }} props */
function Debt({ item, detail }) {
  return html`
    <${FactList} facts=${[
      [t("amount"), money(item.amount_cents)],
      [
        t("offerer"),
        html`<a href=${pageOf("offerers", item.siren)}>${detail?.page?.offerer.name ?? item.siren}</a>`,
      ],
      [t("waitsSince"), moment(item.since)],
    ]} />
    <p class="hint">${t("debtHelp")}</p>
  `;
}

/** @param {{ it: Schemas["FounderView"] }} props */
function Founder({ it }) {
  return html`
    <a href=${pageOf("people", it.id)}>${it.email ?? it.id}</a>
    <span class="soft"> · ${t(it.email_verified ? "verified" : "notVerified")}${it.account_created_at && ` · ${t("accountSince", { at: longDay(it.account_created_at) })}`}</span>
  `;
}

/** A SIREN, with the State's register where it has one. @param {{ siren: string }} props */
export function Siren({ siren }) {
  return /^\d{9}$/.test(siren)
    ? html`${siren} · <a href="https://annuaire-entreprises.data.gouv.fr/entreprise/${siren}" target="_blank" rel="noreferrer">${t("register")}</a>`
    : siren;
}

const SHOWN = {
  offerers: Offerer,
  aside: Offerer,
  claims: Claim,
  held: Applicant,
  signUps: Applicant,
  offers: Offer,
  reports: Reports,
  feedback: Message,
  accounts: Account,
  moves: Move,
  batches: Batch,
  gestures: Gesture,
  debts: Debt,
};
