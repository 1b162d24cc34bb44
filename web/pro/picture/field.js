// The field that chooses a picture, shows it as the poster, and crops it.

import { html, useSignal } from "../../kit/view.js";
import { WHOLE } from "./crop.js";
import { Cropper } from "./cropper.js";
import { cropped, PictureFault, prepare } from "./picture.js";
import { t } from "./texts.js";

/** @typedef {import("./picture.js").Picture} Picture */

/** `shown` is the picture that the offer has. @param {{ picture: Picture | null, shown?: string, fault?: string, onPicture: (picture: Picture) => unknown }} props */
export function PictureField({ picture, shown, fault, onPicture }) {
  const own = useSignal("");
  const isCropping = useSignal(false);
  const preview = picture?.preview ?? shown;
  const wrong = own.value || fault;
  const choose = async (/** @type {Event} */ event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.currentTarget).files ?? [];
    if (!file) return;
    own.value = "";
    try {
      onPicture(await prepare(file, WHOLE));
    } catch (refused) {
      const isSmall = refused instanceof PictureFault && refused.message === "too_small";
      own.value = t(isSmall ? "tooSmall" : "unreadable");
    }
  };
  const crop = async (/** @type {import("./crop.js").Frame} */ frame) => {
    isCropping.value = false;
    if (picture) onPicture(await cropped(picture, frame));
  };
  return html`
    <div class="field">
      <label for="picture">${t("picture")}</label>
      <div class="picture-field ${preview ? "is-chosen" : ""} ${wrong ? "is-wrong" : ""}">
        ${preview && html`<img src=${preview} alt=${t(picture ? "chosen" : "shown")} />`}
        <span class="button ${preview ? "main" : "calm"}" aria-hidden="true">${t(preview ? "change" : "choose")}</span>
        <input id="picture" name="picture" type="file" accept="image/jpeg,image/png,image/webp" aria-describedby="picture-hint${wrong ? " picture-fault" : ""}"
          aria-invalid=${wrong ? "true" : undefined} onChange=${choose} />
      </div>
      <p class="hint" id="picture-hint">${t("pictureHint")}</p>
      ${wrong && html`<p class="fault" id="picture-fault">${wrong}</p>`}
      ${
        picture &&
        html`<p><button type="button" class="link" onClick=${() => {
          isCropping.value = true;
        }}>${t("crop")}</button></p>`
      }
    </div>
    ${
      picture &&
      isCropping.value &&
      html`<${Cropper} whole=${picture.whole} frame=${picture.frame} onDone=${crop} onClose=${() => {
        isCropping.value = false;
      }} />`
    }
  `;
}
