// Who administers this pass, and with which roles.

import { Button, Failure, Field, Skeleton, useTitle } from "../../kit/components.js";
import { longDay } from "../../kit/format.js";
import { html, useSignal } from "../../kit/view.js";
import { Acts } from "../office/acts.js";
import { Gate } from "../office/gate.js";
import { rolesAct } from "../office/possible.js";
import { pageOf } from "../office/state.js";
import { roleWords } from "../office/words.js";
import { accountOf, administrators } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("../office/state.js").Me} Me */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page stack office">
      <h1>${t("title")}</h1>
      <${Gate} roles=${["administrator"]}>${(/** @type {Me} */ who) => html`<${Team} who=${who} />`}<//>
    </div>
  `;
}

/** @param {{ who: Me }} props */
function Team({ who }) {
  const found = administrators();
  const { value, problem } = found.state.value;
  const said = useSignal("");
  if (!value)
    return problem
      ? html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`
      : html`<${Skeleton} />`;
  const done = (/** @type {import("../../kit/api.js").Schemas["AdministratorsView"]} */ answer) => {
    found.set(answer.items);
    said.value = t("done");
  };
  return html`
    <p role="status">${said.value}</p>
    <ul class="office-hits">
      ${value.map((each) => html`<${One} key=${each.id} it=${each} who=${who} onDone=${done} />`)}
    </ul>
    <${NewOne} who=${who} known=${value} onDone=${done} />
  `;
}

/** @param {{ who: Me, known: import("./state.js").Administrator[], onDone: (answer: any) => void }} props */
function NewOne({ who, known, onDone }) {
  const open = useSignal(/** @type {string | null} */ (null));
  const found = useSignal(/** @type {string | null} */ (null));
  const missing = useSignal("");
  const fault = useSignal(/** @type {unknown} */ (null));
  const find = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    fault.value = null;
    try {
      found.value = await accountOf(String(form.get("account") ?? "").trim());
      missing.value = found.value ? "" : t("nobody");
      open.value = found.value ? "roles" : null;
    } catch (refused) {
      fault.value = refused;
    }
  };
  const id = found.value;
  const has = known.find((each) => each.id === id)?.roles ?? [];
  return html`
    <section class="office-part">
      <h2>${t("name")}</h2>
      <form class="stack narrow-form" novalidate onSubmit=${find}>
        <${Field} id="account" label=${t("account")} autocomplete="off" fault=${missing.value} />
        ${fault.value != null && html`<${Failure} fault=${fault.value} />`}
        <div><${Button} type="submit" kind="calm">${t("find")}<//></div>
      </form>
      ${
        id &&
        html`<${Acts} key=${id} who=${who} acts=${[rolesAct(id, has)]} open=${open}
          onDone=${(/** @type {unknown} */ _, /** @type {any} */ answer) => {
            found.value = null;
            onDone(answer);
          }} />`
      }
    </section>
  `;
}

/** @param {{ it: import("./state.js").Administrator, who: Me, onDone: (answer: any) => void }} props */
function One({ it, who, onDone }) {
  const open = useSignal(/** @type {string | null} */ (null));
  return html`
    <li>
      <span class="stack-close">
        <b><a href=${pageOf("people", it.id)}>${it.email ?? it.id}</a></b>
        <span>${it.roles.map(roleWords).join(", ")}</span>
        <span class="soft">${t("since", { day: longDay(it.granted_at) })}</span>
      </span>
      <${Acts} who=${who} acts=${[rolesAct(it.id, it.roles)]} open=${open} heading="h2"
        onDone=${(/** @type {unknown} */ _, /** @type {any} */ answer) => onDone(answer)} />
    </li>
  `;
}
