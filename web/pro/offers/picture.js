// The picture of an offer of one's own, and changing it.

import { Button, Failure } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { useAct } from "../gate/act.js";
import { PictureField } from "../picture/field.js";
import { t } from "../picture/texts.js";
import { sendPicture } from "../publish/state.js";
import { own } from "./state.js";

/** @param {{ it: import("./state.js").Offer }} props */
export function Picture({ it }) {
  const picture = useSignal(/** @type {import("../picture/picture.js").Picture | null} */ (null));
  const { isBusy, news, refused, run } = useAct();
  const send = () =>
    run(async () => {
      if (!picture.value) return;
      await sendPicture(`/v1/offers/${encodeURIComponent(it.id)}`, picture.value.blob);
      await own(it.id).refresh();
      picture.value = null;
    }, t("sent"));
  return html`
    <section class="stack pro-section">
      <h2>${t("picture")}</h2>
      <${PictureField} picture=${picture.value} shown=${it.image?.urls["750"]} onPicture=${(
        /** @type {import("../picture/picture.js").Picture} */ chosen,
      ) => {
        news.value = "";
        picture.value = chosen;
      }} />
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      ${picture.value && html`<div><${Button} isBusy=${isBusy.value} onClick=${send}>${t("send")}<//></div>`}
      <p role="status">${news.value}</p>
    </section>
  `;
}
