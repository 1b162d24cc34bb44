// Requests of the API, and those that are sent before the modules that need them are there.

/** @typedef {Record<string, string | number | boolean | null | undefined>} Query */

/** Return a path with what is given of a query. @param {string} path @param {Query} query */
export function withQuery(path, query) {
  const said = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  return said.length ? `${path}?${search}` : path;
}

/** Return the URL of a path: the server names it where functions have URLs of their own. @param {string} path */
export function urlOf(path) {
  const named = document.querySelector('meta[name="apis"]')?.getAttribute("content");
  /** @type {[string, string][]} */
  const apis = JSON.parse(named ?? "[]");
  const found = apis.find(([pattern]) => new RegExp(pattern).test(path.split("?")[0]));
  return `${found?.[1] ?? ""}${path}`;
}

/** @type {Map<string, Promise<Response>>} */
const early = new Map();

/** Ask for what a screen that is on its way will ask for. @param {string} path */
export function askEarly(path) {
  const answer = fetch(urlOf(path));
  // The screen says what went wrong.
  answer.catch(() => {});
  early.set(path, answer);
}

/** Return the answer that was asked for early, once. @param {string} path */
export function takeEarly(path) {
  const answer = early.get(path);
  early.delete(path);
  return answer;
}
