// The app: its frame, and the screen of the address.

import { Frame } from "./kit/frame.js";
import "./kit/install.js";
import { startRouter } from "./kit/router.js";
import { resume } from "./kit/session.js";
import { html, render } from "./kit/view.js";

resume();
await startRouter();
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
root.replaceChildren();
render(html`<${Frame} />`, root);

// Its copies of every file must not hold up the pictures of the first screen.
const keepFiles = () => navigator.serviceWorker.register("/sw.js").catch(() => {});
if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") keepFiles();
  else addEventListener("load", keepFiles, { once: true });
}
