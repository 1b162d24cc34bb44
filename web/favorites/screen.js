// My favourites, newest first.

import { Card } from "../discover/card.js";
import { Failure, Notice, Skeleton, useTitle } from "../kit/components.js";
import { person } from "../kit/session.js";
import { html } from "../kit/view.js";
import { favorites } from "./state.js";
import { t } from "./texts.js";

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      ${
        person.value === null
          ? html`<p>${t("needSignIn")}</p><p><a class="button main" href="/connexion?suite=/favoris">${t("signIn")}</a></p>`
          : html`<${List} />`
      }
    </div>
  `;
}

function List() {
  const found = favorites();
  const { value, problem } = found.state.value;
  if (problem?.code === "beneficiary_only")
    return html`<${Notice}><p>${t("needPass")} <a href="/inscription">${t("signUp")}</a></p><//>`;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  if (!value) return html`<${Skeleton} of="card" count=${4} />`;
  if (value.length === 0)
    return html`<p>${t("none")}</p><p><a class="button main" href="/">${t("discover")}</a></p>`;
  return html`
    <ul class="cards">
      ${value.map(
        ({ offer }, i) =>
          html`<li key=${offer.id}><${Card} hit=${{ ...offer, distance_m: null }} level="h2" isFirst=${i < 2} /></li>`,
      )}
    </ul>
  `;
}
