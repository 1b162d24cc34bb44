// One page of facts for a person, offerer, venue, offer or booking, with its history.

import { Failure, Notice, Skeleton, useTitle } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { Acts } from "../office/acts.js";
import { ANY, Gate } from "../office/gate.js";
import { History } from "../office/history.js";
import { Booking, Offer, Offerer, Person, Venue } from "./facts.js";
import { page, THINGS } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../office/state.js").Me} Me */
/** @typedef {import("./state.js").Kind} Kind */

const FACTS = {
  people: Person,
  offerers: Offerer,
  venues: Venue,
  offers: Offer,
  bookings: Booking,
};

/** @param {{ params: { kind: string, id: string } }} props */
export function Screen({ params }) {
  const isKnown = params.kind in THINGS;
  const kind = /** @type {Kind} */ (params.kind);
  return html`
    <div class="page stack office">
      ${!isKnown && html`<h1>${t("unknownKind")}</h1><p><a href="/admin/recherche">${t("search")}</a></p>`}
      ${
        isKnown &&
        html`<${Gate} roles=${THINGS[kind].roles ?? ANY} title=${t(kind)}>
          ${(/** @type {Me} */ who) => html`<${Page} kind=${kind} id=${params.id} who=${who} />`}
        <//>`
      }
    </div>
  `;
}

/** @param {{ kind: Kind, id: string, who: Me }} props */
function Page({ kind, id, who }) {
  const open = useSignal(/** @type {string | null} */ (null));
  const said = useSignal("");
  const found = page(kind, id);
  const { value, problem } = found.state.value;
  const thing = THINGS[kind];
  const title = value ? thing.titleOf(value) : t(kind);
  useTitle(title);
  const Shown = FACTS[kind];
  return html`
    <div>
      <p class="soft">${t(kind)}</p>
      <h1>${title}</h1>
    </div>
    <div role="status" class="office-said">${said.value && html`<p>${said.value}</p>`}</div>
    ${!value && (problem ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />` : html`<${Skeleton} />`)}
    ${
      value &&
      html`
        <${Acts} who=${who} acts=${thing.actsOf(value)} open=${open} heading="h2" onRefused=${() => found.refresh()}
          onDone=${(/** @type {import("../office/acts.js").Act} */ act) => {
            said.value = t("done", { act: act.label });
            document.querySelector("h1")?.focus();
            found.refresh();
          }} />
        ${problem && html`<${Notice}><p>${t("mayBeOld")}</p><//>`}
        <${Shown} page=${value} who=${who} />
        <${History} acts=${value.acts} who=${who} heading="h2" />
      `
    }
  `;
}
