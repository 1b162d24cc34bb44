// Applying for the pass: one question a screen, each with its address.

import { Failure, Skeleton, useTitle } from "../kit/components.js";
import { person } from "../kit/session.js";
import { html } from "../kit/view.js";
import { Entitlement } from "./entitlement.js";
import { Account, Name } from "./identity.js";
import { BirthDate, Place } from "./questions.js";
import { Review } from "./review.js";
import { me, stepFor } from "./state.js";
import { t } from "./texts.js";
import { Waiting } from "./waiting.js";

const QUESTIONS = {
  naissance: BirthDate,
  lieu: Place,
  droit: Entitlement,
  nom: Name,
  compte: Account,
  fin: Review,
};

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  const isStranger = person.value === null;
  const asked = query.get("etape");
  if (isStranger) return html`<${Question} step=${stepFor(asked, false)} />`;
  const { value, problem } = me().state.value;
  if (value?.beneficiary) return html`<${Waiting} me=${value} />`;
  if (value) return html`<${Question} step=${stepFor(asked, true)} />`;
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      ${problem ? html`<${Failure} fault=${problem} onRetry=${() => me().refresh()} />` : html`<${Skeleton} />`}
    </div>
  `;
}

/** @param {{ step: import("./state.js").Step }} props */
function Question({ step }) {
  const Shown = QUESTIONS[step];
  return html`<${Shown} key=${step} />`;
}
