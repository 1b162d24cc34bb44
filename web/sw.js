// The service worker: the app's own files for when there is no network. Answers of the API are
// never kept here; tickets are kept by the screen of bookings, and dropped at sign-out.

const CACHE = "app";
const NOT_THE_APP = /^\/(v1|local|docs|health|identitytoolkit|securetoken|__)\b/;

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const files = await (await fetch("/assets.json")).json();
      const cache = await caches.open(CACHE);
      await cache.addAll(["/", ...files]);
      await skipWaiting();
    })(),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === location.origin && !NOT_THE_APP.test(url.pathname);
  if (request.method === "GET" && isOurs) event.respondWith(answer(request));
});

// What the network gives comes first, so that all files are of one version.
async function answer(request) {
  try {
    const response = await fetch(request);
    if (response.ok && request.mode !== "navigate") await keep(request, response.clone());
    return response;
  } catch (fault) {
    const kept = await find(request.mode === "navigate" ? "/" : request);
    if (kept) return kept;
    throw fault;
  }
}

async function keep(request, response) {
  try {
    await (await caches.open(CACHE)).put(request, response);
  } catch {
    // The device is full: the app works with a network.
  }
}

async function find(request) {
  try {
    return await (await caches.open(CACHE)).match(request);
  } catch {
    return undefined;
  }
}
