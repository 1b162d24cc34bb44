// Tickets as a door without a network checks them: see DoorTicketView of the API.

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {{ proof: string, code: string }} Read */
/** @typedef {{ initials: string, quantity: number, price_label: string | null }} Facts */

const PAYLOAD =
  /^PASSCULTURE:V3;(?:PROOF:(?<proof>[A-Z2-7]{26});)?TOKEN:(?<code>[A-HJ-NP-Z2-7]{6})$/;
const NONCE_BYTES = 12;

/** Return what the text of a QR code holds; the proof is empty in codes of earlier releases. @param {string} text @returns {Read | null} */
export function readPayload(text) {
  const found = PAYLOAD.exec(text.replace(/\s/g, "").toUpperCase())?.groups;
  return found ? { proof: found.proof ?? "", code: found.code } : null;
}

/** Return the id of a ticket in the list. @param {string} proof */
export async function ticketId(proof) {
  return textOf(new Uint8Array(await derived(proof, "id", 16)));
}

/** Return what a list has sealed about a ticket. @param {string} sealed @param {string} proof @returns {Promise<Facts>} */
export async function opened(sealed, proof) {
  const content = bytesOf(sealed);
  const bits = await derived(proof, "seal", 32);
  const key = await crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["decrypt"]);
  const iv = content.slice(0, NONCE_BYTES);
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv },
    key,
    content.slice(NONCE_BYTES),
  );
  return JSON.parse(new TextDecoder().decode(plain));
}

/** @param {string} proof @param {"id" | "seal"} use @param {number} length */
async function derived(proof, use, length) {
  const encoder = new TextEncoder();
  const from = await crypto.subtle.importKey("raw", encoder.encode(proof), "HKDF", false, [
    "deriveBits",
  ]);
  const info = encoder.encode(`culture pass door ${use}`);
  const by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return crypto.subtle.deriveBits(by, from, length * 8);
}

/** @param {string} text */
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) =>
    each.charCodeAt(0),
  );

/** @param {Uint8Array} bytes */
const textOf = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
