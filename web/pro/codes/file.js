// Activation codes in a file: a code a line, or the first column of a CSV; what is wrong, by line.

/** @typedef {"long" | "unseen" | "twice"} Fault */
/** @typedef {{ codes: string[], faults: { line: number, fault: Fault, first: number }[] }} Found */

const LONGEST = 200;
export const LARGEST_BYTES = 20_000_000;
/** The API takes 200 codes in a body of 64 KiB. */
const MOST_AT_ONCE = 200;
const MOST_BYTES = 48_000;
const HEADINGS = ["code", "codes", "code d'activation", "activation code", "activation_code"];

/** Return the text of a file: UTF-8, or as older spreadsheets write it. @param {ArrayBuffer} bytes */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Return the first cell of a line. @param {string} line */
function cellOf(line) {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line);
  return (quoted ? quoted[1].replaceAll('""', '"') : line.split(/[;,\t]/)[0]).trim();
}

/** Return the codes of a text, each once, and the lines that have none that can be used. @param {string} text @returns {Found} */
export function codesIn(text) {
  /** @type {Map<string, number>} */
  const lines = new Map();
  /** @type {Found["faults"]} */
  const faults = [];
  text.split(/\r\n|\n|\r/).forEach((each, i) => {
    const line = i + 1;
    const code = cellOf(each);
    if (!code || (i === 0 && HEADINGS.includes(code.toLowerCase()))) return;
    const first = lines.get(code) ?? 0;
    if (first) faults.push({ line, fault: "twice", first });
    else if ([...code].length > LONGEST) faults.push({ line, fault: "long", first });
    else if (/\p{C}|[^\S ]/u.test(code)) faults.push({ line, fault: "unseen", first });
    else lines.set(code, line);
  });
  return { codes: [...lines.keys()], faults };
}

/** Return the part of codes from a place on that one request may have. @param {string[]} codes @param {number} from */
export function partOf(codes, from) {
  const writer = new TextEncoder();
  let bytes = 0;
  let until = from;
  while (until < codes.length && until - from < MOST_AT_ONCE) {
    bytes += writer.encode(JSON.stringify(codes[until])).length + 1;
    if (bytes > MOST_BYTES && until > from) break;
    until += 1;
  }
  return codes.slice(from, until);
}
