// Addresses: links open screens without loading the page; back and forward keep the scroll.

import { routes } from "../routes.js";
import { batch, signal } from "./view.js";

/** @typedef {{ path: string, query: URLSearchParams, params: Record<string, string>, Screen: ((props: any) => any) | null }} Place A place without a screen is one whose files did not come. */

/** The screen that is shown; null until the first one is there. @type {import("../vendor/signals-core.js").Signal<Place | null>} */
export const place = signal(/** @type {Place | null} */ (null));
export const isLeaving = signal(false);

/** Return whether a path is one of the professionals' portal. @param {string} [path] */
export const isPro = (path = location.pathname) => /^\/pro(\/|$)/.test(path);

/** Return whether a path is one of the back office. @param {string} [path] */
export const isOffice = (path = location.pathname) => /^\/admin(\/|$)/.test(path);

/** Return whether a path is one of people at work, who are spoken to formally. @param {string} [path] */
export const isAtWork = (path = location.pathname) => isPro(path) || isOffice(path);

/** @type {Map<string, number>} */
const scrolls = new Map();
let current = key();
let isFirst = true;
let turn = 0;

/** What a step back closes instead of leaving the screen, the last one first. @type {(() => void)[]} */
const held = [];
/** Until a step that is not needed any more has been taken back. @type {Promise<void> | null} */
let settling = null;
let settle = () => {};

/** Follow the address bar and links from now on. */
export function startRouter() {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    if (settling) return settle();
    const close = held.pop();
    if (close) return close();
    scrolls.set(current, scrollY);
    current = key();
    return open(scrolls.get(current) ?? 0);
  });
  addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.download)
      return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || !routeOf(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  return open(0);
}

/** Go to an address. `isReplacing` leaves no step back. @param {string} to @param {{ isReplacing?: boolean, isSameScreen?: boolean }} [options] */
export async function go(to, { isReplacing = false, isSameScreen = false } = {}) {
  if (settling) await settling;
  if (isReplacing) {
    history.replaceState(history.state, "", to);
  } else {
    scrolls.set(current, scrollY);
    const state = { key: String(Math.random()) };
    // The step of a dialog that is open becomes that of the screen.
    if (held.length) history.replaceState(state, "", to);
    else history.pushState(state, "", to);
    held.length = 0;
    current = key();
  }
  return open(isSameScreen ? null : 0);
}

/**
 * Let the next step back close something, such as a dialog. Return what to call once it is closed.
 *
 * @param {() => void} close
 */
export function holdBack(close) {
  let isClosed = false;
  const hold = () => {
    if (isClosed) return;
    history.pushState(history.state, "");
    held.push(close);
  };
  if (settling) settling.then(hold);
  else hold();
  return () => {
    isClosed = true;
    if (held.at(-1) !== close) return;
    held.pop();
    settling = new Promise((done) => {
      settle = () => {
        settling = null;
        done();
      };
    });
    history.back();
  };
}

/** @param {string} path */
function routeOf(path) {
  for (const route of routes) {
    const names = [...route.path.matchAll(/:(\w+)/g)].map((found) => found[1]);
    const found = new RegExp(`^${route.path.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
    if (!found) continue;
    try {
      const values = found.slice(1).map(decodeURIComponent);
      return { route, params: Object.fromEntries(names.map((name, i) => [name, values[i]])) };
    } catch {
      return null;
    }
  }
  return null;
}

/** @param {number | null} scroll The place to scroll to; null stays on the same screen. */
async function open(scroll) {
  turn += 1;
  const mine = turn;
  const { pathname, search } = location;
  const found = routeOf(pathname);
  isLeaving.value = true;
  const load = found?.route.load ?? (() => import("../about/not-found.js"));
  const module = await load().catch(() => null);
  if (mine !== turn) return;
  batch(() => {
    isLeaving.value = false;
    place.value = {
      path: pathname,
      query: new URLSearchParams(search),
      params: found?.params ?? {},
      Screen: module?.Screen ?? null,
    };
  });
  if (scroll !== null && !isFirst) arrive(scroll);
  isFirst = false;
}

/** Put the focus on the screen's heading, and the scroll where it was. @param {number} scroll */
function arrive(scroll) {
  isArriving = true;
  focusHeading();
  let tries = 0;
  const settle = () => {
    tries += 1;
    scrollTo({ top: scroll, behavior: "instant" });
    // A list may still come: the page is not yet long enough.
    if (isArriving && Math.abs(scrollY - scroll) > 2 && tries < 40) setTimeout(settle, 25);
  };
  requestAnimationFrame(settle);
}

/** Whether the person has done nothing yet on the screen that opened. */
let isArriving = false;
for (const act of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(act, () => {
    isArriving = false;
  });
}
// A heading may be replaced once the screen has loaded, and the focus goes with it.
new MutationObserver(() => {
  if (isArriving && document.activeElement === document.body) focusHeading();
}).observe(document.body, { childList: true, subtree: true });

function focusHeading() {
  const heading = document.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function key() {
  return String(history.state?.key ?? "first");
}
