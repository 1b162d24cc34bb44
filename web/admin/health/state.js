// The health of the platform.

import { get } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";

/** @typedef {import("../../kit/api.js").Schemas["HealthView"]} Health */

const STUCK_MINUTES = 15;

/** @returns {import("../../kit/resource.js").Resource<Health>} */
export const health = () =>
  resource("office health", () => get("/v1/back-office/health", { signedIn: true }), 10);

/** Return whether events wait for longer than the sweeps take. @param {Health["outbox"]} outbox */
export const isStuck = ({ oldest_at }) =>
  oldest_at !== null && Date.now() - Date.parse(oldest_at) > STUCK_MINUTES * 60_000;
