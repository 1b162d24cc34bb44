// The language of the app, and texts in it.

import { keep, kept } from "./device.js";
import { effect, signal } from "./view.js";

/** @typedef {"fr" | "en"} Language */
/** @typedef {Record<string, string | number>} Facts */
/** @typedef {{ fr: string, en: string }} Text */

const KEPT = "language";

/** @type {import("../vendor/signals-core.js").Signal<Language>} */
export const language = signal(firstLanguage());

effect(() => {
  document.documentElement.lang = language.value;
});

/** @param {Language} chosen */
export function chooseLanguage(chosen) {
  language.value = chosen;
  keep(KEPT, chosen);
}

/** Return what people wrote in the language of the app; in French where they did not in English. @param {string} french @param {string | null | undefined} english */
export const either = (french, english) => (language.value === "en" && english) || french;

/** Keep French punctuation on the line of its word. @param {string} text */
export const typeset = (text) =>
  text.replace(/« | (?=[:;!?»%])/g, (it) => (it === " " ? "\u00a0" : "«\u00a0"));

/**
 * Return the function that gives a text of a table by its key. A fact replaces its name in braces;
 * a text in two numbers has the keys `key_one` and `key_other`, and the fact `count`.
 *
 * @template {string} K
 * @param {Record<K, Text>} table
 */
export function textsOf(table) {
  /**
   * @param {K} key
   * @param {Facts} [facts]
   */
  const say = (key, facts = {}) =>
    typeset(
      table[key][language.value].replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? "")),
    );
  /**
   * @param {string} key
   * @param {number} count
   * @param {Facts} [facts]
   */
  say.many = (key, count, facts = {}) => {
    const form = new Intl.PluralRules(language.value).select(count) === "one" ? "one" : "other";
    return say(/** @type {K} */ (`${key}_${form}`), { count, ...facts });
  };
  return say;
}

/** @returns {Language} */
function firstLanguage() {
  const earlier = kept(KEPT);
  if (earlier === "fr" || earlier === "en") return earlier;
  const asked = navigator.languages.find((tag) => /^(fr|en)\b/.test(tag));
  return asked?.startsWith("en") ? "en" : "fr";
}
