// Joining: an account, an organisation and its venue, then waiting for validation.

import "../gate/styles.js";
import { Button, Failure, Notice, Skeleton, useTitle } from "../../kit/components.js";
import { asProblem } from "../../kit/resource.js";
import { person, signUp } from "../../kit/session.js";
import { html, useSignal } from "../../kit/view.js";
import { AccountForm } from "../gate/account-form.js";
import { Invitations } from "../gate/invitations.js";
import { me, offererOf, venues } from "../gate/state.js";
import { PlaceForm } from "./place.js";
import { addVenue, claim, show } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../gate/state.js").Offerer} Offerer */

const SHORTEST_PASSWORD = 12;

export function Screen() {
  const mine = person.value ? me().state.value.value : undefined;
  const title = mine && offererOf(mine) ? t("mine") : t("title");
  useTitle(title);
  return html`
    <div class="page narrow stack">
      <h1>${title}</h1>
      ${person.value === null ? html`<${Account} />` : person.value === undefined ? html`<${Skeleton} />` : html`<${Steps} />`}
    </div>
  `;
}

function Account() {
  const faultsOf = (/** @type {{ email: string, password: string }} */ { email, password }) => ({
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? "" : t("needEmail"),
    password: password.length >= SHORTEST_PASSWORD ? "" : t("needPassword"),
  });
  return html`
    <p>${t("accountLead")}</p>
    <${AccountForm} action=${t("createAccount")} isNew hint=${t("passwordHint")} faultsOf=${faultsOf} onSubmit=${signUp} />
    <p><a href="/pro">${t("haveAccount")}</a></p>
  `;
}

function Steps() {
  const found = me();
  const { value, problem } = found.state.value;
  const isAnother = useSignal(false);
  const refused = useSignal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  const offerer = offererOf(value);
  const join = async (/** @type {import("./state.js").Said} */ said) => {
    const made = await claim(said);
    // The claim stands: the page that comes next says why its venue was refused, and asks again.
    refused.value = null;
    await addVenue(made.siren, said, t("noSiret")).catch((fault) => {
      refused.value = asProblem(fault);
    });
    await show(made.siren);
    isAnother.value = false;
  };
  if (offerer && !isAnother.value) {
    return html`
      <${Waiting} it=${offerer} key=${offerer.siren} refused=${refused.value} />
      <div><${Button} kind="calm" onClick=${() => {
        isAnother.value = true;
      }}>${t("another")}<//></div>
    `;
  }
  const [claimed] = value.claimed_sirens;
  if (claimed && !offerer && !isAnother.value) {
    return html`<${Notice}><p>${t("claimed", { siren: claimed })}</p><//><${Invitations} isAsked />`;
  }
  return html`${!offerer && html`<${Invitations} isAsked />`}<p>${t("offererLead")}</p><${PlaceForm} action=${t("join")} onSubmit=${join} />`;
}

/** @param {{ it: Offerer, refused: import("../../kit/api.js").Problem | null }} props */
function Waiting({ it, refused }) {
  const places = venues(it.siren).state.value.value;
  const isOpen = useSignal(false);
  const isDone = useSignal(false);
  const add = async (/** @type {import("./state.js").Said} */ said) => {
    await addVenue(it.siren, said, t("noSiret"));
    isOpen.value = false;
    isDone.value = true;
  };
  const isFirst = places?.length === 0;
  return html`
    <${Notice} kind=${it.status === "validated" ? "good" : "calm"}>
      <h2>${it.name}</h2>
      <p>${t(it.status, { siren: it.siren })}</p>
    <//>
    <${Invitations} isAsked />
    <section class="stack pro-section">
      <h2>${t(it.status === "pending" ? "meanwhile" : "next")}</h2>
      <ul class="lines">
        <li><span>${t("doPublish")}</span><a href="/pro/publier">${t("prepare")}</a></li>
        <li><span>${t("doMoney")}</span><a href="/pro/argent">${t("addAccount")}</a></li>
        <li><span>${t("doDesk")}</span><a href="/pro/guichet">${t("desk")}</a></li>
      </ul>
    </section>
    <section class="stack">
      <h2>${t("venues")}</h2>
      ${places && places.length > 0 && html`<ul class="lines">${places.map(({ id, name, address, postal_code, city }) => html`<li key=${id}><span><b>${name}</b><br />${address}, ${postal_code} ${city}</span></li>`)}</ul>`}
      <p role="status">${isDone.value && t("venueAdded")}</p>
      ${refused && !isDone.value && html`<${Failure} fault=${refused} />`}
      ${
        isOpen.value || isFirst
          ? html`<${PlaceForm} isVenue action=${t("addVenue")} onSubmit=${add} />`
          : html`<div><${Button} kind="calm" onClick=${() => {
              isOpen.value = true;
            }}>${t("addVenue")}<//></div>`
      }
    </section>
  `;
}
