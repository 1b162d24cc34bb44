// What waits to be sent from this device, and what the server answered.

import { Problem } from "../../kit/api.js";
import { Button } from "../../kit/components.js";
import { timeZone } from "../../kit/device.js";
import { time } from "../../kit/format.js";
import { Words } from "../../kit/problems.js";
import { personId } from "../../kit/session.js";
import { html } from "../../kit/view.js";
import { conflicts, isSending, list, markRead, now, sendNow, undoing, waiting } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Scan} Scan */

export function Queue() {
  const own = waiting.value.filter(({ by }) => by === personId());
  const undone = undoing.value.filter(({ by }) => by === personId());
  const others = waiting.value.length + undoing.value.length - own.length - undone.length;
  const minutes = own[0]
    ? Math.max(0, Math.round((now.value - Date.parse(own[0].at)) / 60_000))
    : 0;
  const read = conflicts.value;
  return html`
    <section class="stack door-queue">
      <h2>${t("queue")}</h2>
      <p role="status">${own.length + undone.length === 0 ? t("nothingWaits") : html`${own.length > 0 && t.many("waits", own.length, { minutes })} ${undone.length > 0 && t.many("undoes", undone.length)}`}</p>
      ${own.length + undone.length > 0 && html`<p class="soft">${t("sendsItself")}</p><${Button} kind="calm" isBusy=${isSending.value} onClick=${sendNow}>${t("send")}<//>`}
      ${others > 0 && html`<p>${t.many("ofOthers", others)}</p>`}
    </section>
    ${
      read.length > 0 &&
      html`
        <section class="stack door-conflicts" aria-label=${t("conflicts")}>
          <h2>${t("conflicts")}</h2>
          <ul class="lines">
            ${read.map((each) => html`<li key=${each.id}><span><b>${each.facts?.initials || t("somebody")}</b>, ${time(each.at, zone())} : ${wordsOf(each)}</span>${each.why && html`<${Words} problem=${new Problem(each.why)} />`}</li>`)}
          </ul>
          <${Button} kind="calm" onClick=${markRead}>${t("read")}<//>
        </section>
      `
    }
  `;
}

const zone = () => list.value?.timeZone ?? timeZone();

/** Say what came of a scan. @param {Scan} scan */
function wordsOf({ result, undo }) {
  if (undo === "kept") return t("notUndone");
  if (!result) return "";
  if (result.outcome === "used") return t("was_cancelled");
  if (result.outcome === "unknown") return t("unknown_ticket");
  const at = result.earlier_at ? time(result.earlier_at, zone()) : "";
  const by = result.earlier_device;
  return t(result.outcome, {
    at,
    device: by ? t("byDevice", { device: by }) : t("atDesk"),
  });
}
