// The camera: it reads QR codes, by the browser's own detector or by one that is loaded for it.

import { Button, Notice } from "../../kit/components.js";
import { html, useEffect, useRef, useSignal } from "../../kit/view.js";
import { t } from "./texts.js";

/** @typedef {{ detect: (image: HTMLVideoElement | ImageData) => Promise<{ rawValue: string }[]> }} Detector */
/** @typedef {{ new (options: { formats: string[] }): Detector, getSupportedFormats: () => Promise<readonly string[]> }} DetectorClass */

const PAUSE_MS = 80;
/** The same code is read once until it has been out of sight for this long. */
const SAME_MS = 2_500;
const WIDTH = 640;

/** Return what detects QR codes, and whether it is the browser's own. */
async function detector() {
  const own = /** @type {{ BarcodeDetector?: DetectorClass }} */ (
    /** @type {unknown} */ (globalThis)
  ).BarcodeDetector;
  /** @type {readonly string[]} */
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? [];
  const options = { formats: ["qr_code"] };
  if (own && formats.includes("qr_code")) return { found: new own(options), isOwn: true };
  const { BarcodeDetector } = await import("../../vendor/qr-decode.js");
  const made = /** @type {DetectorClass} */ (/** @type {unknown} */ (BarcodeDetector));
  return { found: new made(options), isOwn: false };
}

/** A button that opens the camera, and its picture; each code is read once. @param {{ onRead: (text: string) => void }} props */
export function Camera({ onRead }) {
  const isOpen = useSignal(false);
  const fault = useSignal(/** @type {"cameraDenied" | "cameraNone" | null} */ (null));
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    if (!isOpen.value) return;
    let isWatching = true;
    /** @type {MediaStream | undefined} */
    let stream;
    const watch = async () => {
      const loading = detector();
      loading.catch(() => {});
      const facts = { video: { facingMode: "environment", width: { ideal: 1280 } } };
      stream = await navigator.mediaDevices.getUserMedia(facts);
      const screen = video.current;
      if (!isWatching || !screen) return stop();
      screen.srcObject = stream;
      await screen.play();
      const { found, isOwn } = await loading;
      let last = "";
      let seenAt = 0;
      while (isWatching) {
        const image = isOwn ? screen : pictureOf(screen);
        const [code] = await found.detect(image).catch(() => []);
        const now = performance.now();
        if (code && isWatching) {
          if (code.rawValue !== last || now - seenAt > SAME_MS) read.current(code.rawValue);
          last = code.rawValue;
          seenAt = now;
        }
        await new Promise((go) => setTimeout(go, PAUSE_MS));
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    watch().catch((refused) => {
      fault.value = refused.name === "NotAllowedError" ? "cameraDenied" : "cameraNone";
      isOpen.value = false;
      stop();
    });
    return () => {
      isWatching = false;
      stop();
    };
  }, [isOpen.value]);
  const toggle = () => {
    fault.value = null;
    isOpen.value = !isOpen.value;
  };
  if (!navigator.mediaDevices) return null;
  return html`
    <div class="camera">
      <${Button} kind="calm" onClick=${toggle}>${t(isOpen.value ? "cameraOff" : "camera")}<//>
      ${fault.value && html`<${Notice} kind="wrong"><p>${t(fault.value)}</p><//>`}
      ${isOpen.value && html`<video ref=${video} muted playsinline aria-label=${t("cameraPicture")}></video>`}
    </div>
  `;
}

const canvas = document.createElement("canvas");

/** Return the present picture of a video, small enough to be read quickly. @param {HTMLVideoElement} video */
function pictureOf(video) {
  const scale = Math.min(1, WIDTH / (video.videoWidth || WIDTH));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
