// Money, dates and distances in the language of the app.

import { language, textsOf } from "./language.js";

const t = textsOf({
  free: { fr: "Gratuit", en: "Free" },
  from: { fr: "dès {price}", en: "from {price}" },
});

const locale = () => (language.value === "fr" ? "fr-FR" : "en-GB");

/** Formatters, each of which takes long to make. @type {Map<string, any>} */
const made = new Map();

/**
 * @template T
 * @template O
 * @param {new (locale: string, options: O) => T} Formatter
 * @param {O} options
 * @returns {T}
 */
function formatter(Formatter, options) {
  const key = Formatter.name + locale() + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Formatter(locale(), options));
  return made.get(key);
}

/** @param {number} cents */
export function money(cents) {
  return formatter(Intl.NumberFormat, {
    style: "currency",
    currency: "EUR",
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);
}

/** @param {number} value */
export const number = (value) => formatter(Intl.NumberFormat, {}).format(value);

/** @param {number} cents */
export const price = (cents) => (cents === 0 ? t("free") : money(cents));

/** @param {number} cents */
export const priceFrom = (cents) => (cents === 0 ? t("free") : t("from", { price: money(cents) }));

/**
 * @param {string} at
 * @param {string} [timeZone]
 */
export const day = (at, timeZone) =>
  format(at, { weekday: "long", day: "numeric", month: "long", timeZone });

/**
 * @param {string} at
 * @param {string} [timeZone]
 */
export const shortDay = (at, timeZone) =>
  format(at, { weekday: "short", day: "numeric", month: "short", timeZone });

/**
 * @param {string} at
 * @param {string} [timeZone]
 */
export const longDay = (at, timeZone) =>
  format(at, { day: "numeric", month: "long", year: "numeric", timeZone });

/**
 * @param {string} at
 * @param {string} [timeZone]
 */
export const time = (at, timeZone) => format(at, { hour: "2-digit", minute: "2-digit", timeZone });

/**
 * @param {string} at
 * @param {string} [timeZone]
 */
export const dayAndTime = (at, timeZone) =>
  format(at, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });

/** The days of the week as the API counts them: 1 is Monday. */
export const WEEKDAYS = ["1", "2", "3", "4", "5", "6", "7"];

/** @param {string} weekday Such as 1, for Monday. */
export const weekdayName = (weekday) =>
  format(`2024-01-0${weekday}T12:00:00Z`, { weekday: "long", timeZone: "UTC" });

/** @param {string} month Such as 2026-05. */
export const monthName = (month) =>
  format(`${month}-15T12:00:00Z`, { month: "long", year: "numeric", timeZone: "UTC" });

/** @param {string} at */
export const moment = (at) =>
  format(at, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

/** @param {number} metres */
export function distance(metres) {
  const isNear = metres < 1000;
  return formatter(Intl.NumberFormat, {
    style: "unit",
    unit: isNear ? "meter" : "kilometer",
    maximumFractionDigits: metres < 10_000 && !isNear ? 1 : 0,
  }).format(isNear ? Math.round(metres / 10) * 10 : metres / 1000);
}

/**
 * @param {string} at
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(at, options) {
  const text = formatter(Intl.DateTimeFormat, options).format(new Date(at));
  // French counts the first of a month; browsers do not.
  return language.value === "fr" ? text.replace(/(^|\s)1(?=\s\p{L})/u, "$11er") : text;
}
