// What this deployment says about itself: who runs it, and how they are reached.

import { get } from "./api.js";
import { resource } from "./resource.js";

/** @typedef {{ name: string, email: string, phone: string, address: string }} Operator */
/** @typedef {{ firebase: Record<string, string>, authEmulator?: string, operator: Operator, map: { tiles: string, credit: string } }} Config */

/** @returns {import("./resource.js").Resource<Config>} */
export const config = () => resource("config", () => get("/config.json"), 3600, { isPublic: true });
