// How times, names and colours are told; nothing here touches the page.

const CLOCK_FROM = 1e11; // Times below are counted from a recording's start, not from the epoch.

/** @param {number} ms @param {boolean} fine with tenths of a second */
export function clock(ms, fine = false) {
  if (!Number.isFinite(ms)) return '--:--';
  if (ms >= CLOCK_FROM) {
    const date = new Date(ms);
    const text = date.toLocaleTimeString([], { hour12: false });
    return fine ? `${text}.${Math.floor(date.getMilliseconds() / 100)}` : text;
  }
  const tenths = Math.floor(ms / 100);
  const s = Math.floor(tenths / 10) % 60;
  const m = Math.floor(tenths / 600) % 60;
  const h = Math.floor(tenths / 36000);
  const two = (n) => String(n).padStart(2, '0');
  const text = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
  return fine ? `${text}.${tenths % 10}` : text;
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** @param {number} p in 0..1 */
export const share = (p) => (Number.isFinite(p) ? `${Math.round(100 * p)} %` : '–');

/** @param {string} label */
export const words = (label) => label.replaceAll(/[_-]+/g, ' ');

/** @param {number} n */
export const count = (n) => n.toLocaleString('en');

function hash(text) {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 15), 2246822507);
  return (h ^ (h >>> 13)) >>> 0;
}

const TRACKS = {
  dark: ['#4cc9f0', '#ffb703', '#80ed99', '#f78fb3', '#b79cff', '#ff9f68', '#5eead4', '#f9f871', '#8ab4ff', '#f472d0'],
  light: ['#0284c7', '#c2710c', '#15803d', '#c0265e', '#6d3fd1', '#c2410c', '#0f766e', '#8a6d00', '#2653c9', '#a21caf'],
};

/** Colours of tracks: numbered ids take turns, so that neighbours differ. */
export function trackColour(id, theme) {
  const all = TRACKS[theme];
  const number = /^\d{1,9}$/.test(id) ? Number(id) : hash(id);
  return all[number % all.length];
}

const URGENT = { fall: '#f0384f', fight: '#f0603a', push: '#f0803a', kick: '#e8663c', punch: '#ec5c4c', collapse: '#f0384f', stagger: '#ee8a36' };
const ACTIONS = ['#2f8fdd', '#2aa876', '#8a6be0', '#d0681f', '#c7569a', '#2a9d9d', '#a5872a', '#5d79d6', '#6a9c34', '#b565c9'];

const given = new Map();

/** Colour of an action: by its name, or the next that no other action has. @param {string} label */
export function actionColour(label) {
  if (URGENT[label]) return URGENT[label];
  let colour = given.get(label);
  if (colour === undefined) {
    let at = hash(label) % ACTIONS.length;
    const taken = new Set(given.values());
    for (let i = 0; i < ACTIONS.length && taken.has(ACTIONS[at]); i++) at = (at + 1) % ACTIONS.length;
    colour = ACTIONS[at];
    given.set(label, colour);
  }
  return colour;
}

/** Makes an element; text is never read as HTML, for ids and labels may hold anything. */
export function element(tag, { className, text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}
