// What the first answers mean: the credit that waits, or why there is none and from when.

import { Failure, Skeleton } from "../kit/components.js";
import { longDay, money } from "../kit/format.js";
import { asProblem } from "../kit/resource.js";
import { html } from "../kit/view.js";
import { addressOf } from "./question.js";
import { draft, eligibility } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../kit/api.js").Problem} Problem */

const WHY = /** @type {const} */ ({
  too_young: "tooYoung",
  too_old: "tooOld",
  residence: "notThere",
  not_open: "notOpen",
});

export function Entitlement() {
  const { value, problem } = eligibility().state.value;
  if (value) {
    return html`
      <div class="page narrow stack">
        <h1>${t("eligibleTitle")}</h1>
        <section class="left">
          <h2>${t("waitingForYou")}</h2>
          <p class="amount">${money(value.credit_cents)}</p>
          <p>${t("waitingForYouHelp")}</p>
        </section>
        <div class="acts">
          <a class="button main" href=${addressOf("nom")}>${t("goOn")}</a>
          <a class="button calm" href=${addressOf("lieu")}>${t("back")}</a>
        </div>
      </div>
    `;
  }
  if (problem?.code === "not_eligible") return html`<${NotEligible} problem=${problem} />`;
  return html`
    <div class="page narrow stack">
      <h1>${t("checking")}</h1>
      ${problem ? html`<${Failure} fault=${problem} onRetry=${() => eligibility().refresh()} />` : html`<${Skeleton} />`}
      <p><a href=${addressOf("naissance")}>${t("correct")}</a></p>
    </div>
  `;
}

/** Why somebody is not eligible, and from when they are. @param {{ problem: Problem }} props */
function NotEligible({ problem }) {
  const reason = /** @type {"too_young" | "too_old" | "residence" | "not_open"} */ (
    problem.facts.reason
  );
  const from = /** @type {string | undefined} */ (problem.facts.eligible_on);
  return html`
    <div class="page narrow stack">
      <h1>${from ? t("notYetTitle") : t("notEligibleTitle")}</h1>
      ${from && html`<p class="big">${t("eligibleFrom", { day: longDay(from, "UTC") })}</p>`}
      <p>${t(WHY[reason], { commune: draft.value.commune })}</p>
      <p>${t("stillOpen")}</p>
      <div class="acts">
        <a class="button main" href="/">${t("discover")}</a>
        <a class="button calm" href=${addressOf("naissance")}>${t("correct")}</a>
      </div>
      <p class="hint">${t("mistake")} <a href="/contact">${t("contact")}</a></p>
    </div>
  `;
}

/** A refusal of the application itself, such as on the day somebody turns too old. @param {{ fault: unknown }} props */
export function Refused({ fault }) {
  const problem = asProblem(fault);
  return problem.code === "not_eligible"
    ? html`<p class="fault"><a href=${addressOf("droit")}>${t("noLongerEligible")}</a></p>`
    : html`<${Failure} fault=${problem} />`;
}
