// The map of departments: one figure of the last month in classes, and the same as a table.

import { Chips, Failure, Skeleton } from "../kit/components.js";
import { money, number } from "../kit/format.js";
import { html, useSignal } from "../kit/view.js";
import { classesOf, classNameOf } from "./classes.js";
import { insets, shapes, viewBox } from "./shapes.js";
import { departmentsOf } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./classes.js").Class} Class */
/** @typedef {import("./state.js").Figures} Figures */
/** @typedef {import("./state.js").Side} Side */
/** @typedef {"people" | "bookings" | "amount_cents" | "local_percent" | "current" | "coverage_percent"} Figure */

/** @typedef {"people" | "bookings" | "amount" | "local" | "current" | "coverage"} Label */

/** @type {Record<Figure, { label: Label, of: Side[], text: (value: number) => string }>} */
const FIGURES = {
  bookings: { label: "bookings", of: ["residence", "venue"], text: number },
  people: { label: "people", of: ["residence", "venue"], text: number },
  amount_cents: { label: "amount", of: ["residence", "venue"], text: money },
  local_percent: { label: "local", of: ["residence", "venue"], text: (value) => `${value} %` },
  current: { label: "current", of: ["residence"], text: number },
  coverage_percent: { label: "coverage", of: ["residence"], text: (value) => `${value} %` },
};

/**
 * @param {{ side: Side, month: string, hasCoverage: boolean, show: (code: string) => void, to: (code: string) => string, isOf: (code: string) => boolean }} props
 */
export function Departments({ side, month, hasCoverage, show, to, isOf }) {
  const chosen = useSignal(/** @type {Figure} */ ("bookings"));
  const found = departmentsOf(side);
  const { value, problem } = found.state.value;
  const offered = /** @type {Figure[]} */ (Object.keys(FIGURES)).filter(
    (each) => FIGURES[each].of.includes(side) && (each !== "coverage_percent" || hasCoverage),
  );
  const figure = offered.includes(chosen.value) ? chosen.value : offered[0];
  return html`
    <section class="stack">
      <h2>${t("map", { month })}</h2>
      <${Chips} legend=${t("figure")} name="figure" chosen=${[figure]}
        options=${offered.map((each) => ({ value: each, label: t(FIGURES[each].label) }))}
        onChoose=${(/** @type {Figure} */ each) => {
          chosen.value = each;
        }} />
      ${!value && !problem && html`<${Skeleton} of="row" count=${3} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value && html`<${Shown} rows=${value} figure=${figure} show=${show} to=${to} isOf=${isOf} />`}
    </section>
  `;
}

/**
 * @param {{ rows: Figures[], figure: Figure, show: (code: string) => void, to: (code: string) => string, isOf: (code: string) => boolean }} props
 */
function Shown({ rows, figure, show, to, isOf }) {
  const { label, text } = FIGURES[figure];
  const classes = classesOf(rows.map((each) => each[figure]));
  const textOf = (/** @type {Figures} */ row) => {
    const value = row[figure];
    return value == null ? t("hidden") : text(value);
  };
  return html`
    <figure class="map">
      <${Shapes} label=${t("mapOf", { figure: t(label) })} show=${show} isOf=${isOf}
        of=${new Map(rows.map((row) => [row.territory, { kind: classNameOf(row[figure], classes), title: `${row.name} : ${textOf(row)}` }]))} />
      <figcaption><${Legend} label=${t(label)} rows=${rows} figure=${figure} classes=${classes} /></figcaption>
    </figure>
    <details class="screen-only">
      <summary>${t("asTable")}</summary>
      <div class="figures" tabindex="0" role="region" aria-label=${t("asTable")}>
        <table>
          <thead><tr><th scope="col">${t("department")}</th><th scope="col" class="number">${t(label)}</th></tr></thead>
          <tbody>
            ${rows.map(
              (row) => html`
                <tr key=${row.territory}>
                  <th scope="row"><a href=${to(row.territory)}>${row.territory.slice(4)} ${row.name}</a></th>
                  <td class="number">${textOf(row)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </details>
    <p class="soft">${t("mapSource")}</p>
  `;
}

/**
 * The shapes, for eyes and pointers; the table has the same figures and links.
 *
 * @param {{ label: string, of: Map<string, { kind: string, title: string }>, show: (code: string) => void, isOf: (code: string) => boolean }} props
 */
function Shapes({ label, of, show, isOf }) {
  // A thicker outline must not lie below the next department.
  const ordered = shapes.toSorted((a, b) => Number(isOf(a[0])) - Number(isOf(b[0])));
  const factsOf = (/** @type {string} */ code) =>
    of.get(`DEP-${code}`) ?? { kind: "hidden", title: code };
  return html`
    <svg viewBox=${viewBox} role="img" aria-label=${label}>
      <${Patterns} />
      ${insets.map(
        ([name, [x, y, width, height]]) => html`
          <g key=${name} class="inset">
            <rect x=${x} y=${y} width=${width} height=${height} />
            <text x=${x + 14} y=${y + 48}>${name}</text>
            ${
              // Some islands are too small for a filling of their own.
              of.has(`DEP-${name}`) &&
              html`<rect class="swatch" x=${x + width - 78} y=${y + 14} width="64" height="40" fill=${`url(#class-${factsOf(name).kind})`} />`
            }
          </g>
        `,
      )}
      ${ordered.map(([code, path], place) => {
        const { kind, title } = factsOf(code);
        return html`
          <path key=${`${code} ${place}`} d=${path} class=${`class-${kind}${isOf(code) ? " here" : ""}`} fill=${`url(#class-${kind})`} onClick=${() => show(`DEP-${code}`)}>
            <title>${title}</title>
          </path>
        `;
      })}
    </svg>
  `;
}

const LINES = {
  hidden: "M2 8h8M6 4v8",
  0: "",
  1: "M7 8h2",
  2: "M-2 18L18 -2",
  3: "M0 4h16M0 12h16",
  4: "M0 4h16M0 12h16M4 0v16M12 0v16",
  5: "",
};

/** The fillings of the classes: ever more ink, so that they differ without colour too. */
function Patterns() {
  return html`
    <defs>
      ${Object.entries(LINES).map(
        ([kind, lines]) => html`
          <pattern key=${kind} id=${`class-${kind}`} width="16" height="16" patternUnits="userSpaceOnUse">
            <rect width="16" height="16" class=${`ground-${kind}`} />
            <path d=${lines} class="lines" />
          </pattern>
        `,
      )}
    </defs>
  `;
}

/** @param {{ label: string, rows: Figures[], figure: Figure, classes: Class[] }} props */
function Legend({ label, rows, figure, classes }) {
  const { text } = FIGURES[figure];
  const numberOf = (/** @type {string} */ kind) =>
    rows.filter((row) => classNameOf(row[figure], classes) === kind).length;
  const entries = [
    { kind: "hidden", range: t("hidden"), count: numberOf("hidden") },
    { kind: "0", range: text(0), count: numberOf("0") },
    ...classes.map(({ from, to, count }, place) => ({
      kind: String(place + 1),
      range: from === to ? text(to) : t("range", { from: text(from), to: text(to) }),
      count,
    })),
  ].filter(({ count }) => count > 0);
  return html`
    <strong>${label}</strong>
    <ul class="legend">
      ${entries.map(
        ({ kind, range, count }) => html`
          <li key=${kind}>
            <svg viewBox="0 0 64 40" aria-hidden="true"><rect width="64" height="40" fill=${`url(#class-${kind})`} /></svg>
            <span>${range} <span class="soft">(${t.many("departmentCount", count)})</span></span>
          </li>
        `,
      )}
    </ul>
  `;
}
