// The cameras: one tile each, drawn whenever it has something new.

import { between, drawPerson, drawTag, drawTrails, drawZones, fit } from './draw.js';
import { actionColour, element, share, words } from './text.js';

const HOLD_MS = 1500; // How long a recorded camera's last frame stays.

class Tile {
  constructor(number, name, video) {
    this.number = number;
    this.name = name;
    this.canvas = element('canvas');
    this.label = element('span', { text: name });
    this.people = element('div', { className: 'people' });
    this.badges = element('div', { className: 'badges' });
    this.blind = element('div', { className: 'blind', hidden: true });
    this.root = element('button', { className: 'tile', type: 'button', 'aria-label': `Camera ${name}`, 'data-camera': name },
      this.canvas, element('div', { className: 'name' }, this.label), this.people, this.badges, this.blind);
    this.video = null;
    if (video) {
      this.video = element('video', { src: video, muted: true, playsinline: true, preload: 'auto' });
      this.video.muted = true;
      this.root.prepend(this.video);
    }
    this.drawn = null;
    this.image = { width: 16, height: 9 };
    this.visible = true;
    this.badgeKey = '';
  }
}

export class Stage {
  constructor(root, view) {
    this.root = root;
    this.view = view; // {zones, videos, results, theme(), trails(), onChoose(name), onEnlarge(name)}
    this.tiles = new Map();
    this.enlarged = null;
    this.chosen = null;
    this.drawn = 0;
    this.shownFrames = 0;
    this.watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) this.byRoot(entry.target).visible = entry.isIntersecting;
    });
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(root);
  }

  byRoot(root) { return [...this.tiles.values()].find((tile) => tile.root === root); }

  /** Adds tiles for cameras that are new, and shows those that pass the filter. */
  update(cameras, passes) {
    let changed = false;
    cameras.forEach((camera, number) => {
      let tile = this.tiles.get(camera.name);
      if (!tile) {
        tile = new Tile(number, camera.name, this.view.videos[camera.name]);
        tile.root.addEventListener('click', () => this.view.onChoose(camera.name));
        tile.root.addEventListener('dblclick', () => this.view.onEnlarge(camera.name));
        this.tiles.set(camera.name, tile);
        this.root.append(tile.root);
        this.watcher.observe(tile.root);
        changed = true;
      }
      const hidden = !passes(camera.name) || (this.enlarged !== null && this.enlarged !== camera.name);
      if (tile.root.hidden !== hidden) {
        tile.root.hidden = hidden;
        changed = true;
      }
    });
    if (changed) this.resize();
  }

  choose(name) {
    this.chosen = name;
    for (const tile of this.tiles.values()) tile.root.setAttribute('aria-current', String(tile.name === name));
  }

  /** Chooses the columns that make the tiles largest, then their pixels. */
  resize() {
    const shown = [...this.tiles.values()].filter((tile) => !tile.root.hidden);
    const n = shown.length;
    if (n === 0) return;
    const phone = matchMedia('(max-width: 860px)').matches;
    const width = this.root.clientWidth;
    const height = phone ? 0 : this.root.clientHeight;
    const shape = Math.max(1, Math.min(2.4, shown[0].image.width / shown[0].image.height));
    let best = { columns: 1, area: 0 };
    for (let columns = 1; columns <= n; columns++) {
      const w = (width - 10 * (columns - 1)) / columns;
      const rows = Math.ceil(n / columns);
      const h = (height - 10 * (rows - 1)) / rows;
      const used = Math.min(w, h * shape);
      if (used > best.area) best = { columns, area: used };
    }
    let columns = phone ? (n > 2 ? 2 : 1) : best.columns;
    const fits = !phone && best.area >= 130;
    if (!phone && !fits) columns = Math.max(1, Math.floor(width / 220));
    this.root.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    this.root.style.gridAutoRows = fits ? 'minmax(0, 1fr)' : 'auto';
    this.root.toggleAttribute('data-fits', fits);
    for (const tile of shown) {
      tile.root.style.aspectRatio = fits ? 'auto' : String(shape);
      this.size(tile);
    }
  }

  size(tile) {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = Math.round(tile.root.clientWidth * ratio);
    const height = Math.round(tile.root.clientHeight * ratio);
    if (width > 0 && (tile.canvas.width !== width || tile.canvas.height !== height)) {
      tile.canvas.width = width;
      tile.canvas.height = height;
      tile.drawn = null;
    }
  }

  redraw() { for (const tile of this.tiles.values()) tile.drawn = null; }

  /**
   * Draws what changed.
   * @param source has at(camera, time) -> {frames, position}
   * @param time that is shown; in live each camera shows its newest frame
   */
  draw(source, time, live, newest, playing, speed) {
    let any = false;
    const active = this.#active(time, newest, live);
    for (const tile of this.tiles.values()) {
      if (tile.root.hidden || !tile.visible) continue;
      const { frames, position } = source.at(tile.number, time);
      const frame = frames[position];
      const stale = !frame || (!live && time - frame.time > HOLD_MS);
      const next = live ? undefined : frames[position + 1];
      const key = stale ? 'none' : live ? frame.time : next && next.time - frame.time <= 250 ? `at ${time}` : frame.time;
      const events = active.get(tile.name) ?? [];
      this.#badges(tile, events);
      if (tile.video) this.#sync(tile, time, playing, speed);
      if (tile.drawn === key) continue;
      tile.drawn = key;
      any = true;
      if (stale) this.#clear(tile); else this.#draw(tile, frames, position, between(frame, next, time), events);
    }
    if (any) this.drawn++;
  }

  #active(time, newest, live) {
    const byCamera = new Map();
    for (const event of this.view.shownEvents()) {
      // Live, the newest step of an open event is a window behind the picture.
      const covered = live ? event.open || (event.end !== null && event.end > newest - 1500) : event.covers(time, newest);
      if (!covered || event.phase === 'RETRACTED') continue;
      const list = byCamera.get(event.camera);
      if (list) list.push(event); else byCamera.set(event.camera, [event]);
    }
    return byCamera;
  }

  #badges(tile, events) {
    const key = events.map((event) => event.id + event.steps.length).join(' ');
    if (tile.badgeKey === key) return;
    tile.badgeKey = key;
    tile.drawn = null;
    tile.badges.replaceChildren(...events.slice(0, 4).map((event) => {
      const badge = element('span', { className: 'badge', text: `${words(event.action)} ${share(event.peak)}` });
      badge.style.setProperty('--tint', actionColour(event.action));
      return badge;
    }));
    tile.root.toggleAttribute('data-alert', events.length > 0);
    if (events.length > 0) tile.root.style.setProperty('--alert', actionColour(events[0].action));
  }

  #clear(tile) {
    tile.canvas.getContext('2d').clearRect(0, 0, tile.canvas.width, tile.canvas.height);
    tile.people.textContent = '';
  }

  #draw(tile, frames, position, persons, events) {
    const frame = frames[position];
    const { canvas } = tile;
    const ctx = canvas.getContext('2d');
    const theme = tile.video ? 'dark' : this.view.theme();
    const scale = Math.min(2, devicePixelRatio || 1);
    tile.image = frame;
    this.shownFrames++;
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    const box = fit(canvas.width, canvas.height, frame.width, frame.height);
    if (!tile.video) floor(ctx, box, theme, scale);
    const zones = this.view.zones[tile.name];
    if (zones) drawZones(ctx, zones, box, theme === 'dark' ? '#9fb4d8' : '#51658c', scale);
    if (this.view.trails()) drawTrails(ctx, frames, position, box, theme, scale);
    const tints = new Map();
    for (const event of events) {
      const ids = event.tracks.length > 0 ? event.tracks : event.participants.map((one) => one.track_id);
      for (const id of ids) if (!tints.has(id)) tints.set(id, event);
    }
    for (const person of persons) {
      const event = tints.get(person.id);
      drawPerson(ctx, person, box, theme, event ? actionColour(event.action) : null, scale);
    }
    for (const person of persons) {
      const event = tints.get(person.id);
      if (event && event.tracks.includes(person.id)) drawTag(ctx, person, box, words(event.action), actionColour(event.action), scale);
    }
    const count = `${persons.length} ${persons.length === 1 ? 'person' : 'people'}`;
    if (tile.people.textContent !== count) tile.people.textContent = count;
  }

  // The video follows the page's clock; it is moved only if it is off by more than it shows.
  #sync(tile, time, playing, speed) {
    const { video } = tile;
    const begin = this.view.begin(tile.name);
    const wanted = (time - begin) / 1000;
    if (!Number.isFinite(wanted) || video.readyState < 1) return;
    video.playbackRate = speed;
    if (playing && video.paused && wanted < video.duration) video.play().catch(() => {});
    if (!playing && !video.paused) video.pause();
    if (Math.abs(video.currentTime - wanted) > (playing ? 0.2 : 0.02)) video.currentTime = Math.max(0, wanted);
  }

  /** Says which cameras are blind. */
  health(states) {
    for (const tile of this.tiles.values()) {
      const { state, why } = states.get(tile.name) ?? { state: 'good', why: '' };
      tile.root.dataset.state = state;
      tile.blind.hidden = state !== 'blind';
      if (tile.blind.textContent !== why) tile.blind.textContent = why;
    }
  }
}

// A floor in perspective, so that an empty camera is a place and not a hole.
function floor(ctx, box, theme, scale) {
  ctx.strokeStyle = theme === 'dark' ? 'rgba(150,175,220,.07)' : 'rgba(40,60,100,.07)';
  ctx.lineWidth = scale;
  ctx.beginPath();
  const horizon = box.y + box.h * 0.5;
  for (let i = 0; i <= 5; i++) {
    const y = horizon + (box.h * 0.5 * (i / 5) ** 1.7);
    ctx.moveTo(box.x, y);
    ctx.lineTo(box.x + box.w, y);
  }
  for (let i = -6; i <= 6; i++) {
    ctx.moveTo(box.x + box.w * (0.5 + i * 0.055), horizon);
    ctx.lineTo(box.x + box.w * (0.5 + i * 0.17), box.y + box.h);
  }
  ctx.stroke();
}
