// Why a sign-in was refused, and where to go after it.

import { Problem } from "../kit/api.js";
import { t } from "./texts.js";

const LONGEST = 254;

/** Return what is wrong with an address before it is sent; nothing where it may be right. @param {string} email */
export function faultOfEmail(email) {
  if (!email) return t("needEmail");
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= LONGEST
    ? ""
    : t("invalidEmail");
}

/** Return a refusal of Firebase in words, or a problem. @param {unknown} fault @returns {string | Problem} */
export function refusal(fault) {
  const code = String(/** @type {{ code?: string }} */ (fault).code ?? "");
  switch (code) {
    case "auth/invalid-credential":
    case "auth/wrong-password":
    case "auth/user-not-found":
      return t("wrong");
    case "auth/invalid-email":
      return t("invalidEmail");
    case "auth/too-many-requests":
      return t("tooMany");
    case "auth/user-disabled":
      return t("disabled");
    default:
      return new Problem(
        navigator.onLine && code !== "auth/network-request-failed" ? "unavailable" : "offline",
      );
  }
}

/** Return the address to go to next: one of the app's own. @param {URLSearchParams} query */
export function nextAddress(query) {
  const asked = query.get("suite") ?? "/";
  return /^\/(?![/\\])/.test(asked) ? asked : "/";
}

/** Return whether this deployment has the demo accounts. */
export async function hasDemo() {
  try {
    return (await (await fetch("/config.json")).json()).demo === true;
  } catch {
    return false;
  }
}
