// Surveys, their figures and comments.

import { get, patch, post } from "../../kit/api.js";
import { resource } from "../../kit/resource.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {Schemas["SurveyView"]} Survey */

/** @returns {import("../../kit/resource.js").Resource<Schemas["SurveysView"]>} */
export const surveys = () =>
  resource(
    "office surveys",
    () => get("/v1/surveys", { query: { page_size: 100 }, signedIn: true }),
    30,
  );

/** @param {string} id */
const path = (id) => `/v1/surveys/${encodeURIComponent(id)}`;

/** @param {string} id @returns {import("../../kit/resource.js").Resource<Schemas["SurveyFiguresView"]>} */
export const figures = (id) =>
  resource(`survey figures ${id}`, () => get(`${path(id)}/figures`, { signedIn: true }), 10);

/** @param {string} id @returns {import("../../kit/resource.js").Resource<Schemas["CommentsView"]>} */
export const comments = (id) =>
  resource(
    `survey comments ${id}`,
    () => get(`${path(id)}/comments`, { query: { page_size: 100 }, signedIn: true }),
    10,
  );

/** @param {Schemas["SurveyBody"]} body */
export async function make(body) {
  await post("/v1/surveys", body);
  await surveys().refresh();
}

/** @param {string} id */
export async function close(id) {
  await patch(path(id), { closes_at: new Date().toISOString() });
  await surveys().refresh();
}

/** @param {Survey} it @returns {"coming" | "open" | "over"} */
export function stateOf({ opens_at, closes_at }) {
  const now = Date.now();
  if (Date.parse(opens_at) > now) return "coming";
  return Date.parse(closes_at) > now ? "open" : "over";
}
