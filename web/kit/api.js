// Calls of the API: tokens, retries, idempotency keys, and refusals.

import { takeEarly, urlOf, withQuery } from "./request.js";
import { endSession, idToken, noteAct } from "./session.js";
import { signal } from "./view.js";

/** @typedef {import("./openapi.d.ts").components["schemas"]} Schemas */
/** @typedef {import("./request.js").Query} Query */

const TRIES = 3;
const PATIENCE_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 5;

/** Whether the last call reached the server. */
export const isOffline = signal(!navigator.onLine);
addEventListener("online", () => {
  isOffline.value = false;
});
addEventListener("offline", () => {
  isOffline.value = true;
});

/** A refusal of the API by its code, or `offline`, or `unavailable` where the server has a fault. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {number} [status]
   * @param {Record<string, unknown>} [facts]
   */
  constructor(code, status = 0, facts = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.facts = facts;
  }
}

/**
 * Return the answer to a GET. `signedIn` sends the person's token.
 *
 * @template T
 * @param {string} path
 * @param {{ query?: Query, signedIn?: boolean }} [options]
 * @returns {Promise<T>}
 */
export async function get(path, { query = {}, signedIn = false } = {}) {
  return (await call(withQuery(path, query), {}, signedIn)).json();
}

/** @typedef {"POST" | "PUT" | "PATCH" | "DELETE"} Method */

/** @type {Map<string, { key: string, answer: Promise<any> | null }>} */
const attempts = new Map();

/**
 * Return the answer to a POST, as the person who is signed in. Until it has been answered, the same
 * act is one attempt: a double tap gets the same answer, and a retry has the same idempotency key.
 *
 * @template T
 * @param {string} path
 * @param {unknown} [body]
 * @param {Method} [method]
 * @param {string} [accept] The type of a file to answer with, which is a Blob then.
 * @returns {Promise<T>}
 */
export function post(path, body, method = "POST", accept) {
  const act = `${method} ${path} ${JSON.stringify(body ?? null)} ${accept}`;
  const attempt = attempts.get(act) ?? { key: newKey(), answer: null };
  attempts.set(act, attempt);
  attempt.answer ??= send(method, path, body, attempt.key, accept).then(
    (answer) => {
      attempts.delete(act);
      noteAct();
      return answer;
    },
    (fault) => {
      // Only a refusal is certain to have changed nothing.
      if (fault instanceof Problem && fault.status >= 400 && fault.status < 500)
        attempts.delete(act);
      else attempt.answer = null;
      throw fault;
    },
  );
  return attempt.answer;
}

/** @template T @param {string} path @param {unknown} body @returns {Promise<T>} */
export const put = (path, body) => post(path, body, "PUT");

/** @template T @param {string} path @param {unknown} body @returns {Promise<T>} */
export const patch = (path, body) => post(path, body, "PATCH");

/** @template T @param {string} path @returns {Promise<T>} */
export const remove = (path) => post(path, undefined, "DELETE");

/**
 * Return a file of the API, such as CSV.
 *
 * @param {string} path
 * @param {string} type
 * @param {Query} [query]
 */
export async function file(path, type, query = {}) {
  return (await call(withQuery(path, query), { headers: { Accept: type } }, true)).blob();
}

/**
 * @param {Method} method
 * @param {string} path
 * @param {unknown} body
 * @param {string} key
 * @param {string} [accept]
 */
async function send(method, path, body, key, accept) {
  /** @type {Record<string, string>} */
  const headers = { "Idempotency-Key": key };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (accept) headers.Accept = accept;
  const request = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await call(path, request, true);
  return accept ? response.blob() : response.json();
}

/**
 * @param {string} path
 * @param {RequestInit} request
 * @param {boolean} signedIn
 */
async function call(path, request, signedIn) {
  let isRefused = false;
  for (let tries = 1; ; tries += 1) {
    const token = signedIn ? await tokenFor(isRefused) : null;
    const headers = { ...request.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    const response = await reach(path, { ...request, headers });
    if (response.ok) return response;
    if (response.status === 401 && token && !isRefused) {
      isRefused = true;
      continue;
    }
    // The server refuses even a token that was just made.
    if (response.status === 401 && token) await endSession();
    const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
    const isBusy = response.status === 503 || response.status === 429;
    if (isBusy && tries < TRIES && wait <= LONGEST_WAIT_SECONDS) {
      await new Promise((go) => setTimeout(go, Math.max(wait, 0.2) * 1000));
      continue;
    }
    throw await problemOf(response);
  }
}

/** @param {boolean} isRefused */
async function tokenFor(isRefused) {
  try {
    return await idToken(isRefused);
  } catch (fault) {
    const code = String(/** @type {{ code?: string }} */ (fault).code ?? "");
    // A session that was revoked, or whose account is gone, has to be opened again.
    if (code.startsWith("auth/") && code !== "auth/network-request-failed") {
      await endSession();
      throw new Problem("unauthenticated", 401);
    }
    throw new Problem("offline");
  }
}

/**
 * @param {string} path
 * @param {RequestInit} request
 */
async function reach(path, request) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
    const early = request.method ? undefined : takeEarly(path);
    const response = await (early ?? fetch(urlOf(path), { ...request, signal }));
    isOffline.value = false;
    return response;
  } catch {
    isOffline.value = true;
    throw new Problem("offline");
  }
}

/** @param {Response} response */
async function problemOf(response) {
  const facts = await response.json().catch(() => ({}));
  const code = typeof facts.code === "string" ? facts.code : "unavailable";
  return new Problem(code, response.status, facts);
}

function newKey() {
  // randomUUID is left out where the page comes over http from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
