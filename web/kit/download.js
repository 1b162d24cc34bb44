// Files that the API makes for one person, saved on the device.

import { file } from "./api.js";

/**
 * Save a file of the person who is signed in.
 *
 * @param {string} path
 * @param {string} type
 * @param {string} name
 * @param {import("./api.js").Query} [query]
 */
export async function download(path, type, name, query) {
  save(await file(path, type, query), name);
}

/** Save a file that is here already. @param {Blob} content @param {string} name */
export function save(content, name) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
