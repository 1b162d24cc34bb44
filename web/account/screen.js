// My account: who I am here, reminders, my data, and leaving.

import { Button, Chips, Failure, Notice, Skeleton, useTitle } from "../kit/components.js";
import { longDay } from "../kit/format.js";
import { chooseLanguage, language } from "../kit/language.js";
import { person, signOut } from "../kit/session.js";
import { html, useSignal } from "../kit/view.js";
import { Export } from "./export.js";
import { Install } from "./install.js";
import { Leaving } from "./leaving.js";
import { choose, me, settings, takeBack } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Me} Me */

export function Screen() {
  useTitle(t("title"));
  return html`
    <div class="page narrow stack">
      <h1>${t("title")}</h1>
      ${
        person.value === null
          ? html`<p>${t("needSignIn")}</p>
              <div class="acts">
                <a class="button main" href="/connexion?suite=/compte">${t("signIn")}</a>
                <a class="button calm" href="/inscription">${t("signUp")}</a>
              </div>`
          : html`<${Mine} />`
      }
    </div>
  `;
}

function Mine() {
  const found = me();
  const { value, problem } = found.state.value;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`;
  if (!value) return html`<${Skeleton} count=${5} />`;
  return html`
    <${Who} me=${value} />
    <ul class="links">
      <li><a href="/favoris">${t("favorites")}</a></li>
      <li><a href="/reservations">${t("bookings")}</a></li>
      <li><a href="/credit">${t("credit")}</a></li>
      <li><a href="/avis">${t("feedback")}</a></li>
    </ul>
    <${Reminders} />
    <${LanguageChoice} />
    <${Install} />
    <${Export} />
    <${Leaving} me=${value} />
    <p><${Button} kind="calm" onClick=${signOut}>${t("signOut")}<//></p>
  `;
}

/** @param {{ me: Me }} props */
function Who({ me: { beneficiary, email } }) {
  return html`
    <section class="stack">
      <div>
        ${beneficiary && html`<p class="big">${beneficiary.first_name} ${beneficiary.last_name}</p>`}
        <p class="soft">${email}</p>
      </div>
      ${beneficiary?.status === "suspended" && html`<${Suspended} closesAt=${beneficiary.closes_at} />`}
      ${beneficiary?.status === "pending" && html`<p>${t("pending")} <a href="/inscription">${t("seeApplication")}</a></p>`}
      ${!beneficiary && html`<p>${t("noPass")} <a href="/inscription">${t("signUp")}</a></p>`}
    </section>
  `;
}

/** @param {{ closesAt: string | null }} props */
function Suspended({ closesAt }) {
  const fault = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  if (!closesAt) {
    return html`<${Notice} kind="wrong"><p>${t("suspendedByOthers")} <a href="/contact">${t("contact")}</a></p><//>`;
  }
  const again = async () => {
    isBusy.value = true;
    fault.value = null;
    await takeBack().catch((wrong) => {
      fault.value = wrong;
    });
    isBusy.value = false;
  };
  return html`
    <${Notice}>
      <p>${t("suspended", { day: longDay(closesAt) })}</p>
      <${Button} isBusy=${isBusy.value} onClick=${again}>${t("takeBack")}<//>
    <//>
    ${fault.value && html`<${Failure} fault=${fault.value} />`}
  `;
}

function Reminders() {
  const found = settings();
  const { value, problem } = found.state.value;
  const fault = useSignal(/** @type {unknown} */ (null));
  const set = async (/** @type {Partial<import("./state.js").Settings>} */ chosen) => {
    fault.value = null;
    await choose(chosen).catch((wrong) => {
      fault.value = wrong;
    });
  };
  return html`
    <section class="stack">
      <h2>${t("reminders")}</h2>
      ${problem && !value && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${!value && !problem && html`<${Skeleton} count=${2} />`}
      ${
        value &&
        html`<fieldset class="switches">
          <legend>${t("remindersHelp")}</legend>
          ${
            /** @type {const} */ (["upcoming_events", "expiring_bookings"]).map(
              (key) => html`
              <label class="check" key=${key}>
                <input type="checkbox" checked=${value[key]} onChange=${() => set({ [key]: !value[key] })} />
                <span>${t(key)}</span>
              </label>
            `,
            )
          }
        </fieldset>`
      }
      ${fault.value && html`<${Failure} fault=${fault.value} />`}
    </section>
  `;
}

function LanguageChoice() {
  return html`
    <section class="stack">
      <h2>${t("language")}</h2>
      <${Chips} legend=${t("language")} isQuiet name="language" chosen=${[language.value]}
        options=${[{ value: "fr", label: "Français" }, { value: "en", label: "English" }]}
        onChoose=${(/** @type {string} */ chosen) => chooseLanguage(/** @type {"fr" | "en"} */ (chosen))} />
    </section>
  `;
}
