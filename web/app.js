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

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
