// The team: members, invitations, API keys, and the webhook.

import { get, post, put, remove } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";
import { offererPath } from "../gate/state.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["WebhookView"]} Webhook */
/** @typedef {Schemas["DeliveryView"]} Delivery */

const SECONDS = 10;
const DELIVERIES_SHOWN = 20;

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Schemas["MembersView"]>} */
export const members = (siren) =>
  resource(
    `members ${siren}`,
    () => get(offererPath(siren, "members"), { signedIn: true }),
    SECONDS,
  );

/** @param {string} siren @param {string} email */
export async function invite(siren, email) {
  await post(offererPath(siren, "members"), { email });
  await members(siren).refresh();
}

/** @param {string} siren @param {string} id */
export async function withdraw(siren, id) {
  await remove(`${offererPath(siren, "invitations")}/${encodeURIComponent(id)}`);
  await members(siren).refresh();
}

/** @param {string} siren @param {string} id */
export async function removeMember(siren, id) {
  await remove(`${offererPath(siren, "members")}/${encodeURIComponent(id)}`);
  await members(siren).refresh();
}

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Schemas["ListedApiKeyView"][]>} */
export const keys = (siren) =>
  resource(
    `api keys ${siren}`,
    async () => {
      /** @type {Schemas["ApiKeysView"]} */
      const { items } = await get(offererPath(siren, "api-keys"), { signedIn: true });
      return items;
    },
    SECONDS,
  );

/** Make a key, whose secret is in this answer only. @param {string} siren @param {("desk" | "offers")[]} scopes */
export async function makeKey(siren, scopes) {
  /** @type {Schemas["ApiKeyView"]} */
  const made = await post(offererPath(siren, "api-keys"), { scopes });
  await keys(siren).refresh();
  return made;
}

/** @param {string} siren @param {string} prefix */
export async function revokeKey(siren, prefix) {
  await remove(`${offererPath(siren, "api-keys")}/${encodeURIComponent(prefix)}`);
  await keys(siren).refresh();
}

/** Return the webhook, null where there is none. @param {string} siren @returns {import("../../kit/resource.js").Resource<{ webhook: Webhook | null }>} */
export const webhook = (siren) =>
  resource(
    `webhook ${siren}`,
    async () => {
      try {
        return { webhook: await get(offererPath(siren, "webhook"), { signedIn: true }) };
      } catch (fault) {
        if (/** @type {{ code?: string }} */ (fault).code !== "unknown_webhook") throw fault;
        return { webhook: null };
      }
    },
    SECONDS,
  );

/** Name the address; the secret is in the answer that makes the webhook only. @param {string} siren @param {string} url @returns {Promise<Schemas["NamedWebhookView"]>} */
export async function setWebhook(siren, url) {
  /** @type {Schemas["NamedWebhookView"]} */
  const named = await put(offererPath(siren, "webhook"), { url });
  await webhook(siren).refresh();
  return named;
}

/** @param {string} siren */
export async function removeWebhook(siren) {
  await remove(offererPath(siren, "webhook"));
  await webhook(siren).refresh();
}

/** Sign with another secret, which is in this answer; the former one signs too for a day. @param {string} siren @returns {Promise<Schemas["WebhookSecretView"]>} */
export async function rotateSecret(siren) {
  /** @type {Schemas["WebhookSecretView"]} */
  const made = await post(offererPath(siren, "webhook/rotate-secret"));
  await webhook(siren).refresh();
  return made;
}

/** @typedef {{ items: Delivery[], next: string | null }} Deliveries */

/** @param {string} siren @param {string | null} [token] @returns {Promise<Deliveries>} */
async function pageOf(siren, token) {
  /** @type {Schemas["DeliveriesView"]} */
  const page = await get(offererPath(siren, "webhook/deliveries"), {
    query: { page_size: DELIVERIES_SHOWN, page_token: token },
    signedIn: true,
  });
  return { items: page.items, next: page.next_page_token };
}

/** @param {string} siren @returns {import("../../kit/resource.js").Resource<Deliveries>} */
export const deliveries = (siren) => resource(`deliveries ${siren}`, () => pageOf(siren), SECONDS);

/** @param {string} siren */
export async function moreDeliveries(siren) {
  const found = deliveries(siren);
  const before = found.state.peek().value;
  if (!before?.next) return;
  const more = await pageOf(siren, before.next);
  found.update(({ items }) => ({ ...more, items: [...items, ...more.items] }));
}

/** Queue a message again. @param {string} siren @param {string} id */
export async function redeliver(siren, id) {
  /** @type {Delivery} */
  const after = await post(
    `${offererPath(siren, "webhook/deliveries")}/${encodeURIComponent(id)}/redeliver`,
  );
  deliveries(siren).update(({ items, next }) => ({
    items: items.map((each) => (each.id === id ? after : each)),
    next,
  }));
}
