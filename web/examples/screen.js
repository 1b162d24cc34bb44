// Every component in its states, for those who build screens.

import { Problem } from "../kit/api.js";
import {
  Button,
  Chips,
  Dialog,
  Failure,
  Field,
  Notice,
  Skeleton,
  Tabs,
  useTitle,
} from "../kit/components.js";
import { html, useSignal } from "../kit/view.js";
import { t } from "./texts.js";

const KINDS = /** @type {const} */ (["main", "calm", "danger"]);

export function Screen() {
  useTitle(t("title"));
  const isOpen = useSignal(false);
  const chosen = useSignal("a");
  const options = ["a", "b", "c"].map((value) => ({ value, label: t("choice", { name: value }) }));
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      <h2>Button</h2>
      <div class="acts">${KINDS.map((kind) => html`<${Button} key=${kind} kind=${kind}>${kind}<//>`)}<${Button} isBusy>${t("busy")}<//></div>
      <h2>Field</h2>
      <${Field} id="plain" label=${t("label")} hint=${t("hint")} />
      <${Field} id="wrong" label=${t("label")} fault=${t("fault")} />
      <h2>Chips</h2>
      <${Chips} legend=${t("label")} name="example" options=${options} chosen=${[chosen.value]} onChoose=${(
        /** @type {string} */ v,
      ) => {
        chosen.value = v;
      }} />
      <h2>Tabs</h2>
      <${Tabs} label=${t("label")} tabs=${[{ to: "/exemples", label: t("choice", { name: "a" }), isHere: true }, { to: "/exemples?b", label: t("choice", { name: "b" }), isHere: false }]} />
      <h2>Notice</h2>
      <${Notice}><p>${t("hint")}</p><//>
      <${Notice} kind="good"><p>${t("hint")}</p><//>
      <h2>Failure</h2>
      <${Failure} fault=${new Problem("sold_out")} onRetry=${() => {}} />
      <h2>Dialog</h2>
      <${Button} kind="calm" onClick=${() => {
        isOpen.value = true;
      }}>${t("open")}<//>
      ${
        isOpen.value &&
        html`<${Dialog} title=${t("label")} onClose=${() => {
          isOpen.value = false;
        }}><p>${t("hint")}</p><//>`
      }
      <h2>Skeleton</h2>
      <${Skeleton} />
    </div>
  `;
}
