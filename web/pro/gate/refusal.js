// Why signing in or up was refused, in words.

import { Problem } from "../../kit/api.js";
import { t } from "./texts.js";

/** Return a refusal of Firebase in words, or a problem. @param {unknown} fault @returns {string | Problem} */
export function refusal(fault) {
  const code = String(/** @type {{ code?: string }} */ (fault).code ?? "");
  switch (code) {
    case "auth/invalid-credential":
    case "auth/wrong-password":
    case "auth/user-not-found":
    case "auth/invalid-email":
      return t("wrong");
    case "auth/too-many-requests":
      return t("tooMany");
    case "auth/user-disabled":
      return t("disabled");
    case "auth/email-already-in-use":
      return t("emailInUse");
    case "auth/weak-password":
      return t("weakPassword");
    default:
      return new Problem(
        navigator.onLine && code !== "auth/network-request-failed" ? "unavailable" : "offline",
      );
  }
}
