// What people say: reports of offers, reactions, messages to the operator, and surveys.

import { get, post, put } from "../kit/api.js";
import { resource } from "../kit/resource.js";

/** @typedef {import("../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["MySurveyView"]} Survey */
/** @typedef {Schemas["ReportBody"]["reason"]} Reason */
/** @typedef {Schemas["FeedbackBody"]["category"]} Category */
/** @typedef {Schemas["ReactionView"]["reaction"]} Reaction */

/** @type {readonly Reason[]} */
export const REASONS = ["improper", "price_too_high", "inappropriate", "other"];

/** @type {readonly Category[]} */
export const CATEGORIES = ["problem", "idea", "question", "other"];

/** @param {string} offerId @param {Reason} reason @param {string} text */
export const report = (offerId, reason, text) =>
  post(
    `/v1/offers/${encodeURIComponent(offerId)}/reports`,
    reason === "other" ? { reason, text } : { reason },
  );

/** @param {Category} category @param {string} text */
export const write = (category, text) => post("/v1/feedback", { category, text });

/** @param {string} bookingId */
const reactionPath = (bookingId) => `/v1/bookings/${encodeURIComponent(bookingId)}/reaction`;

/** @param {string} bookingId @returns {import("../kit/resource.js").Resource<Schemas["ReactionView"]>} */
export const reaction = (bookingId) =>
  resource(`reaction ${bookingId}`, () => get(reactionPath(bookingId), { signedIn: true }), 60);

/** React to a booking, or take the reaction back. @param {string} bookingId @param {Reaction} chosen */
export async function react(bookingId, chosen) {
  reaction(bookingId).set(await put(reactionPath(bookingId), { reaction: chosen }));
}

/** @returns {import("../kit/resource.js").Resource<Schemas["MySurveysView"]>} */
export const surveys = () =>
  resource("surveys", () => get("/v1/me/surveys", { signedIn: true }), 60);

/** @param {string} surveyId @param {{ question: string, value?: number, text?: string }[]} answers */
export async function answer(surveyId, answers) {
  await post(`/v1/surveys/${encodeURIComponent(surveyId)}/answers`, { answers });
  await surveys().refresh();
}
