// What a screen loads: loading, ready or failed, kept while the app is open so that going back is
// at once.

import { Problem } from "./api.js";
import { whenActedElsewhere, whenSignedOut } from "./session.js";
import { signal } from "./view.js";

/**
 * @template T
 * @typedef {{ value?: T, problem?: Problem, isLoading: boolean }} Loaded
 */

const MOST = 60;

/** @type {Map<string, Resource<any>>} */
const known = new Map();
whenSignedOut(() => {
  for (const [key, { isPublic }] of known) if (!isPublic) known.delete(key);
});
whenActedElsewhere(() => {
  for (const each of known.values()) {
    if (each.isPublic) continue;
    each.at = 0;
    if (each.isShown) each.refresh();
  }
});

/** @template T */
export class Resource {
  /** @param {() => Promise<T>} load @param {boolean} [isPublic] */
  constructor(load, isPublic = false) {
    this.load = load;
    this.isPublic = isPublic;
    this.isShown = false;
    this.at = 0;
    this.turn = 0;
    /** @type {Promise<void> | null} */
    this.loading = null;
    const watch = (/** @type {boolean} */ isShown) => () => {
      this.isShown = isShown;
    };
    /** @type {import("../vendor/signals-core.js").Signal<Loaded<T>>} */
    this.state = signal({ isLoading: false }, { watched: watch(true), unwatched: watch(false) });
  }

  /** Load it again; what was there stays until the answer comes. */
  refresh() {
    this.loading = this.reload();
    return this.loading;
  }

  /** Return the value once it is there. Throws the problem where it does not come. */
  async loaded() {
    while (this.state.peek().value === undefined && this.state.peek().isLoading) await this.loading;
    const { value, problem } = this.state.peek();
    if (value === undefined) throw problem;
    return value;
  }

  /** @private */
  async reload() {
    this.at = Date.now();
    this.turn += 1;
    const { turn } = this;
    // What was set or asked for since is newer than this answer.
    const isLate = () => turn !== this.turn;
    const before = this.state.peek().value;
    this.state.value = { value: before, isLoading: true };
    try {
      const value = await this.load();
      if (!isLate()) this.set(value);
    } catch (fault) {
      if (isLate()) return;
      this.state.value = { value: before, problem: asProblem(fault), isLoading: false };
    }
  }

  /** @param {T} value */
  set(value) {
    this.turn += 1;
    this.state.value = { value, isLoading: false };
  }

  /**
   * Show what an act changed at once; an answer on its way may know of it or not, so it is asked
   * for again.
   *
   * @param {(value: T) => T} change
   */
  update(change) {
    const { value, isLoading } = this.state.peek();
    if (value !== undefined) this.set(change(value));
    if (isLoading) this.refresh();
  }
}

/**
 * Return the resource of a key, loading it where it is not known or older than `seconds`. It is the
 * person's own unless it is public: gone when they sign out, and loaded again after an act in
 * another window.
 *
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} load
 * @param {number} [seconds]
 * @param {{ isPublic?: boolean }} [options]
 * @returns {Resource<T>}
 */
export function resource(key, load, seconds = 60, { isPublic = false } = {}) {
  let found = known.get(key);
  if (!found) {
    found = new Resource(load, isPublic);
    known.set(key, found);
    if (known.size > MOST) known.delete(/** @type {string} */ (known.keys().next().value));
  }
  if (!found.state.peek().isLoading && Date.now() - found.at > seconds * 1000) found.refresh();
  return found;
}

/** @param {unknown} fault */
export function asProblem(fault) {
  if (fault instanceof Problem) return fault;
  // A fault of ours: it belongs in the console, and the person gets words.
  console.error(fault);
  return new Problem("unavailable");
}
