// The dialog that crops a picture: arrow keys or dragging move it, plus and minus zoom.

import { Button, Dialog } from "../../kit/components.js";
import { html, useLayoutEffect, useRef, useSignal } from "../../kit/view.js";
import { moved, rectOf, zoomed } from "./crop.js";
import { draw } from "./picture.js";
import { t } from "./texts.js";

/** @typedef {import("./crop.js").Frame} Frame */

const WIDTH = 640;
const HEIGHT = 480;
const STEP = 0.05;
const ZOOM = 1.15;

/** @type {Record<string, (size: HTMLCanvasElement, frame: Frame) => Frame>} */
const KEYS = {
  ArrowLeft: (size, frame) => moved(size, frame, -STEP, 0),
  ArrowRight: (size, frame) => moved(size, frame, STEP, 0),
  ArrowUp: (size, frame) => moved(size, frame, 0, -STEP),
  ArrowDown: (size, frame) => moved(size, frame, 0, STEP),
  "+": (size, frame) => zoomed(size, frame, ZOOM),
  "=": (size, frame) => zoomed(size, frame, ZOOM),
  "-": (size, frame) => zoomed(size, frame, 1 / ZOOM),
};

const BUTTONS = /** @type {const} */ ([
  ["ArrowLeft", "left", "←"],
  ["ArrowRight", "right", "→"],
  ["ArrowUp", "up", "↑"],
  ["ArrowDown", "down", "↓"],
  ["+", "closer", "+"],
  ["-", "further", "−"],
]);

/** @param {{ whole: HTMLCanvasElement, frame: Frame, onDone: (frame: Frame) => void, onClose: () => void }} props */
export function Cropper({ whole, frame, onDone, onClose }) {
  const now = useSignal(frame);
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const rect = rectOf(whole, now.value);
  useLayoutEffect(() => {
    if (canvas.current) draw(canvas.current, whole, rect);
  }, [now.value]);
  const act = (/** @type {string} */ key) => {
    const change = KEYS[key];
    if (change) now.value = change(whole, now.peek());
    return Boolean(change);
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    const { width, height } = /** @type {HTMLElement} */ (
      event.currentTarget
    ).getBoundingClientRect();
    if (event.buttons !== 1) return;
    now.value = moved(whole, now.peek(), -event.movementX / width, -event.movementY / height);
  };
  return html`
    <${Dialog} title=${t("crop")} onClose=${onClose}>
      <p class="hint" id="crop-hint">${t("cropHint")}</p>
      <canvas ref=${canvas} class="cropper" width=${WIDTH} height=${HEIGHT} tabindex="0" role="application"
        aria-label=${t("cropped")} aria-describedby="crop-hint"
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => act(event.key) && event.preventDefault()}
        onPointerDown=${(/** @type {PointerEvent} */ event) => canvas.current?.setPointerCapture(event.pointerId)}
        onPointerMove=${drag}
        onWheel=${(/** @type {WheelEvent} */ event) => {
          event.preventDefault();
          act(event.deltaY < 0 ? "+" : "-");
        }} />
      <div class="acts">
        ${BUTTONS.map(([key, name, sign]) => html`<button type="button" class="round" key=${key} aria-label=${t(name)} onClick=${() => act(key)}>${sign}</button>`)}
      </div>
      <p role="status" class="unseen">${t("place", { x: share(rect.x, whole.width - rect.width), y: share(rect.y, whole.height - rect.height), zoom: Math.round(now.value.zoom * 100) })}</p>
      <${Button} onClick=${() => onDone(now.value)}>${t("keep")}<//>
    <//>
  `;
}

/** Return where something is between its ends, in percent. @param {number} at @param {number} most */
const share = (at, most) => (most < 1 ? 50 : Math.round((100 * at) / most));
