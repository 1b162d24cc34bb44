// Firebase's own sign-in; on one machine it speaks to the local server as to its emulator.

import { initializeApp } from "../vendor/firebase-app.js";
import * as auth from "../vendor/firebase-auth.js";
import { createStore, set } from "../vendor/idb-keyval.js";

/** @typedef {{ firebase: Record<string, string>, authEmulator?: string }} Config */

/** @type {auth.Auth} */
let client;

/**
 * Start with the settings of this deployment; `follow` is called with everyone who comes or goes.
 *
 * @param {(person: import("./session.js").Person | null) => void} follow
 */
export async function start(follow) {
  /** @type {Config} */
  const config = await (await fetch("/config.json")).json();
  const first = auth.indexedDBLocalPersistence;
  const second = auth.browserLocalPersistence;
  const lasting = (await isKeeping()) ? [first, second] : [second, first];
  client = auth.initializeAuth(initializeApp(config.firebase), {
    persistence: [...lasting, auth.inMemoryPersistence],
  });
  if (config.authEmulator) {
    const { origin } = new URL(config.authEmulator, location.origin);
    auth.connectAuthEmulator(client, origin, { disableWarnings: true });
  }
  auth.onAuthStateChanged(client, (user) => {
    follow(user ? personOf(user) : null);
  });
  await client.authStateReady();
}

/**
 * Return whether IndexedDB keeps what it takes. A full device takes a value and drops it when it
 * commits; Firebase does not wait for that, misses the session soon after, and ends it.
 */
async function isKeeping() {
  try {
    await set("asked", Date.now(), createStore("keeping", "kept"));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} email
 * @param {string} password
 */
export const signIn = (email, password) => auth.signInWithEmailAndPassword(client, email, password);

/**
 * @param {string} email
 * @param {string} password
 */
export const signUp = (email, password) =>
  auth.createUserWithEmailAndPassword(client, email, password);

/**
 * Mail the link that confirms the address; the page that it opens leads on to `url`.
 *
 * @param {string} language
 * @param {string} url
 */
export async function sendVerification(language, url) {
  client.languageCode = language;
  if (client.currentUser) await auth.sendEmailVerification(client.currentUser, { url });
}

/** Return the person as the server knows them now; their address may have been confirmed. */
export async function reload() {
  const user = client.currentUser;
  if (!user) return null;
  const wasVerified = user.emailVerified;
  await user.reload();
  // The token holds the confirmation too.
  if (user.emailVerified && !wasVerified) await user.getIdToken(true);
  return personOf(user);
}

/** @param {auth.User} user @returns {import("./session.js").Person} */
const personOf = ({ uid, email, emailVerified }) => ({
  id: uid,
  email: email ?? "",
  isVerified: emailVerified,
});

/**
 * @param {string} email
 * @param {string} language
 * @param {string} url
 */
export async function resetPassword(email, language, url) {
  client.languageCode = language;
  await auth.sendPasswordResetEmail(client, email, { url });
}

export const signOut = () => auth.signOut(client);

/** @param {boolean} isRefused */
export async function idToken(isRefused) {
  return (await client.currentUser?.getIdToken(isRefused)) ?? null;
}
