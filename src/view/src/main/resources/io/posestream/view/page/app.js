// The page: what is held, what is shown, and what keys and buttons do.

import { LiveFrames, StoredFrames } from './frames.js';
import { Results } from './results.js';
import { Stage } from './stage.js';
import { Timeline } from './timeline.js';
import { Details, EventList } from './events.js';
import { Health } from './health.js';
import { LaptopCamera } from './laptop.js';
import { clock, count, element, words } from './text.js';

const $ = (id) => document.getElementById(id);
const about = await fetch('/api/about').then((response) => response.json());

const live = new LiveFrames();
const stored = new StoredFrames();
const results = new Results();
const state = {
  cameras: about.cameras,
  mode: about.pace === 'live' ? 'live' : 'play', // live, play or pause
  time: NaN,
  speed: 1,
  selected: null,
  chosen: null,
  trails: true,
  thinned: 0,
  lost: false,
};
const filter = { camera: '', action: '', severity: 0 };

$('title').textContent = about.title;
document.title = `${about.title} – PoseStream`;

// Theme: the system's until one is chosen.
const systemDark = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;
const theme = () => root.dataset.theme ?? (systemDark.matches ? 'dark' : 'light');
if (localStorage.getItem('theme')) root.dataset.theme = localStorage.getItem('theme');
function switchTheme() {
  root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
  repaint();
}
systemDark.addEventListener('change', () => repaint());

// What passes the filters.
const passesCamera = (name) => name.toLowerCase().includes(filter.camera);
const passes = (event) => passesCamera(event.camera) && (filter.action === '' || event.action === filter.action) && event.severity >= filter.severity;
const shownEvents = () => [...results.events.values()].filter(passes);
const newestFirst = () => shownEvents().sort((a, b) => b.start - a.start);

function range() {
  let begin = Infinity;
  let end = -Infinity;
  for (const camera of state.cameras) {
    if (camera.newest_ms === undefined) continue;
    begin = Math.min(begin, camera.first_ms);
    end = Math.max(end, camera.newest_ms);
  }
  for (const event of results.events.values()) {
    if (begin === Infinity) begin = event.start;
    end = Math.max(end, event.end ?? event.start);
  }
  if (begin === Infinity) return { begin: 0, end: 10_000 };
  return { begin, end };
}

const stage = new Stage($('stage'), {
  zones: about.zones,
  videos: about.videos,
  theme,
  trails: () => state.trails,
  shownEvents,
  begin: (name) => state.cameras.find((camera) => camera.name === name)?.first_ms ?? NaN,
  onChoose: choose,
  onEnlarge: enlarge,
});
const health = new Health($('health'), $('health-count'));
const list = new EventList($('events'), $('no-events'), $('event-count'), select);
const details = new Details($('details'), {
  results,
  theme,
  sight: about.sight,
  onClose: () => select(null),
  onPlay: (event) => { seek(event.start - 1000); play(); },
});

let colours = null;
const timeline = new Timeline($('timeline'), {
  range,
  isLive: () => state.mode === 'live',
  time: () => (state.mode === 'live' ? range().end : state.time),
  cameras: () => state.cameras.map((camera) => camera.name).filter(passesCamera),
  events: shownEvents,
  scores: (name) => results.scoresOf(name),
  action: () => filter.action,
  isRest: (label) => label === 'other' || label === 'nobody',
  selected: () => state.selected,
  onSeek: (ms) => { if (state.mode === 'live') setMode('pause'); seek(ms); },
  onSelect: select,
  onChoose: choose,
  colours: () => {
    if (colours === null) {
      const style = getComputedStyle(root);
      const of = (name) => style.getPropertyValue(name).trim();
      colours = { theme: theme(), line: of('--line'), ink: of('--ink'), muted: of('--muted'), accent: of('--accent') };
    }
    return { ...colours, chosen: state.chosen };
  },
});

function repaint() {
  colours = null;
  timeline.key = '';
  stage.redraw();
  details.steps = 0;
  details.update();
}

// Time
function setMode(mode) {
  if (mode !== 'live' && state.mode === 'live') state.time = range().end;
  const wasLive = state.mode === 'live';
  state.mode = mode;
  if ((mode === 'live') !== wasLive) sendWish();
  document.body.toggleAttribute('data-playing', mode === 'play' || mode === 'live');
  $('live').setAttribute('aria-pressed', String(mode === 'live'));
  stage.redraw();
}
function play() {
  const { begin, end } = range();
  if (!Number.isFinite(state.time) || state.time >= end - 50) state.time = begin;
  setMode('play');
}
function seek(ms) {
  const { begin, end } = range();
  state.time = Math.max(begin, Math.min(end, ms));
}
function nudge(ms) {
  if (state.mode === 'live') setMode('pause');
  seek(state.time + ms);
}

function choose(name) {
  state.chosen = state.chosen === name ? null : name;
  stage.choose(state.chosen);
  timeline.key = '';
}
function enlarge(name) {
  stage.enlarged = stage.enlarged === null ? name : null;
  stage.update(state.cameras, passesCamera);
}

function select(event) {
  state.selected = event;
  details.show(event);
  timeline.key = '';
  if (event !== null) {
    showTab('events');
    state.chosen = event.camera;
    stage.choose(event.camera);
    if (state.mode === 'live') setMode('pause');
    seek(event.start + 200);
    $('panel-events').scrollTop = 0;
  }
  list.update(newestFirst(), state.selected);
}

function step(direction) {
  const events = newestFirst().reverse();
  if (events.length === 0) return;
  const at = events.indexOf(state.selected);
  const next = at < 0 ? (direction > 0 ? 0 : events.length - 1) : Math.max(0, Math.min(events.length - 1, at + direction));
  select(events[next]);
  document.querySelector(`[data-event="${CSS.escape(events[next].id)}"]`)?.scrollIntoView({ block: 'nearest' });
}

// Filters
function refilter() {
  filter.camera = $('filter-camera').value.trim().toLowerCase();
  filter.action = $('filter-action').value;
  filter.severity = Number($('filter-severity').value);
  timeline.key = '';
  stage.update(state.cameras, passesCamera);
  stage.redraw();
  list.update(newestFirst(), state.selected);
}
$('filters').addEventListener('input', refilter);
$('filters').addEventListener('submit', (e) => e.preventDefault());
let knownActions = '';
function updateActions() {
  const actions = results.actions();
  if (actions.join() === knownActions) return;
  knownActions = actions.join();
  const options = [element('option', { value: '', text: 'All actions' }), ...actions.map((action) => element('option', { value: action, text: words(action) }))];
  $('filter-action').replaceChildren(...options);
  $('filter-action').value = filter.action;
}

// Tabs
function showTab(name) {
  for (const tab of ['events', 'health']) {
    $(`tab-${tab}`).setAttribute('aria-selected', String(tab === name));
    $(`panel-${tab}`).hidden = tab !== name;
  }
}
for (const tab of ['events', 'health']) $(`tab-${tab}`).addEventListener('click', () => showTab(tab));

// Buttons and keys
$('play').addEventListener('click', togglePlay);
$('back').addEventListener('click', () => step(-1));
$('next').addEventListener('click', () => step(1));
$('live').addEventListener('click', () => setMode(state.mode === 'live' ? 'pause' : 'live'));
$('live').hidden = about.pace !== 'live';
$('speed').addEventListener('change', () => { state.speed = Number($('speed').value); });
$('theme').addEventListener('click', switchTheme);
$('help').addEventListener('click', () => $('keys').showModal());
$('zoom-in').addEventListener('click', () => timeline.zoom(0.6));
$('zoom-out').addEventListener('click', () => timeline.zoom(1 / 0.6));
$('zoom-fit').addEventListener('click', () => timeline.fit());

function togglePlay() {
  if (state.mode === 'pause') play(); else setMode('pause');
}

const KEYS = {
  ' ': togglePlay,
  ArrowLeft: (e) => nudge(e.shiftKey ? -10_000 : -1000),
  ArrowRight: (e) => nudge(e.shiftKey ? 10_000 : 1000),
  j: () => step(1),
  k: () => step(-1),
  l: () => { if (about.pace === 'live') setMode('live'); },
  t: () => { state.trails = !state.trails; stage.redraw(); },
  d: switchTheme,
  '+': () => timeline.zoom(0.6),
  '=': () => timeline.zoom(0.6),
  '-': () => timeline.zoom(1 / 0.6),
  0: () => timeline.fit(),
  '/': () => $('filter-camera').focus(),
  '?': () => $('keys').showModal(),
  Enter: () => { if (state.chosen !== null) enlarge(state.chosen); },
  Escape: () => {
    if (stage.enlarged !== null) enlarge(null);
    else if (state.selected !== null) select(null);
    else if (state.chosen !== null) choose(state.chosen);
  },
};
document.addEventListener('keydown', (e) => {
  const typing = e.target.matches('input, select, textarea') || $('keys').open;
  const presses = e.target.matches('button') && (e.key === ' ' || e.key === 'Enter');
  if (e.ctrlKey || e.metaKey || e.altKey || (typing && e.key !== 'Escape')) return;
  if (typing) { e.target.blur(); return; }
  if (presses && !e.target.matches('.tile')) return;
  const act = KEYS[e.key.length === 1 ? e.key.toLowerCase() : e.key];
  if (!act || (presses && e.key === 'Enter' && state.chosen === null)) return;
  e.preventDefault();
  act(e);
});

// This computer's camera
if (about.pictures) {
  const button = $('use-camera');
  button.hidden = false;
  const camera = new LaptopCamera('this-computer', ({ on, error }) => {
    button.textContent = on ? 'Stop the camera' : 'Use this computer’s camera';
    if (error) $('connection').textContent = error;
    if (on && state.mode !== 'live') setMode('live');
  });
  button.addEventListener('click', () => (camera.on ? camera.stop() : camera.start()));
}

// The connection. A page that was away begins anew: the server may show something else by now.
let socket = null;
function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', async () => {
    if (state.lost) {
      location.reload();
      return;
    }
    sendWish();
    results.take(await fetch('/api/results').then((response) => response.json()));
    dirty = true;
  });
  socket.addEventListener('message', (message) => take(message.data));
  socket.addEventListener('close', () => {
    state.lost = true;
    setTimeout(connect, 1000);
  });
}
function sendWish() {
  live.clear();
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'frames', on: state.mode === 'live' }));
}
let dirty = true;
function take(data) {
  if (data instanceof ArrayBuffer) {
    live.add(data);
    return;
  }
  const message = JSON.parse(data);
  if (message.type === 'cameras') takeCameras(message);
  else if (message.type === 'event') { results.event(message.event); seenEvent(message.event); }
  else if (message.type === 'scores') results.scores(message.scores);
  else if (message.type === 'letter') results.letter(message.letter);
  dirty = true;
}
function takeCameras({ cameras, thinned }) {
  state.cameras = cameras;
  state.thinned = thinned;
  if (!Number.isFinite(state.time) && cameras.some((camera) => camera.frames > 0)) state.time = range().begin;
}
// When an event can be seen, for measurements.
function seenEvent(event) {
  list.update(newestFirst(), state.selected);
  requestAnimationFrame(() => {
    root.dataset.newestEvent = event.event_id;
    root.dataset.newestEventSeen = String(Date.now());
  });
}

// Once in a while what is text; at every picture what moves.
function refresh() {
  health.update(state.cameras, about.pace === 'live' && !state.lost);
  stage.update(state.cameras, passesCamera);
  stage.health(health.states);
  $('empty').hidden = state.cameras.length > 0;
  $('empty').textContent = about.pace === 'live' ? 'Waiting for the first frames.' : 'There are no frames to show.';
  if (dirty) {
    dirty = false;
    updateActions();
    list.update(newestFirst(), state.selected);
    details.update();
  }
  const connection = $('connection');
  connection.dataset.state = state.lost ? 'lost' : 'live';
  connection.textContent = state.lost ? 'connection lost' : about.pace === 'live' ? 'connected' : 'recording';
}
setInterval(refresh, 400);

// A recording that did not grow for so long has ended.
const END_MS = 2500;
let grown = { end: NaN, at: 0 };
let last = performance.now();
let rates = { at: last, drawn: 0, frames: 0, received: 0 };
function tick(now) {
  requestAnimationFrame(tick);
  const passed = Math.min(250, now - last);
  last = now;
  const { begin, end } = range();
  if (end !== grown.end) grown = { end, at: now };
  if (!Number.isFinite(state.time) && state.cameras.length > 0) state.time = begin;
  if (state.mode === 'play') {
    state.time += passed * state.speed;
    if (state.time >= end) {
      state.time = end;
      if (now - grown.at > END_MS) setMode('pause');
    }
  }
  const isLive = state.mode === 'live';
  if (!isLive) stored.want(state.time, end);
  const playing = state.mode === 'play';
  stage.draw(isLive ? live : stored, state.time, isLive, end, playing, state.speed);
  timeline.draw(results.version + state.cameras.length);
  const shown = clock(isLive ? end : state.time, true);
  if ($('time').textContent !== shown) $('time').textContent = shown;
  if (now - rates.at >= 1000) tellRates(now);
}
function tellRates(now) {
  const seconds = (now - rates.at) / 1000;
  const pictures = (stage.drawn - rates.drawn) / seconds;
  const frames = (stage.shownFrames - rates.frames) / seconds;
  root.dataset.pictures = String(stage.drawn);
  root.dataset.frames = String(stage.shownFrames);
  root.dataset.received = String(live.received);
  root.dataset.thinned = String(state.thinned);
  $('figures').textContent = `${pictures.toFixed(0)} pictures/s · ${frames.toFixed(0)} frames drawn/s${state.thinned > 0 ? ` · ${count(state.thinned)} thinned` : ''}`;
  rates = { at: now, drawn: stage.drawn, frames: stage.shownFrames };
}

setMode(state.mode);
refresh();
connect();
requestAnimationFrame(tick);
root.dataset.ready = 'true';
