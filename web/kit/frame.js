// What surrounds every screen: the menu, the state of the network, and the foot.

import { isOffline } from "./api.js";
import { Button, said, useTitle } from "./components.js";
import { chooseLanguage, language } from "./language.js";
import { Words } from "./problems.js";
import { isAtWork, isLeaving, isOffice, isPro, place } from "./router.js";
import { isSignedIn, signOut } from "./session.js";
import { t } from "./texts.js";
import { html, signal, useEffect, useSignal } from "./view.js";

const LONG_MS = 300;

/** Whether the back office is open to somebody with all roles; it sets this itself. */
export const hasAllRoles = signal(false);

export function Frame() {
  const shown = place.value;
  if (!shown) return null;
  return html`
    <a class="skip" href="#content" onClick=${toContent}>${t("skip")}</a>
    <header class="top">
      <${Brand} path=${shown.path} />
      ${isAtWork(shown.path) ? isSignedIn.value && html`<${isOffice(shown.path) ? OfficeMenu : ProMenu} />` : html`<${Menu} />`}
    </header>
    <div role="status" class="network">${isOffline.value && html`<p>${t(isAtWork(shown.path) ? "proOfflineBar" : "offlineBar")}</p>`}</div>
    <div role="status" class="said">${said.value && (typeof said.value === "string" ? html`<p>${said.value}</p>` : html`<${Words} problem=${said.value} />`)}</div>
    <${Working} key=${String(isLeaving.value)} />
    <main id="content" tabindex="-1" aria-busy=${isLeaving.value}>
      <${shown.Screen ?? NotLoaded} key=${shown.path} ...${shown} />
    </main>
    <footer class="foot">
      <nav aria-label=${t("footMenu")}>
        <ul>
          <li><a href="/accessibilite">${t("accessibility")}</a></li>
          <li><a href="/contact">${t("contact")}</a></li>
          <li><a href="/donnees">${t("data")}</a></li>
          <li><a href="/statistiques">${t("statistics")}</a></li>
          <li><a href="/plan-du-site">${t("siteMap")}</a></li>
          <li>
            <button type="button" class="link" lang=${other()} onClick=${() => chooseLanguage(other())}>
              ${t("otherLanguage")}
            </button>
          </li>
          ${
            isSignedIn.value &&
            html`<li><button type="button" class="link" onClick=${signOut}>${t("signOut")}</button></li>`
          }
        </ul>
      </nav>
    </footer>
  `;
}

/** Say that the next screen is on its way, once it takes a while. */
function Working() {
  const isLong = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      isLong.value = isLeaving.peek();
    }, LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<div role="status" class="working">${isLong.value && html`<p>${t("loading")}</p>`}</div>`;
}

/** A screen whose files did not come. */
function NotLoaded() {
  useTitle(t("notLoaded"));
  // Browsers keep a module that did not come as one that never will.
  return html`
    <div class="page narrow stack">
      <h1>${t("notLoaded")}</h1>
      <p>${t(isAtWork() ? "proNotLoadedHelp" : "notLoadedHelp")}</p>
      <p><${Button} onClick=${() => location.reload()}>${t("retry")}<//></p>
    </div>
  `;
}

/** @param {{ path: string }} props */
function Brand({ path }) {
  if (isPro(path))
    return html`<a class="brand" href="/pro" aria-label=${t("proHome")}><${Mark} /><span>culture pass <small>pro</small></span></a>`;
  if (isOffice(path))
    return html`<a class="brand" href="/admin" aria-label=${t("officeHome")}><${Mark} /><span>culture pass <small>admin</small></span></a>`;
  return html`<a class="brand" href="/" aria-label=${t("home")}><${Mark} /><span>culture pass</span></a>`;
}

function Menu() {
  return html`
    <nav aria-label=${t("mainMenu")}>
      <${MenuLink} to="/" label=${t("discover")} icon="discover" />
      <${MenuLink} to="/reservations" label=${t("bookings")} icon="ticket" />
      <${MenuLink} to="/credit" label=${t("credit")} icon="credit" />
      ${
        isSignedIn.value
          ? html`<${MenuLink} to="/compte" label=${t("account")} icon="person" />`
          : html`<${MenuLink} to="/connexion" label=${t("signIn")} icon="person" />`
      }
    </nav>
  `;
}

/** The menu of professionals; on a phone, money and team are on the home screen. */
function ProMenu() {
  return html`
    <nav class="pro-menu" aria-label=${t("mainMenu")}>
      <${MenuLink} to="/pro" label=${t("proStart")} icon="house" />
      <${MenuLink} to="/pro/guichet" label=${t("desk")} icon="scan" />
      <${MenuLink} to="/pro/offres" label=${t("offers")} icon="poster" />
      <${MenuLink} to="/pro/reservations" label=${t("bookings")} icon="ticket" />
      <${MenuLink} to="/pro/argent" label=${t("money")} icon="credit" isWide />
      <${MenuLink} to="/pro/equipe" label=${t("team")} icon="person" isWide />
    </nav>
  `;
}

function OfficeMenu() {
  return html`
    <nav aria-label=${t("mainMenu")}>
      <${MenuLink} to="/admin" label=${t("queues")} icon="ticket" also="/admin/file" />
      <${MenuLink} to="/admin/recherche" label=${t("search")} icon="search" also="/admin/fiche" />
      ${hasAllRoles.value && html`<${MenuLink} to="/admin/questionnaires" label=${t("surveys")} icon="poster" />`}
      ${hasAllRoles.value && html`<${MenuLink} to="/admin/sante" label=${t("health")} icon="pulse" />`}
    </nav>
  `;
}

const other = () => (language.value === "fr" ? "en" : "fr");

/** @param {{ to: string, label: string, icon: keyof typeof ICONS, isWide?: boolean, also?: string }} props */
function MenuLink({ to, label, icon, isWide = false, also }) {
  const path = place.value?.path ?? "";
  const isRoot = to === "/pro" || to === "/admin";
  const isHere =
    to === "/"
      ? path === "/" || path === "/recherche"
      : path === to || (!isRoot && path.startsWith(to)) || (also && path.startsWith(also));
  return html`
    <a href=${to} class=${isWide ? "wide-only" : undefined} aria-current=${isHere ? "page" : undefined}>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[icon]} /></svg>
      <span>${label}</span>
    </a>
  `;
}

const ICONS = {
  house: "M4 11l8-7 8 7v9h-5v-6H9v6H4Z",
  search: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM14.5 14.5 20 20",
  pulse: "M3 12h4l3-7 4 14 3-7h4",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  poster: "M5 4h14v16H5ZM8 15l3-4 2 2 3-4M8 17h8",
  discover: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm4 5-2.5 5.5L8 16l2.5-5.5Z",
  ticket: "M3 7h18v3.5a1.5 1.5 0 0 0 0 3V17H3v-3.5a1.5 1.5 0 0 0 0-3ZM14 7v10",
  credit: "M4 7h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4ZM4 7V5h11v2M16 13h1.5",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 20c1-4 4-6 8-6s7 2 8 6",
};

function Mark() {
  return html`
    <svg class="mark" viewBox="0 0 44 24" aria-hidden="true">
      <path class="mark-ticket" d="M0 0h44v8a4 4 0 0 0 0 8v8H0v-8a4 4 0 0 0 0-8z" />
      <path class="mark-play" d="M17 6v12l11-6z" />
    </svg>
  `;
}

/** @param {Event} event */
function toContent(event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
