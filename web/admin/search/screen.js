// Search of anything that the roles reach.

import { Button, Failure, Field, Skeleton, useTitle } from "../../kit/components.js";
import { go } from "../../kit/router.js";
import { html, useSignal } from "../../kit/view.js";
import { Gate } from "../office/gate.js";
import { kinds, stateWords } from "../office/words.js";
import { addressOf, found } from "./state.js";
import { t } from "./texts.js";

const SHORTEST = 2;

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  const text = (query.get("q") ?? "").trim();
  useTitle(text ? `${text} · ${t("title")}` : t("title"));
  return html`
    <div class="page stack office">
      <h1>${t("title")}</h1>
      <${Gate}>${() => html`
        <${Bar} text=${text} key=${text} />
        ${text.length >= SHORTEST && html`<${Hits} text=${text} />`}
      `}<//>
    </div>
  `;
}

/** @param {{ text: string }} props */
function Bar({ text }) {
  const fault = useSignal("");
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const asked = String(said.get("q") ?? "").trim();
    fault.value = asked.length < SHORTEST ? t("tooShort") : "";
    if (fault.value) document.getElementById("q")?.focus();
    else go(`/admin/recherche?q=${encodeURIComponent(asked)}`, { isSameScreen: true });
  };
  return html`
    <form class="office-search" role="search" onSubmit=${submit}>
      <${Field} id="q" label=${t("what")} hint=${t("hint")} type="search" value=${text} maxlength="300" autocomplete="off" fault=${fault.value} />
      <${Button} type="submit">${t("search")}<//>
    </form>
  `;
}

/** @param {{ text: string }} props */
function Hits({ text }) {
  const asked = found(text);
  const { value, problem } = asked.state.value;
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => asked.refresh()} />`
      : html`<${Skeleton} />`;
  const count = value.reduce((total, { hits }) => total + hits.length, 0);
  return html`
    <p role="status" class="soft">${count ? t.many("count", count) : t("nothing", { text })}</p>
    ${value.map(
      ({ kind, hits }) => html`
        <section key=${kind} class="office-part">
          <h2>${kinds(/** @type {any} */ (kind))}</h2>
          <ul class="office-hits">
            ${hits.map(
              (hit) => html`
                <li key=${hit.id}>
                  <a href=${addressOf(hit)}><b>${hit.name ?? hit.id}</b></a>
                  <span class="soft">${hit.name && `${hit.id} `}${hit.status && `· ${stateWords(kind, hit.status)}`}</span>
                </li>
              `,
            )}
          </ul>
        </section>
      `,
    )}
  `;
}
