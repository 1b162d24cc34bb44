// The person's own account: who they are to the pass, their data, and what they are reminded of.

import { get, post, put, remove } from "../kit/api.js";
import { download } from "../kit/download.js";
import { resource } from "../kit/resource.js";
import { signOut } from "../kit/session.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["MeView"]} Me */
/** @typedef {Schemas["PersonSettingsView"]} Settings */
/** @typedef {Schemas["ExportStateView"]} Export */

/** @returns {import("../kit/resource.js").Resource<Me>} */
export const me = () => resource("me", () => get("/v1/me", { signedIn: true }), 20);

/** @returns {import("../kit/resource.js").Resource<Settings>} */
export const settings = () =>
  resource("notification settings", () => get("/v1/me/notification-settings", { signedIn: true }));

/** Choose one of the reminders; the others stay. @param {Partial<Settings>} chosen */
export async function choose(chosen) {
  const known = settings();
  const before = known.state.peek().value;
  if (!before) return;
  const body = { ...before, ...chosen };
  known.set(body);
  try {
    known.set(await put("/v1/me/notification-settings", body));
  } catch (fault) {
    known.set(before);
    throw fault;
  }
}

/** The export that was asked for last; null where there is none. @returns {import("../kit/resource.js").Resource<Export | null>} */
export const lastExport = () =>
  resource(
    "export",
    () => get("/v1/me/exports", { signedIn: true }).then((it) => it.items[0] ?? null),
    5,
  );

export async function requestExport() {
  lastExport().set(await post("/v1/me/exports"));
}

export const downloadExport = () =>
  download("/v1/me/exports/latest/file", "application/zip", "mes-donnees-pass-culture.zip");

/** Suspend the account; it can be taken back for a while. */
export async function suspend() {
  await post("/v1/me/suspend");
  await me().refresh();
}

export async function takeBack() {
  await post("/v1/me/unsuspend");
  await me().refresh();
}

/** End every session of the person, this one too. */
export async function signOutEverywhere() {
  await post("/v1/me/sign-out");
  await signOut();
}

/** Erase the account and everything that is not a record of money. */
export async function erase() {
  await remove("/v1/me");
  await signOut();
}
