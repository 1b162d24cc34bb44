// The picture of an offer: read, made small enough to send, cropped, and shown before it is sent.

import { rectOf } from "./crop.js";

const LONGEST_SIDE = 2000;
const SMALLEST_SIDE = 400;
const PREVIEW_WIDTH = 750;
const QUALITY = 0.88;
const TYPE = "image/jpeg";

/** @typedef {import("./crop.js").Frame} Frame */
/** `kept` is the whole picture, `blob` what is sent. @typedef {{ whole: HTMLCanvasElement, kept: Blob, frame: Frame, blob: Blob, preview: string }} Picture */

/** A picture that cannot be used: `unreadable` or `too_small`. */
export class PictureFault extends Error {}

/** Return a picture as JPEG, without what cameras write into files. @param {Blob} source @param {Frame} frame @returns {Promise<Picture>} */
export async function prepare(source, frame) {
  const bitmap = await createImageBitmap(source).catch(() => {
    throw new PictureFault("unreadable");
  });
  const { width, height } = bitmap;
  if (Math.min(width, height) < SMALLEST_SIDE) throw new PictureFault("too_small");
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const whole = drawn(bitmap, { x: 0, y: 0, width, height }, width * scale, height * scale);
  bitmap.close();
  return cropped({ whole, kept: await jpegOf(whole) }, frame);
}

/** Return a picture with another crop. @param {Pick<Picture, "whole" | "kept">} picture @param {Frame} frame @returns {Promise<Picture>} */
export async function cropped({ whole, kept }, frame) {
  const rect = rectOf(whole, frame);
  // The API takes nothing smaller, and a crop of a small picture is enlarged by a third at most.
  const grown = Math.max(1, SMALLEST_SIDE / rect.height);
  const poster = drawn(whole, rect, rect.width * grown, rect.height * grown);
  const small = drawn(whole, rect, PREVIEW_WIDTH, (PREVIEW_WIDTH / rect.width) * rect.height);
  const preview = small.toDataURL(TYPE, QUALITY);
  return { whole, kept, frame, blob: await jpegOf(poster), preview };
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
async function jpegOf(canvas) {
  /** @type {Blob | null} */
  const blob = await new Promise((done) => canvas.toBlob(done, TYPE, QUALITY));
  if (!blob) throw new PictureFault("unreadable");
  return blob;
}

/** @param {CanvasImageSource} from @param {import("./crop.js").Rect} rect @param {number} width @param {number} height */
function drawn(from, rect, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil(height);
  draw(canvas, from, rect);
  return canvas;
}

/** Fill a canvas with a part of a picture. @param {HTMLCanvasElement} canvas @param {CanvasImageSource} from @param {import("./crop.js").Rect} rect */
export function draw(canvas, from, { x, y, width, height }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  // JPEG has no transparency.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(from, x, y, width, height, 0, 0, canvas.width, canvas.height);
}
