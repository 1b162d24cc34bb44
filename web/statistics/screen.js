// Statistics for everybody: a territory, its last month, and a year in tables with bars.

import "./styles.js";
import { Button, Chips, Failure, Skeleton, useTitle } from "../kit/components.js";
import { download } from "../kit/download.js";
import { money, monthName, number } from "../kit/format.js";
import { go } from "../kit/router.js";
import { html, useSignal } from "../kit/view.js";
import { Departments } from "./map.js";
import { figuresOf, territories } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Figures} Figures */
/** @typedef {import("./state.js").Shown} Shown */
/** @typedef {import("./state.js").Side} Side */
/** @typedef {import("./state.js").Territory} Territory */

const KINDS = /** @type {const} */ ([
  ["country", "country"],
  ["region", "regions"],
  ["department", "departments"],
]);

/** @param {{ query: URLSearchParams }} props */
export function Screen({ query }) {
  useTitle(t("title"));
  const territory = query.get("territoire") ?? "FR";
  const side = query.get("vu") === "lieux" && territory !== "FR" ? "venue" : "residence";
  const found = figuresOf(territory, side);
  const { value, problem } = found.state.value;
  return html`
    <div class="page stack">
      <h1>${t("title")}</h1>
      <p>${t("intro")}</p>
      <${Choice} territory=${territory} side=${side} />
      ${value === undefined && !problem && html`<${Skeleton} of="row" count=${6} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value === null && html`<p class="notice">${t("nothing")}</p>`}
      ${value && html`<${Year} shown=${value} territory=${territory} side=${side} />`}
      <section class="stack">
        <h2>${t("method")}</h2>
        <ul class="dots"><li>${t("method1")}</li><li>${t("method2")}</li><li>${t("method3")}</li></ul>
      </section>
    </div>
  `;
}

/** @param {string} code @param {string} side */
const pathOf = (code, side) =>
  `/statistiques?${new URLSearchParams({ territoire: code, ...(side === "venue" && { vu: "lieux" }) })}`;

/** @param {string} code @param {string} side */
const show = (code, side) => go(pathOf(code, side), { isReplacing: true, isSameScreen: true });

/** @param {{ territory: string, side: Side }} props */
function Choice({ territory, side }) {
  const { value } = territories().state.value;
  const of = (/** @type {string} */ kind) => value?.filter((each) => each.kind === kind) ?? [];
  return html`
    <div class="screen-only stack">
      <div class="field">
        <label for="territory">${t("territory")}</label>
        <select id="territory" value=${territory} onChange=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => show(event.currentTarget.value, side)}>
          ${KINDS.map(
            ([kind, label]) => html`
              <optgroup key=${kind} label=${t(label)}>
                ${of(kind).map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === territory}>${nameOf(each)}</option>`)}
              </optgroup>
            `,
          )}
        </select>
      </div>
      ${
        territory !== "FR" &&
        html`<${Chips} legend=${t("side")} name="side" chosen=${[side]} onChoose=${(/** @type {string} */ from) => show(territory, from)}
          options=${[
            { value: "residence", label: t("residence") },
            { value: "venue", label: t("venue") },
          ]} />`
      }
    </div>
  `;
}

/** @param {Territory} territory */
const nameOf = ({ kind, code, name }) =>
  kind === "department" ? `${code.slice(4)} ${name}` : name;

/** @param {{ shown: Shown, territory: string, side: Side }} props */
function Year({ shown, territory, side }) {
  const { latest, months, groups, ages, sources } = shown;
  const hasCoverage = side === "residence" && sources.length > 0;
  const month = monthName(latest);
  const last = months.find((each) => each.month === latest);
  const regions = new Map(territories().state.value.value?.map((each) => [each.code, each.region]));
  const isOf = (/** @type {string} */ code) =>
    [`DEP-${code}`, regions.get(`DEP-${code}`)].includes(territory);
  return html`
    ${last && html`<section class="stack"><h2>${t("inMonth", { month })} · ${last.name}</h2><${KeyFigures} of=${last} /></section>`}
    <${Departments} side=${side} month=${month} hasCoverage=${hasCoverage} show=${(/** @type {string} */ code) => show(code, side)} to=${(/** @type {string} */ code) => pathOf(code, side)} isOf=${isOf} />
    <${Bars} title=${t("byMonth")} heading=${t("month")} rows=${months.toReversed().map((each) => ({ label: monthName(each.month), figures: each }))} hasAmounts />
    <${Bars} title=${t("byGroup", { month })} heading=${t("group")} hasAmounts
      rows=${groups.toSorted((a, b) => (b.bookings ?? 0) - (a.bookings ?? 0)).map((each) => ({ label: each.label, figures: each }))} />
    <${Bars} title=${t("byAge", { month })} heading=${t("age")} rows=${ages.map((each) => ({ label: t("years", { age: each.value }), figures: each }))} hasCoverage=${hasCoverage} />
    <p class="soft">${hasCoverage ? t("coverageFrom", { sources: sources.join(" ; ") }) : t("noCoverage")}</p>
    <${Downloads} territory=${territory} side=${side} first=${months[0]?.month ?? latest} last=${latest} />
  `;
}

/** @param {{ of: Figures }} props */
function KeyFigures({ of }) {
  const shown = /** @type {[string, string | null][]} */ ([
    [t("people"), count(of.people)],
    [t("bookings"), count(of.bookings)],
    [t("free"), count(of.free_bookings)],
    [t("amount"), amount(of.amount_cents)],
    [t("local"), of.local_percent === null ? null : `${of.local_percent} %`],
    [t("venues"), count(of.venues)],
    [t("offerers"), count(of.offerers)],
    ...(of.active_offers === null ? [] : [[t("activeOffers"), count(of.active_offers)]]),
    ...(of.side === "residence"
      ? [
          [t("current"), count(of.current)],
          [t("beneficiaries"), count(of.beneficiaries)],
          [t("diverse"), count(of.diverse)],
          [t("granted"), amount(of.granted_cents)],
        ]
      : []),
  ]);
  return html`
    <dl class="key-figures">
      ${shown.map(([label, value]) => html`<div key=${label}><dt>${label}</dt><dd>${value ?? t("hidden")}</dd></div>`)}
    </dl>
    <p class="soft">${t("hiddenHelp")}</p>
  `;
}

/** @param {number | null | undefined} value */
const count = (value) => (value == null ? null : number(value));

/** @param {number | null | undefined} cents */
const amount = (cents) => (cents == null ? null : money(Math.round(cents / 100) * 100));

/** @param {number | null | undefined} value */
const percent = (value) => (value == null ? t("unknown") : `${value} %`);

/**
 * A table of bookings, each row with a bar that only repeats its number.
 *
 * @param {{ title: string, heading: string, rows: { label: string, figures: Figures }[], hasAmounts?: boolean, hasCoverage?: boolean }} props
 */
function Bars({ title, heading, rows, hasAmounts = false, hasCoverage = false }) {
  const hasOffers = rows.every(({ figures }) => figures.active_offers != null);
  const most = Math.max(1, ...rows.map(({ figures }) => figures.bookings ?? 0));
  if (rows.length === 0) return null;
  return html`
    <section class="stack">
      <h2>${title}</h2>
      <div class="figures" tabindex="0" role="region" aria-label=${title}>
        <table>
          <thead>
            <tr>
              <th scope="col">${heading}</th>
              <th scope="col" class="number">${t("used")}</th>
              <td class="gauge" aria-hidden="true"></td>
              <th scope="col" class="number">${t("persons")}</th>
              ${hasAmounts && html`<th scope="col" class="number">${t("amount")}</th>`}
              ${hasOffers && html`<th scope="col" class="number">${t("activeOffers")}</th>`}
              ${hasCoverage && html`<th scope="col" class="number">${t("coverage")}</th>`}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ label, figures }) => html`
                <tr key=${label}>
                  <th scope="row">${label}</th>
                  <td class="number">${count(figures.bookings) ?? t("hidden")}</td>
                  <td class="gauge" aria-hidden="true">
                    <svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect x="0" y="1" height="8" width=${(100 * (figures.bookings ?? 0)) / most} /></svg>
                  </td>
                  <td class="number">${count(figures.people)}</td>
                  ${hasAmounts && html`<td class="number">${amount(figures.amount_cents) ?? t("hidden")}</td>`}
                  ${hasOffers && html`<td class="number">${count(figures.active_offers)}</td>`}
                  ${hasCoverage && html`<td class="number">${percent(figures.coverage_percent)}</td>`}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

/** @param {{ territory: string, side: Side, first: string, last: string }} props */
function Downloads({ territory, side, first, last }) {
  const refused = useSignal(/** @type {unknown} */ (null));
  const save = async (
    /** @type {"csv" | "pdf"} */ kind,
    /** @type {string} */ name,
    /** @type {Record<string, string>} */ query,
  ) => {
    refused.value = null;
    const type = kind === "pdf" ? "application/pdf" : "text/csv";
    try {
      await download(`/v1/statistics/${kind}`, type, `${t("file")}-${name}.${kind}`, query);
    } catch (fault) {
      refused.value = fault;
    }
  };
  return html`
    <section class="stack screen-only">
      <h2>${t("downloads")}</h2>
      <div class="acts">
        <${Button} kind="calm" onClick=${() => save("csv", territory, { territory, side, from: first, to: last })}>${t("csvMonths")}<//>
        <${Button} kind="calm" onClick=${() => save("csv", `${territory}-${last}`, { territory, side, from: first, to: last, dimension: "category" })}>${t("csvGroups")}<//>
        <${Button} kind="calm" onClick=${() => save("csv", `departements-${last}`, { territory: "departments", side, from: last, to: last })}>${t("csvAll")}<//>
        <${Button} kind="calm" onClick=${() => save("pdf", territory, { territory })}>${t("report")}<//>
        <${Button} kind="calm" onClick=${() => print()}>${t("print")}<//>
      </div>
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
    </section>
  `;
}
