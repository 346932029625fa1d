// Events and scores of every camera over time, to scrub and to zoom.

import { actionColour, clock, words } from './text.js';

const AXIS = 22;
const STEPS = [100, 200, 500, 1000, 2000, 5000, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 1800e3, 3600e3, 7200e3, 21600e3, 86400e3];
const SHORTEST = 1000;

export class Timeline {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view; // {range(), time(), isLive(), cameras(), events(), scores(name), selected(), onSeek(ms), onSelect(event), onChoose(name), colours(), rejectLabels}
    this.from = 0;
    this.to = 90_000; // what is shown at first of a stream without an end
    this.fitted = !view.isLive();
    this.key = '';
    this.drawn = 0;
    this.bars = [];
    this.pointers = new Map();
    canvas.addEventListener('wheel', (e) => this.#wheel(e), { passive: false });
    canvas.addEventListener('pointerdown', (e) => this.#down(e));
    canvas.addEventListener('pointermove', (e) => this.#move(e));
    canvas.addEventListener('pointerup', (e) => this.#up(e));
    canvas.addEventListener('pointercancel', (e) => this.pointers.delete(e.pointerId));
    new ResizeObserver(() => { this.key = ''; }).observe(canvas.parentElement);
  }

  get gutter() { return this.canvas.clientWidth < 600 ? 64 : 128; }
  get plot() { return Math.max(10, this.canvas.clientWidth - this.gutter - 10); }
  x(ms) { return this.gutter + ((ms - this.from) / (this.to - this.from)) * this.plot; }
  time(x) { return this.from + ((x - this.gutter) / this.plot) * (this.to - this.from); }

  rowHeight(n) { return n <= 2 ? 92 : n <= 4 ? 68 : n <= 8 ? 50 : 38; }
  lanes(n) { return n <= 2 ? 3 : n <= 8 ? 2 : 1; }

  fit() {
    this.fitted = true;
    this.key = '';
  }

  /** @param {number} factor below 1 shows less @param {number} around a time that stays in its place */
  zoom(factor, around = this.view.time()) {
    const { begin, end } = this.view.range();
    const whole = Math.max(SHORTEST, end - begin);
    const span = Math.min(1.1 * whole, Math.max(SHORTEST, (this.to - this.from) * factor));
    const centre = Math.min(this.to, Math.max(this.from, around));
    const part = (centre - this.from) / (this.to - this.from);
    this.fitted = span >= whole;
    this.from = centre - part * span;
    this.to = this.from + span;
    this.key = '';
  }

  pan(ms) {
    this.fitted = false;
    this.from += ms;
    this.to += ms;
    this.key = '';
  }

  /** Keeps the time that is shown in view. */
  follow(time) {
    const { begin, end } = this.view.range();
    if (this.fitted) {
      const pad = Math.max(500, (end - begin) * 0.01);
      this.from = begin - pad;
      this.to = Math.max(begin + SHORTEST, end) + pad;
      return;
    }
    const span = this.to - this.from;
    if (this.view.isLive()) {
      this.to = time + span * 0.02;
      this.from = this.to - span;
    } else if (this.pointers.size === 0 && (time > this.to || time < this.from)) {
      this.from = time - span * 0.2;
      this.to = this.from + span;
    }
  }

  #wheel(e) {
    e.preventDefault();
    const ms = (this.to - this.from) / this.plot;
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) this.pan(ms * (e.deltaX || e.deltaY));
    else if (e.ctrlKey || e.metaKey || this.canvas.parentElement.scrollHeight <= this.canvas.parentElement.clientHeight + 1) {
      this.zoom(Math.exp(e.deltaY * 0.0022), this.time(e.offsetX));
    } else this.canvas.parentElement.scrollTop += e.deltaY;
  }

  #down(e) {
    this.pointers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
    this.canvas.setPointerCapture(e.pointerId);
    if (this.pointers.size > 1) return;
    const bar = this.bars.find((one) => e.offsetX >= one.x && e.offsetX <= one.x + one.w && e.offsetY >= one.y && e.offsetY <= one.y + one.h);
    if (bar) {
      this.view.onSelect(bar.event);
      this.pointers.clear();
    } else if (e.offsetX < this.gutter) {
      const row = Math.floor((e.offsetY - AXIS) / this.rowHeight(this.view.cameras().length));
      const camera = this.view.cameras()[row];
      if (camera) this.view.onChoose(camera);
      this.pointers.clear();
    } else this.view.onSeek(this.time(e.offsetX));
  }

  #move(e) {
    if (!this.pointers.has(e.pointerId)) {
      const over = this.bars.some((one) => e.offsetX >= one.x && e.offsetX <= one.x + one.w && e.offsetY >= one.y && e.offsetY <= one.y + one.h);
      this.canvas.style.cursor = over ? 'pointer' : e.offsetX < this.gutter ? 'default' : 'crosshair';
      return;
    }
    if (this.pointers.size === 2) {
      const [a, b] = [...this.pointers.values()];
      const before = Math.abs(a.x - b.x);
      this.pointers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
      const [c, d] = [...this.pointers.values()];
      this.zoom(Math.max(20, before) / Math.max(20, Math.abs(c.x - d.x)), this.time((c.x + d.x) / 2));
      return;
    }
    this.pointers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
    this.view.onSeek(this.time(Math.max(this.gutter, e.offsetX)));
  }

  #up(e) { this.pointers.delete(e.pointerId); }

  /** Draws if anything changed. */
  draw(version) {
    // Live it moves by less than a pixel a picture; ten times a second is smooth.
    const now = performance.now();
    if (this.view.isLive() && this.key !== '' && now - this.drawn < 100) return;
    this.drawn = now;
    const time = this.view.time();
    this.follow(time);
    const cameras = this.view.cameras();
    const { theme } = this.view.colours();
    const key = [version, Math.round(this.x(time)), this.from, this.to, cameras.length, theme, this.view.selected()?.id, this.canvas.clientWidth].join();
    if (key === this.key) return;
    this.key = key;
    const rows = this.rowHeight(cameras.length);
    const height = AXIS + rows * Math.max(1, cameras.length) + 4;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = this.canvas.parentElement.clientWidth;
    if (this.canvas.height !== Math.round(height * ratio) || this.canvas.width !== Math.round(width * ratio)) {
      this.canvas.style.height = `${height}px`;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const ctx = this.canvas.getContext('2d');
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    this.bars = [];
    this.#axis(ctx, height);
    const byCamera = Map.groupBy ? Map.groupBy(this.view.events(), (event) => event.camera) : group(this.view.events());
    cameras.forEach((name, row) => this.#row(ctx, name, AXIS + row * rows, rows, byCamera.get(name) ?? []));
    this.#head(ctx, time, height);
    this.canvas.setAttribute('aria-valuemin', Math.round(this.view.range().begin));
    this.canvas.setAttribute('aria-valuemax', Math.round(this.view.range().end));
    this.canvas.setAttribute('aria-valuenow', Math.round(time));
    this.canvas.setAttribute('aria-valuetext', clock(time, true));
  }

  #axis(ctx, height) {
    const { line, muted } = this.view.colours();
    const wanted = ((this.to - this.from) / this.plot) * 90;
    const step = STEPS.find((one) => one >= wanted) ?? STEPS.at(-1);
    ctx.font = '11px system-ui, sans-serif';
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'center';
    for (let ms = Math.ceil(this.from / step) * step; ms <= this.to; ms += step) {
      if (ms < 0) continue;
      const x = this.x(ms);
      ctx.fillStyle = line;
      ctx.fillRect(Math.round(x), AXIS - 4, 1, height - AXIS + 4);
      ctx.fillStyle = muted;
      ctx.fillText(clock(ms, step < 1000), x, AXIS / 2);
    }
    ctx.textAlign = 'left';
  }

  #row(ctx, name, y, height, events) {
    const { line, ink, muted, chosen } = this.view.colours();
    ctx.fillStyle = line;
    ctx.fillRect(0, y, this.canvas.clientWidth, 1);
    ctx.fillStyle = chosen === name ? ink : muted;
    ctx.font = `${chosen === name ? 650 : 500} 12px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    let shown = name;
    while (shown.length > 2 && ctx.measureText(shown).width > this.gutter - 20) shown = `${shown.slice(0, -2)}…`;
    ctx.fillText(shown, 12, y + height / 2);
    ctx.save();
    ctx.beginPath();
    ctx.rect(this.gutter, y, this.plot + 10, height);
    ctx.clip();
    const lanes = this.lanes(this.view.cameras().length);
    const bar = lanes === 1 ? 14 : 15;
    const tall = lanes * (bar + 2);
    this.#scores(ctx, name, y + tall + 6, height - tall - 10, new Set(events.map((event) => event.action)));
    this.#bars(ctx, events, y + 4, bar, lanes);
    ctx.restore();
  }

  #scores(ctx, name, y, height, actions) {
    const { muted } = this.view.colours();
    const lines = this.view.scores(name).series();
    // Labels of the camera's events, and others that were once rather sure.
    const labels = [...lines].filter(([label, points]) =>
      !this.view.isRest(label) && (actions.has(label) || points.some(([, p]) => p >= 0.6))).slice(0, 12);
    ctx.globalAlpha = 0.35;
    ctx.fillStyle = muted;
    ctx.fillRect(this.gutter, y + height, this.plot, 0.5);
    ctx.lineWidth = 1.4;
    ctx.lineJoin = 'round';
    for (const [label, points] of labels) {
      const filtered = this.view.action();
      const strong = filtered === '' || filtered === label;
      const colour = actionColour(label);
      ctx.beginPath();
      let last = null;
      let first = null;
      for (const [ms, p] of points) {
        const x = this.x(ms);
        if (x < this.gutter - 40 || x > this.gutter + this.plot + 40) continue;
        if (last === null) { first = x; ctx.moveTo(x, y + height * (1 - p)); } else ctx.lineTo(x, y + height * (1 - p));
        last = x;
      }
      if (last === null) continue;
      ctx.strokeStyle = colour;
      ctx.globalAlpha = strong ? 0.95 : 0.2;
      ctx.stroke();
      ctx.lineTo(last, y + height);
      ctx.lineTo(first, y + height);
      ctx.closePath();
      ctx.globalAlpha = strong ? 0.13 : 0.03;
      ctx.fillStyle = colour;
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }

  #bars(ctx, events, y, height, lanes) {
    const { end } = this.view.range();
    const selected = this.view.selected();
    ctx.font = '600 11px system-ui, sans-serif';
    ctx.textBaseline = 'middle';
    // Each event takes the first lane that is free; when all are taken it covers the last.
    const free = Array.from({ length: lanes }, () => -Infinity);
    for (const event of [...events].sort((a, b) => a.start - b.start)) {
      const x = this.x(event.start);
      const to = this.x(event.end ?? Math.max(end, event.last.window_end_ms ?? 0));
      const w = Math.max(5, to - x);
      const open = free.findIndex((taken) => taken <= x);
      const lane = open < 0 ? lanes - 1 : open;
      const crowded = open < 0;
      free[lane] = Math.max(free[lane], x + w + 2);
      if (x + w < this.gutter || x > this.gutter + this.plot) continue;
      const top = y + lane * (height + 2);
      ctx.fillStyle = actionColour(event.action);
      ctx.globalAlpha = event.phase === 'RETRACTED' ? 0.25 : crowded ? 0.7 : 0.95;
      ctx.beginPath();
      ctx.roundRect(x, top, w, height, Math.min(5, w / 2));
      ctx.fill();
      ctx.globalAlpha = 1;
      if (selected === event) {
        ctx.strokeStyle = this.view.colours().ink;
        ctx.lineWidth = 2;
        ctx.stroke();
      }
      if (w > 30) {
        ctx.save();
        ctx.clip();
        ctx.fillStyle = '#fff';
        ctx.fillText(words(event.action), Math.max(x, this.gutter) + 6, top + height / 2 + 0.5);
        ctx.restore();
      }
      this.bars.unshift({ x, y: top, w, h: height, event });
    }
  }

  #head(ctx, time, height) {
    const x = this.x(time);
    if (x < this.gutter || x > this.gutter + this.plot + 8) return;
    const { accent } = this.view.colours();
    ctx.fillStyle = accent;
    ctx.fillRect(x - 1, 4, 2, height);
    ctx.beginPath();
    ctx.moveTo(x - 6, 2);
    ctx.lineTo(x + 6, 2);
    ctx.lineTo(x + 6, 9);
    ctx.lineTo(x, 16);
    ctx.lineTo(x - 6, 9);
    ctx.closePath();
    ctx.fill();
  }
}

function group(events) {
  const byCamera = new Map();
  for (const event of events) {
    if (!byCamera.has(event.camera)) byCamera.set(event.camera, []);
    byCamera.get(event.camera).push(event);
  }
  return byCamera;
}
