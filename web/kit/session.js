// Who is signed in, and what other windows of the app do. Firebase's own SDK signs in, and is loaded
// only when somebody signs in or has.

import { keep, kept } from "./device.js";
import { language } from "./language.js";
import { computed, signal } from "./view.js";

/** @typedef {{ id: string, email: string, isVerified: boolean }} Person */

const KEPT = "signed-in";
const ACTED = "acted";

/** Undefined until it is known. @type {import("../vendor/signals-core.js").Signal<Person | null | undefined>} */
export const person = signal(kept(KEPT) === null ? null : undefined);
export const isSignedIn = computed(() => person.value !== null);

/** Return the id of the person whose session this device keeps, even before it is resumed. */
export const personId = () => kept(KEPT);

/** @type {Promise<typeof import("./firebase.js")> | undefined} */
let loading;
/** @type {(() => unknown)[]} */
const leaving = [];

/** Run something when the person signs out, such as dropping what the device keeps. @param {() => unknown} act */
export function whenSignedOut(act) {
  leaving.push(act);
}

// Firebase's SDK follows other windows once it is loaded, which a stranger's window has not done.
addEventListener("storage", ({ key, newValue }) => {
  if (key === KEPT && newValue !== null) sdk().catch(() => {});
});

/** Resume the session that this device keeps, if there is one. */
export async function resume() {
  if (person.value !== undefined) return;
  try {
    await sdk();
  } catch {
    // Without a network, what the device keeps can still be shown; the next call tries again.
    loading = undefined;
  }
}

/**
 * Sign in; a refusal has Firebase's code.
 *
 * @param {string} email
 * @param {string} password
 */
export async function signIn(email, password) {
  await (await sdk()).signIn(email, password);
}

/**
 * Make an account and sign in with it; a refusal has Firebase's code.
 *
 * @param {string} email
 * @param {string} password
 */
export async function signUp(email, password) {
  await (await sdk()).signUp(email, password);
}

/** Mail the link that confirms the person's address; it leads back to this screen. */
export async function sendVerification() {
  await (await sdk()).sendVerification(language.value, location.origin + location.pathname);
}

/** Read again whether the person's address is confirmed. */
export async function reload() {
  const found = await (await sdk()).reload();
  if (found) person.value = found;
}

/**
 * Mail the link that sets another password; it leads on to an address of the app.
 *
 * @param {string} email
 * @param {string} next
 */
export async function resetPassword(email, next) {
  await (await sdk()).resetPassword(email, language.value, location.origin + next);
}

export async function signOut() {
  await (await sdk()).signOut();
}

/** Leave a session that the server does not know any more, so that the person can open another. */
export async function endSession() {
  try {
    await signOut();
  } catch {
    // Nobody is signed in, then, or the network is gone and the next call ends it.
  }
}

/** Return an ID token, refreshed where it has ended; null for a stranger. @param {boolean} [isRefused] */
export async function idToken(isRefused = false) {
  return isSignedIn.value ? (await sdk()).idToken(isRefused) : null;
}

function sdk() {
  loading ??= import("./firebase.js")
    .then(async (module) => {
      await module.start(follow);
      return module;
    })
    .catch((fault) => {
      loading = undefined;
      throw fault;
    });
  return loading;
}

/** @param {Person | null} found */
function follow(found) {
  // A private window may keep nothing.
  const before = person.peek()?.id ?? kept(KEPT);
  if (before !== null && before !== found?.id) for (const act of leaving) drop(act);
  keep(KEPT, found ? found.id : null);
  person.value = found;
}

/** Drop something of the person who left; one that fails keeps none of the others. @param {() => unknown} act */
async function drop(act) {
  try {
    await act();
  } catch {
    // Where the device may keep nothing, there is nothing to drop.
  }
}

/** Note that something was changed, for the other windows. */
export const noteAct = () => keep(ACTED, String(Date.now()));

/** Run something after acts in another window, once this one is in view. @param {() => unknown} follow */
export function whenActedElsewhere(follow) {
  let isDue = false;
  const look = () => {
    if (!isDue || document.hidden) return;
    isDue = false;
    follow();
  };
  addEventListener("storage", ({ key }) => {
    if (key !== ACTED) return;
    isDue = true;
    look();
  });
  document.addEventListener("visibilitychange", look);
}
