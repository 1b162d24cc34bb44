// Surveys: what people answered, and a form that makes one.

import { Button, Failure, Skeleton, useTitle } from "../../kit/components.js";
import { longDay, number } from "../../kit/format.js";
import { either } from "../../kit/language.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../office/gate.js";
import { SurveyForm } from "./form.js";
import { close, comments, figures, stateOf, surveys } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Survey} Survey */
/** @typedef {import("./state.js").Schemas} Schemas */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack office">
      <h1>${t("title")}</h1>
      <${Gate} roles=${["administrator"]}>${() => html`<${Surveys} />`}<//>
    </div>
  `;
}

function Surveys() {
  const found = surveys();
  const { value, problem } = found.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  return html`
    ${value.items.length === 0 && html`<p>${t("none")}</p>`}
    ${value.items.map((survey) => html`<${Part} key=${survey.id} it=${survey} />`)}
    <${SurveyForm} />
  `;
}

/** @param {{ it: Survey }} props */
function Part({ it }) {
  const state = stateOf(it);
  const fault = useSignal(/** @type {unknown} */ (null));
  const found = figures(it.id);
  const { value, problem } = found.state.value;
  const end = async () => {
    fault.value = null;
    await close(it.id).catch((wrong) => {
      fault.value = wrong;
    });
  };
  return html`
    <section class="office-part stack">
      <h2>${either(it.title, it.title_en)}</h2>
      <p class="soft">${t(it.audience)} · ${t(state)}${it.title_en && ` · ${t("bilingual")}`} · ${t("dates", { from: longDay(it.opens_at), to: longDay(it.closes_at) })}</p>
      ${problem && !value && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${!value && !problem && html`<${Skeleton} />`}
      ${value && html`<p><b>${t.many("answers", value.answers)}</b></p>`}
      ${value && (value.questions ? html`<${Questions} it=${it} figures=${value} />` : html`<p class="hint">${t("hidden")}</p>`)}
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
      ${state === "open" && html`<p><${Button} kind="calm" onClick=${end}>${t("close")}<//></p>`}
    </section>
  `;
}

/** @param {{ it: Survey, figures: Schemas["SurveyFiguresView"] }} props */
function Questions({ it, figures: { answers, questions } }) {
  const said = comments(it.id).state.value.value?.items ?? [];
  return html`
    ${(questions ?? []).map((question) =>
      question.kind === "text"
        ? html`<${Comments} key=${question.id} question=${question} texts=${said.filter((one) => one.question === question.id).map(({ text }) => text)} />`
        : html`<${Counts} key=${question.id} question=${question} answers=${answers} />`,
    )}
  `;
}

/** @param {{ question: Schemas["QuestionFiguresView"], answers: number }} props */
function Counts({ question, answers }) {
  const isScale = question.kind === "scale";
  const names = isScale
    ? ["1", "2", "3", "4", "5"]
    : question.choices.map((choice, index) => either(choice, question.choices_en[index]));
  const sum = question.counts.reduce((all, count, index) => all + count * (index + 1), 0);
  return html`
    <h3>${either(question.text, question.text_en)}</h3>
    ${isScale && html`<p>${t("average", { average: number(Math.round((sum / answers) * 10) / 10) })}</p>`}
    <table class="survey-counts">
      <thead><tr><th scope="col">${t("answer")}</th><th scope="col">${t("number")}</th><th scope="col">${t("share")}</th></tr></thead>
      <tbody>
        ${question.counts.map(
          (count, index) => html`
            <tr key=${index}>
              <th scope="row">${names[index]}</th>
              <td>${count}</td>
              <td><meter min="0" max=${answers} value=${count} aria-label=${names[index]} /> ${Math.round((100 * count) / answers)} %</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** @param {{ question: Schemas["QuestionFiguresView"], texts: string[] }} props */
function Comments({ question, texts }) {
  return html`
    <h3>${either(question.text, question.text_en)}</h3>
    <p>${t.many("comments", question.counts[0] ?? 0)}</p>
    <ul class="stack">${texts.map((text, index) => html`<li key=${index}><q>${text}</q></li>`)}</ul>
  `;
}
