// Offers on a map: a marker for each venue or for several that are close.

import { config } from "../kit/config.js";
import { priceFrom } from "../kit/format.js";
import { go } from "../kit/router.js";
import { loadStyles } from "../kit/stylesheet.js";
import { t as shared } from "../kit/texts.js";
import { html, render, useEffect, useRef } from "../kit/view.js";
import leaflet from "../vendor/leaflet.js";
import { land, towns } from "./map-base.js";
import { t } from "./search-texts.js";

await Promise.all([loadStyles("/vendor/leaflet.css"), loadStyles("/discover/map.css")]);

/** @typedef {import("./state.js").Hit} Hit */
/** @typedef {{ name: string, at: [number, number], hits: Hit[] }} Venue */

const FRANCE = leaflet.latLngBounds([42, -5], [51.2, 8.5]);
const CLOSEST = 13;
/** Pixels between markers, so that each can be hit. */
const APART = 44;
const MOST_TOWNS = 40;
const UNIT = 1000;

/** @param {{ hits: Hit[], place: import("./state.js").Where | null }} props */
export function OffersMap({ hits, place }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const drawn = useRef(/** @type {leaflet.Map | null} */ (null));
  const { tiles, credit } = config().state.value.value?.map ?? { tiles: "", credit: "" };
  const here = place ? `${place.latitude} ${place.longitude}` : "";
  useEffect(() => {
    const map = draw(/** @type {HTMLDivElement} */ (box.current));
    drawn.current = map;
    return () => map.remove();
  }, []);
  useEffect(() => {
    const map = drawn.current;
    if (!map) return undefined;
    // Tile servers ask who shows their tiles; they get the origin, and no address.
    const layer = tiles
      ? leaflet.tileLayer(tiles, { referrerPolicy: "strict-origin" })
      : namesOfTowns(map);
    map.addLayer(layer);
    return () => layer.remove();
  }, [tiles]);
  useEffect(() => {
    const map = drawn.current;
    if (!map) return undefined;
    const venues = venuesOf(hits);
    const points = venues.map(({ at }) => at);
    if (place) points.push([place.latitude, place.longitude]);
    const bounds = points.length ? leaflet.latLngBounds(points) : FRANCE;
    map.fitBounds(bounds, { maxZoom: CLOSEST, padding: [40, 40], animate: false });
    const layer = leaflet.layerGroup().addTo(map);
    const regroup = () => {
      layer.clearLayers();
      if (place) layer.addLayer(dot([place.latitude, place.longitude]));
      for (const group of groupsOf(venues, map)) layer.addLayer(markerOf(group, map));
    };
    map.on("zoomend", regroup);
    regroup();
    return () => {
      map.off("zoomend", regroup);
      layer.remove();
    };
  }, [hits, here]);
  return html`
    <div class="map-frame">
      <div class="map" ref=${box} role="region" aria-label=${t("map")} aria-describedby="map-help"></div>
      <p class="hint" id="map-help">${t("mapHelp")}</p>
      <p class="hint">${tiles ? html`<${Credit} of=${credit} />` : t("mapCredit")}</p>
    </div>
  `;
}

/** What the licence of tiles wants to be said, which may end with an address. @param {{ of: string }} props */
function Credit({ of }) {
  const [, words, url] = /^(.*?)\s*(https:\/\/\S+)?$/.exec(of) ?? [];
  return url ? html`<a href=${url} target="_blank" rel="noreferrer">${words || url}</a>` : words;
}

/** @param {HTMLDivElement} box */
function draw(box) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = leaflet.map(box, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    fadeAnimation: !isCalm,
    zoomAnimation: !isCalm,
    markerZoomAnimation: !isCalm,
    inertia: !isCalm,
    maxZoom: 17,
  });
  map.fitBounds(FRANCE);
  map.addControl(leaflet.control.zoom({ zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }));
  for (const [name, level] of /** @type {const} */ ([
    ["land", "150"],
    ["towns", "350"],
  ])) {
    const pane = map.createPane(name);
    pane.style.zIndex = level;
    pane.setAttribute("aria-hidden", "true");
  }
  const shapes = land.map((steps) => [outline(steps)]);
  leaflet
    .polygon(shapes, { pane: "land", className: "map-land", interactive: false, smoothFactor: 0.5 })
    .addTo(map);
  return map;
}

/** Return the points of an outline. @param {number[]} steps @returns {[number, number][]} */
function outline(steps) {
  let [x, y] = [0, 0];
  /** @type {[number, number][]} */
  const points = [];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at];
    y += steps[at + 1];
    points.push([y / UNIT, x / UNIT]);
  }
  return points;
}

/** Return the layer that names the largest towns in view, as far as there is room. @param {leaflet.Map} map */
function namesOfTowns(map) {
  const layer = leaflet.layerGroup();
  const rename = () => {
    layer.clearLayers();
    const bounds = map.getBounds();
    /** @type {{ x: number, y: number, half: number }[]} */
    const taken = [];
    for (const [name, latitude, longitude] of towns) {
      if (!bounds.contains([latitude, longitude])) continue;
      const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
      const half = 10 + name.length * 3.5;
      const isFree = taken.every(
        (other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > 28,
      );
      if (!isFree) continue;
      taken.push({ x, y, half });
      const icon = leaflet.divIcon({ className: "map-town", html: span(name), iconSize: [0, 0] });
      const options = { icon, pane: "towns", interactive: false, keyboard: false };
      layer.addLayer(leaflet.marker([latitude, longitude], options));
      if (taken.length === MOST_TOWNS) break;
    }
  };
  layer.on("add", () => {
    map.on("moveend", rename);
    rename();
  });
  layer.on("remove", () => map.off("moveend", rename));
  return layer;
}

/** Return the venues of offers that have a place, in the order of the list. @param {Hit[]} hits */
function venuesOf(hits) {
  /** @type {Map<string, Venue>} */
  const venues = new Map();
  for (const hit of hits) {
    const { name, latitude, longitude } = hit.venue;
    if (latitude === null || longitude === null) continue;
    const key = `${latitude} ${longitude} ${name}`;
    const venue = venues.get(key) ?? { name, at: [latitude, longitude], hits: [] };
    venue.hits.push(hit);
    venues.set(key, venue);
  }
  return [...venues.values()];
}

/**
 * Return the venues in groups: those whose markers would overlap share one, until the map is nearer.
 *
 * @param {Venue[]} venues
 * @param {leaflet.Map} map
 */
function groupsOf(venues, map) {
  /** @type {{ point: leaflet.Point, venues: Venue[] }[]} */
  const groups = [];
  for (const venue of venues) {
    const point = map.project(venue.at);
    const near = groups.find((group) => group.point.distanceTo(point) < APART);
    if (near) near.venues.push(venue);
    else groups.push({ point, venues: [venue] });
  }
  return groups.map((group) => group.venues);
}

/** @param {Venue[]} venues @param {leaflet.Map} map */
function markerOf(venues, map) {
  const count = venues.reduce((sum, { hits }) => sum + hits.length, 0);
  const names = venues.map(({ name }) => name).join(", ");
  const icon = leaflet.divIcon({
    className: "map-venue",
    html: span(String(count)),
    iconSize: [40, 40],
  });
  const marker = leaflet.marker(venues[0].at, { icon });
  const content = document.createElement("div");
  const close = () => {
    map.closePopup();
    marker.getElement()?.focus();
  };
  render(html`<${Offers} venues=${venues} onClose=${close} />`, content);
  const popup = leaflet.popup({ closeButton: false, maxWidth: 260, maxHeight: 260 });
  marker.bindPopup(popup.setContent(content));
  marker.on("add", () => {
    marker.getElement()?.setAttribute("aria-label", t.many("atVenue", count, { venue: names }));
  });
  marker.on("popupopen", () => content.querySelector("a")?.focus({ preventScroll: true }));
  return marker;
}

/** The offers at some venues. @param {{ venues: Venue[], onClose: () => void }} props */
function Offers({ venues, onClose }) {
  // The map keeps clicks to itself, so the router does not see them.
  const follow = (/** @type {MouseEvent} */ event) => {
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.pathname);
  };
  return html`
    <div class="map-offers" onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && onClose()}>
      ${venues.map(
        ({ name, hits }) => html`
          <h2>${name}</h2>
          <ul>
            ${hits.map((hit) => html`<li key=${hit.id}><a href="/offres/${encodeURIComponent(hit.id)}" onClick=${follow}>${hit.name}</a> <span>${priceFrom(hit.price_cents)}</span></li>`)}
          </ul>
        `,
      )}
      <button type="button" class="link" onClick=${onClose}>${shared("close")}</button>
    </div>
  `;
}

/** @param {[number, number]} at */
const dot = (at) =>
  leaflet.circleMarker(at, { radius: 7, className: "map-here", interactive: false });

/** @param {string} text */
function span(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
