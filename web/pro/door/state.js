// The door without a network: the list on this device, the tickets let in, and their sending.

import { get, post } from "../../kit/api.js";
import { keep, kept as keptText } from "../../kit/device.js";
import { asProblem } from "../../kit/resource.js";
import { personId, whenSignedOut } from "../../kit/session.js";
import { computed, signal } from "../../kit/view.js";
import { createStore, del, entries, set } from "../../vendor/idb-keyval.js";
import { play } from "../desk/sound.js";
import { isQuiet } from "../desk/state.js";
import { allPages } from "../gate/state.js";
import { opened, readPayload, ticketId } from "./tickets.js";

/** @typedef {import("../../kit/api.js").Schemas} Schemas */
/** @typedef {import("./tickets.js").Facts} Facts */
/** @typedef {{ state: "open" | "used" | "ended", sealed: string | null }} Ticket */
/** @typedef {{ offerId: string, name: string, venue: string, timeZone: string, at: string, usableFrom: string | null, asOf: string, tickets: [string, Ticket][] }} List */
/** @typedef {Schemas["ScanResultView"]} Result */
/** @typedef {{ id: string, by: string | null, of: string, ticket: string, payload: string | null, at: string, asOf: string, facts: Facts | null, isTried?: boolean, result?: Result, isRead?: boolean, undo?: "asked" | "kept", why?: string }} Scan */
/** @typedef {"open" | "usedHere" | "used" | "ended" | "early" | "unknown" | "typed" | "old" | "other" | "in" | "undone"} Step */
/** @typedef {{ step: Step, payload: string, ticket?: string, facts?: Facts | null, at?: string }} Shown */

const LIST = "list";
const SCAN = "scan ";
const DEVICE = "door-device";
const AT_ONCE = 50;
const PAUSE_MS = 60_000;
const LIST_MS = 600_000;
const PAGE = 500;

/** The list on this device; undefined until it has been read. @type {import("../../vendor/signals-core.js").Signal<List | null | undefined>} */
export const list = signal(/** @type {List | null | undefined} */ (undefined));
/** The scans on this device, oldest first. @type {import("../../vendor/signals-core.js").Signal<Scan[]>} */
export const scans = signal(/** @type {Scan[]} */ ([]));
/** @type {import("../../vendor/signals-core.js").Signal<Shown | null>} */
export const shown = signal(/** @type {Shown | null} */ (null));
/** Why the last sending or the last list failed. @type {import("../../vendor/signals-core.js").Signal<import("../../kit/api.js").Problem | null>} */
export const problem = signal(/** @type {import("../../kit/api.js").Problem | null} */ (null));
export const isSending = signal(false);
/** The time, for the age of what waits. */
export const now = signal(Date.now());
export const device = signal(keptText(DEVICE) ?? "");

/** The scans to be sent. */
export const waiting = computed(() => scans.value.filter(({ result, undo }) => !result && !undo));
/** The scans to be undone, which may have been sent. */
export const undoing = computed(() => scans.value.filter(({ undo }) => undo === "asked"));
/** The scans that count as entries. */
export const entered = computed(() => scans.value.filter(({ undo }) => undo !== "asked"));
/** Those whose ticket was not simply redeemed, for the professional to read. */
export const conflicts = computed(() =>
  scans.value.filter(
    ({ result, isRead, undo }) =>
      !isRead &&
      undo !== "asked" &&
      (undo === "kept" || (result && (result.outcome !== "used" || result.was_cancelled))),
  ),
);
/** Whether this page may do it: browsers give cryptography to safe addresses only. */
export const isAble = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

/** @type {Map<string, Ticket>} */
let tickets = new Map();
/** When the list was last asked for, by the device's clock. */
let askedAt = 0;
/** @type {ReturnType<typeof createStore> | undefined} */
let store;
const onDevice = () => {
  store ??= createStore("door", "kept");
  return store;
};
// Tickets that were let in stay until they are sent: their places are owed for.
whenSignedOut(() => dropList());

/** Read what the device keeps. */
export async function resumeDoor() {
  if (list.peek() !== undefined) return;
  /** @type {[IDBValidKey, any][]} */
  const found = await entries(onDevice()).catch(() => []);
  scans.value = found
    .filter(([key]) => String(key).startsWith(SCAN))
    .map(([, scan]) => scan)
    .sort((a, b) => a.at.localeCompare(b.at));
  show(found.find(([key]) => key === LIST)?.[1] ?? null);
}

/** @param {List | null} found */
function show(found) {
  tickets = new Map(found?.tickets);
  list.value = found;
}

/** @param {string} name */
export function nameDevice(name) {
  device.value = name;
  keep(DEVICE, name || null);
}

/**
 * Take the list of a date of an offer: its tickets at every price.
 *
 * @param {string} offerId
 * @param {string} at
 */
export async function takeList(offerId, at) {
  problem.value = null;
  askedAt = Date.now();
  try {
    /** @type {Schemas["StockView"][]} */
    const stocks = await allPages(`/v1/offers/${encodeURIComponent(offerId)}/stocks`, {
      from: at,
      to: at,
    });
    /** @type {Schemas["DoorListView"][]} */
    const pages = [];
    for (const { id } of stocks) await takePages(id, pages);
    const [first] = pages;
    if (!first) return;
    /** @type {List} */
    const taken = {
      offerId,
      name: first.offer_name,
      venue: first.venue_name,
      timeZone: first.time_zone,
      at,
      usableFrom: first.usable_from,
      asOf: first.as_of,
      tickets: pages.flatMap(({ items }) =>
        items.map(
          ({ id, state, sealed }) => /** @type {[string, Ticket]} */ ([id, { state, sealed }]),
        ),
      ),
    };
    await set(LIST, taken, onDevice());
    show(taken);
  } catch (fault) {
    problem.value = asProblem(fault);
  }
}

/** Send what waits, and take the list again while there is a network. */
export async function keepUp() {
  await send();
  const known = list.peek();
  if (!known || !navigator.onLine || Date.now() - askedAt < LIST_MS) return;
  await takeList(known.offerId, known.at);
  // Nobody asked for it: without a network, the frame says so.
  if (problem.peek()?.code === "offline") problem.value = null;
}

/** @param {string} stockId @param {Schemas["DoorListView"][]} pages */
async function takePages(stockId, pages) {
  /** @type {string | null} */
  let token = null;
  do {
    /** @type {Schemas["DoorListView"]} */
    const page = await get("/v1/desk/door-list", {
      query: { stock_id: stockId, page_size: PAGE, page_token: token },
      signedIn: true,
    });
    pages.push(page);
    token = page.next_page_token;
  } while (token);
}

/** Forget the list, and what was sent; what waits stays. */
export async function dropList() {
  shown.value = null;
  show(null);
  /** @param {Scan} scan */
  const isOwed = ({ result, undo }) => !result || undo === "asked";
  const sent = scans.peek().filter((scan) => !isOwed(scan));
  scans.value = scans.peek().filter(isOwed);
  for (const key of [LIST, ...sent.map(({ id }) => SCAN + id)]) {
    await del(key, onDevice()).catch(() => {});
  }
}

/** Return what the scans of a list have in common. @param {List} list */
export const eventOf = ({ offerId, at }) => `${offerId} ${at}`;

/** Return whether a text is the whole of a ticket's code. @param {string} text */
export const isTicket = (text) => Boolean(readPayload(text)?.proof);

/** Check a code by the list; nobody is let in yet. @param {string} text */
export async function check(text) {
  const found = await stepOf(text);
  shown.value = { ...found, payload: text };
  if (found.step !== "open") play("no", isQuiet.peek());
}

/** @param {string} text @returns {Promise<Omit<Shown, "payload">>} */
async function stepOf(text) {
  const read = readPayload(text);
  if (!read) return { step: /^[\s-]*([A-Z2-7][\s-]*){6}$/i.test(text) ? "typed" : "other" };
  if (!read.proof) return { step: "old" };
  const ticket = await ticketId(read.proof);
  const here = entered.peek().find((each) => each.ticket === ticket);
  if (here) return { step: "usedHere", ticket, facts: here.facts, at: here.at };
  const known = tickets.get(ticket);
  if (!known) return { step: "unknown", ticket };
  if (known.state !== "open" || !known.sealed) {
    return { step: known.state === "ended" ? "ended" : "used", ticket };
  }
  const from = list.peek()?.usableFrom;
  const facts = await opened(known.sealed, read.proof);
  return { step: from && Date.parse(from) > Date.now() ? "early" : "open", ticket, facts };
}

/** Let in the holder of the ticket that is shown. */
export async function letIn() {
  const before = shown.peek();
  const kept = list.peek();
  if (!before?.ticket || !kept || before.step === "in") return;
  const at = new Date().toISOString();
  // At once, so that a second tap finds it done.
  shown.value = { ...before, step: "in", at };
  /** @type {Scan} */
  const scan = {
    id: crypto.randomUUID(),
    by: personId(),
    of: eventOf(kept),
    ticket: before.ticket,
    payload: before.payload,
    at,
    asOf: kept.asOf,
    facts: before.facts ?? null,
  };
  try {
    await set(SCAN + scan.id, scan, onDevice());
  } catch (fault) {
    shown.value = before;
    problem.value = asProblem(fault);
    return;
  }
  scans.value = [...scans.peek(), scan];
  play("yes", isQuiet.peek());
  send();
}

/** Undo the entry of the ticket that is shown: a mistake, whether it was sent or not. */
export async function undoEntry() {
  const before = shown.peek();
  const scan = entered.peek().find(({ ticket }) => ticket === before?.ticket);
  if (!before || !scan) return;
  try {
    // One that was never sent is known to this device alone.
    if (scan.isTried || scan.result) await replaceScans([{ ...scan, undo: "asked" }]);
    else await dropScan(scan.id);
  } catch (fault) {
    problem.value = asProblem(fault);
    return;
  }
  shown.value = { ...before, step: "undone" };
  send();
}

let notBefore = 0;

/** Send what waits, of the person who is signed in; what fails waits on, and is tried again. */
export async function send() {
  now.value = Date.now();
  if (isSending.peek() || !navigator.onLine || now.value < notBefore) return;
  if (!batchOf(waiting).length && !batchOf(undoing).length) return;
  isSending.value = true;
  problem.value = null;
  try {
    for (let batch = batchOf(waiting); batch.length; batch = batchOf(waiting))
      await sendBatch(batch);
    for (let batch = batchOf(undoing); batch.length; batch = batchOf(undoing))
      await sendUndone(batch);
  } catch (fault) {
    const why = asProblem(fault);
    // Without a network, the frame says so.
    if (why.code !== "offline") {
      problem.value = why;
      notBefore = Date.now() + PAUSE_MS;
    }
  }
  isSending.value = false;
}

/** Send at once, even after a refusal. */
export function sendNow() {
  notBefore = 0;
  send();
}

/** @param {typeof waiting} of */
const batchOf = (of) =>
  of
    .peek()
    .filter(({ by }) => by === personId())
    .slice(0, AT_ONCE);

/** @param {Scan[]} batch */
async function sendBatch(batch) {
  // Before they leave: from then on the server may know them, even if its answer is lost.
  await replaceScans(batch.map((scan) => ({ ...scan, isTried: true })));
  /** @type {Schemas["ScanResultsView"]} */
  const { items } = await post("/v1/desk/scans", {
    device: device.peek() || "Entrée",
    sent_at: new Date().toISOString(),
    scans: batch.map(({ id, payload, at, asOf }) => ({
      id,
      qr_payload: payload,
      scanned_at: at,
      list_as_of: asOf,
    })),
  });
  const results = new Map(items.map((each) => [each.id, each]));
  await replaceScans(
    // One of them may have been undone meanwhile.
    scans
      .peek()
      .filter(({ id }) => results.has(id))
      .map((scan) => ({ ...scan, payload: null, result: results.get(scan.id) })),
  );
}

/** @param {Scan[]} batch */
async function sendUndone(batch) {
  /** @type {Schemas["UndoneScansView"]} */
  const { items } = await post("/v1/desk/scans/undo", {
    device: device.peek() || "Entrée",
    scans: batch.map(({ id }) => id),
  });
  const byId = new Map(batch.map((scan) => [scan.id, scan]));
  for (const { id, is_undone, code } of items) {
    const scan = byId.get(id);
    if (is_undone) await dropScan(id);
    else if (scan)
      await replaceScans([{ ...scan, undo: "kept", why: code ?? undefined, isRead: false }]);
  }
  // The list may have these tickets as used.
  askedAt = 0;
}

/** @param {string} id */
async function dropScan(id) {
  await del(SCAN + id, onDevice());
  scans.value = scans.peek().filter((scan) => scan.id !== id);
}

/** Take the conflicts as read. Their scans stay: they show who was let in here. */
export async function markRead() {
  await replaceScans(conflicts.peek().map((scan) => ({ ...scan, isRead: true })));
}

/** Keep scans in place of those with their ids. @param {Scan[]} changed */
async function replaceScans(changed) {
  for (const scan of changed) await set(SCAN + scan.id, scan, onDevice());
  const later = new Map(changed.map((scan) => [scan.id, scan]));
  scans.value = scans.peek().map((scan) => later.get(scan.id) ?? scan);
}
