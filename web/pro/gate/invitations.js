// The invitations to the person's address, which they accept or decline.

import { get, post } from "../../kit/api.js";
import { Button, Failure, say } from "../../kit/components.js";
import { longDay } from "../../kit/format.js";
import { resource } from "../../kit/resource.js";
import { person } from "../../kit/session.js";
import { html } from "../../kit/view.js";
import { useAct } from "./act.js";
import { chooseOfferer, me, offererPath } from "./state.js";
import { t } from "./texts.js";
import { Verify } from "./verify.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["OwnInvitationView"]} Invitation */

/** The key has the confirmation: the list is another once the address is confirmed. @returns {import("../../kit/resource.js").Resource<Schemas["OwnInvitationsView"]>} */
const invitations = () =>
  resource(
    `invitations ${person.value?.isVerified}`,
    () => get("/v1/me/invitations", { signedIn: true }),
    30,
  );

/** Show the invitations; `isAsked` says what to do where the address is not confirmed. @param {{ isAsked?: boolean }} props */
export function Invitations({ isAsked = false }) {
  const found = invitations();
  const { value, problem } = found.state.value;
  const { isBusy, refused, run } = useAct();
  if (person.value?.isVerified === false)
    return isAsked ? html`<${Verify} why=${t("verifyToSee")} />` : null;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  const accept = (/** @type {Invitation} */ { siren, offerer_name }) =>
    run(async () => {
      await post(offererPath(siren, "accept-invitation"));
      chooseOfferer(siren);
      say(t("joined", { name: offerer_name }));
      await Promise.all([me().refresh(), found.refresh()]);
    }, "");
  const decline = (/** @type {Invitation} */ { siren, offerer_name }) =>
    run(async () => {
      await post(offererPath(siren, "decline-invitation"));
      say(t("declined", { name: offerer_name }));
      await found.refresh();
    }, "");
  return html`
    ${value?.items.map(
      (each) => html`
        <section class="notice" key=${each.siren} aria-labelledby="invited-${each.siren}">
          <h2 id="invited-${each.siren}">${t("invitedBy", { name: each.offerer_name, siren: each.siren })}</h2>
          <p>${t("invitedHelp")}${each.expires_at && ` ${t("invitedUntil", { day: longDay(each.expires_at) })}`}</p>
          <div class="acts">
            <${Button} isBusy=${isBusy.value} onClick=${() => accept(each)}>${t("accept")}<//>
            <${Button} kind="calm" isBusy=${isBusy.value} onClick=${() => decline(each)}>${t("decline")}<//>
          </div>
        </section>
      `,
    )}
    ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
  `;
}
