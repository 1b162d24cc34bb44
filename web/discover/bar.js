// The search bar: words and a place, each with suggestions while typing.

import { usePause } from "../kit/components.js";
import { Words } from "../kit/problems.js";
import { asProblem } from "../kit/resource.js";
import { go } from "../kit/router.js";
import { html, useSignal } from "../kit/view.js";
import { addressOf, choosePlace, communes, suggestions, where } from "./state.js";
import { t } from "./texts.js";

const PAUSE_MS = 180;

/** @typedef {import("./state.js").Schemas["CommuneView"]} Commune */

/** @param {{ search: Record<string, string>, place: import("./state.js").Where | null }} props The search that the bar's words are put into. */
export function SearchBar({ search, place }) {
  const texts = useSignal(/** @type {string[]} */ ([]));
  const towns = useSignal(/** @type {Commune[]} */ ([]));
  const fault = useSignal(/** @type {string | import("../kit/api.js").Problem} */ (""));
  const soon = usePause(PAUSE_MS);
  const suggest = (/** @type {Event} */ event) => {
    const text = typedIn(event);
    if (text.length < 2) return;
    soon(async () => {
      const found = await suggestions(text);
      texts.value = [...found.texts, ...found.venues.map(({ name }) => name)];
    });
  };
  const suggestPlaces = (/** @type {Event} */ event) => {
    fault.value = "";
    const text = typedIn(event);
    if (text.length < 2 || towns.value.some((each) => labelOf(each) === text)) return;
    soon(async () => {
      towns.value = await communes(text);
    });
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const words = String(form.get("q") ?? "")
      .trim()
      .slice(0, 200);
    const town = String(form.get("ou") ?? "").trim();
    try {
      if (!town) choosePlace(null);
      else if (town === place?.name) choosePlace(place);
      else {
        const known = towns.value.find((each) => labelOf(each) === town);
        const found = known ?? (await communes(town.replace(/ \(\w+\)$/, ""))).find(isPlaced);
        if (!found || !isPlaced(found)) {
          fault.value = t("unknownPlace");
          return;
        }
        choosePlace({
          name: labelOf(found),
          latitude: Number(found.latitude),
          longitude: Number(found.longitude),
        });
      }
      go(addressOf({ ...search, q: words }, where.value));
    } catch (problem) {
      fault.value = asProblem(problem);
    }
  };
  const nearMe = () => {
    fault.value = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        choosePlace({ name: t("nearMe"), latitude: coords.latitude, longitude: coords.longitude });
        go(addressOf(search, where.value));
      },
      () => {
        fault.value = t("noPosition");
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  };
  return html`
    <form class="bar" role="search" onSubmit=${submit} action="/recherche">
      <div class="field">
        <label for="q">${t("what")}</label>
        <input id="q" name="q" type="search" list="texts" autocomplete="off" maxlength="200"
          placeholder=${t("whatHint")} defaultValue=${search.q ?? ""} onInput=${suggest} key=${`q${search.q ?? ""}`} />
        <datalist id="texts">${texts.value.map((text) => html`<option key=${text} value=${text} />`)}</datalist>
      </div>
      <div class="field">
        <label for="ou">${t("where")}</label>
        <input id="ou" name="ou" type="text" list="towns" autocomplete="off" maxlength="100"
          placeholder=${t("whereHint")} key=${`ou${place?.name}`} defaultValue=${place?.name ?? ""} onInput=${suggestPlaces}
          aria-invalid=${fault.value ? "true" : undefined} aria-describedby=${fault.value ? "ou-fault" : undefined} />
        <datalist id="towns">
          ${towns.value.map((each) => html`<option key=${each.code} value=${labelOf(each)} />`)}
        </datalist>
      </div>
      <div class="bar-acts">
        <button type="submit" class="button main">${t("search")}</button>
        <button type="button" class="button calm" onClick=${nearMe}>${t("nearMe")}</button>
      </div>
      <div role="alert" class="bar-fault">
        ${
          fault.value &&
          html`<div class="fault" id="ou-fault">
            ${typeof fault.value === "string" ? fault.value : html`<${Words} problem=${fault.value} />`}
          </div>`
        }
      </div>
    </form>
  `;
}

/** @param {Commune} commune */
const labelOf = ({ name, department }) => `${name} (${department})`;

/** @param {Commune} commune */
const isPlaced = ({ latitude, longitude }) => latitude !== null && longitude !== null;

/** @param {Event} event */
const typedIn = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value.trim();
