// What the model saw of a window: its heatmaps, with the activation of the action over them.

import { element, share, words } from './text.js';

const LOOP_MS = 2400;
// Steps of heat, from nothing to the peak: dark blue, violet, orange, yellow.
const HEAT = [[0, 8, 10, 26], [0.25, 62, 24, 110], [0.5, 176, 42, 108], [0.75, 244, 128, 48], [1, 255, 238, 150]];

function palette(stops, alpha) {
  const colours = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const v = i / 255;
    const k = Math.max(1, stops.findIndex(([at]) => at >= v));
    const [a, b] = [stops[k - 1], stops[k]];
    const part = (v - a[0]) / (b[0] - a[0]);
    for (let c = 0; c < 3; c++) colours[4 * i + c] = a[c + 1] + part * (b[c + 1] - a[c + 1]);
    colours[4 * i + 3] = alpha(v);
  }
  return colours;
}

const heatColours = palette(HEAT, () => 255);

function readVolume(view, at) {
  const [frames, height, width] = [view.getUint32(at, true), view.getUint32(at + 4, true), view.getUint32(at + 8, true)];
  const values = new Uint8Array(view.buffer, at + 20, frames * height * width);
  return { volume: { frames, height, width, peak: view.getFloat64(at + 12, true), values }, next: at + 20 + values.length };
}

export class Sight {
  constructor(event, view) {
    this.event = event;
    this.view = view;
    this.stream = 'joint';
    this.canvas = element('canvas', { className: 'sight', 'aria-label': 'Heatmaps and class activation' });
    this.strip = element('canvas', { className: 'strip', height: 26, 'aria-label': 'Activation over time' });
    this.note = element('p', { className: 'note', text: 'The model looks at the window …' });
    this.joints = this.#button('Joints', 'joint');
    this.limbs = this.#button('Limbs', 'limb');
    this.root = element('div', {}, element('h3', { text: 'What the model saw' }), this.canvas, this.strip,
      element('div', { className: 'row' }, this.joints, this.limbs), this.note);
    this.canvas.hidden = this.strip.hidden = true;
    this.running = true;
    this.#load();
  }

  #button(text, stream) {
    const button = element('button', { type: 'button', text, 'aria-pressed': String(stream === this.stream) });
    button.addEventListener('click', () => {
      this.stream = stream;
      this.joints.setAttribute('aria-pressed', String(stream === 'joint'));
      this.limbs.setAttribute('aria-pressed', String(stream === 'limb'));
      this.#load();
    });
    return button;
  }

  // The window in which the action was surest.
  #window() {
    const { event } = this;
    const best = event.steps.reduce((a, b) => ((b.confidence?.current ?? 0) > (a.confidence?.current ?? 0) ? b : a));
    return [best.window_start_ms, best.window_end_ms];
  }

  async #load() {
    const { event } = this;
    const [from, to] = this.#window();
    const query = new URLSearchParams({ camera: event.camera, from, to, label: event.action, stream: this.stream });
    event.tracks.forEach((track) => query.append('track', track));
    const response = await fetch(`/api/sight?${query}`).catch(() => null);
    if (!response?.ok) {
      this.note.textContent = response ? (await response.text()).trim() : 'The server does not answer.';
      return;
    }
    const view = new DataView(await response.arrayBuffer());
    this.probability = view.getFloat64(32, true);
    const heat = readVolume(view, 40);
    this.heat = heat.volume;
    this.activation = readVolume(view, heat.next).volume;
    this.note.textContent = this.activation.frames > 0
      ? `Contours: where and when the network finds “${words(event.action)}” (${share(this.probability)} in this window).`
      : 'This model gives no class activation.';
    this.canvas.hidden = this.strip.hidden = false;
    this.strip.hidden = this.activation.frames === 0;
    if (!this.looping) this.#loop();
  }

  #loop() {
    this.looping = true;
    const step = (now) => {
      if (!this.running) return;
      if (this.canvas.isConnected) this.#draw((now % LOOP_MS) / LOOP_MS);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  #draw(part) {
    const { heat, activation, canvas } = this;
    const frame = Math.min(heat.frames - 1, Math.floor(part * heat.frames));
    if (this.drawnFrame === frame && this.drawnHeat === heat) return;
    this.drawnFrame = frame;
    this.drawnHeat = heat;
    const scale = 6;
    canvas.width = heat.width * scale;
    canvas.height = heat.height * scale;
    const ctx = canvas.getContext('2d');
    ctx.imageSmoothingEnabled = true;
    ctx.drawImage(picture(heat, frame), 0, 0, canvas.width, canvas.height);
    if (activation.frames > 0) this.#contours(ctx, part);
    this.#drawStrip(part);
  }

  // Lines of equal activation, drawn on a grid finer than the network's cells.
  #contours(ctx, part) {
    const { activation: map, canvas } = this;
    const at = (f, y, x) => map.values[(f * map.height + y) * map.width + x];
    const t = Math.max(0, Math.min(map.frames - 1, part * map.frames - 0.5));
    const f0 = Math.floor(t);
    const f1 = Math.min(map.frames - 1, f0 + 1);
    const n = 40;
    const field = new Float32Array((n + 1) * (n + 1));
    for (let j = 0; j <= n; j++) {
      for (let i = 0; i <= n; i++) {
        const x = Math.max(0, Math.min(map.width - 1, (i / n) * map.width - 0.5));
        const y = Math.max(0, Math.min(map.height - 1, (j / n) * map.height - 0.5));
        const [x0, y0] = [Math.floor(x), Math.floor(y)];
        const [x1, y1] = [Math.min(map.width - 1, x0 + 1), Math.min(map.height - 1, y0 + 1)];
        const mix = (a, b, k) => a + (b - a) * k;
        const layer = (f) => mix(mix(at(f, y0, x0), at(f, y0, x1), x - x0), mix(at(f, y1, x0), at(f, y1, x1), x - x0), y - y0);
        field[j * (n + 1) + i] = mix(layer(f0), layer(f1), t - f0) / 255;
      }
    }
    ctx.lineWidth = 2;
    for (const [level, alpha] of [[0.25, 0.45], [0.5, 0.75], [0.75, 1]]) {
      ctx.strokeStyle = `rgba(110, 245, 255, ${alpha})`;
      ctx.beginPath();
      contour(field, n, level, (x, y) => [x * canvas.width, y * canvas.height], ctx);
      ctx.stroke();
    }
  }

  #drawStrip(part) {
    const { activation: map, strip } = this;
    if (map.frames === 0) return;
    const cells = map.height * map.width;
    const sums = Array.from({ length: map.frames }, (_, f) => Math.max(...map.values.subarray(f * cells, (f + 1) * cells)) / 255);
    strip.width = 320;
    strip.height = 26;
    const ctx = strip.getContext('2d');
    const wide = strip.width / map.frames;
    sums.forEach((value, f) => {
      ctx.fillStyle = `rgba(76, 201, 240, ${0.15 + 0.85 * value})`;
      ctx.fillRect(f * wide + 1, 26 - 22 * value - 2, wide - 2, 22 * value + 2);
    });
    ctx.fillStyle = '#ffb703';
    ctx.fillRect(part * strip.width - 1, 0, 2, 26);
  }

  close() { this.running = false; }
}

function picture(heat, frame) {
  const small = new OffscreenCanvas(heat.width, heat.height);
  const ctx = small.getContext('2d');
  const image = ctx.createImageData(heat.width, heat.height);
  const from = frame * heat.width * heat.height;
  for (let i = 0; i < heat.width * heat.height; i++) {
    const v = heat.values[from + i];
    for (let c = 0; c < 4; c++) image.data[4 * i + c] = heatColours[4 * v + c];
  }
  ctx.putImageData(image, 0, 0);
  return small;
}

// Marching squares: the pieces of one level's line, cell by cell.
function contour(field, n, level, place, ctx) {
  const value = (i, j) => field[j * (n + 1) + i];
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const crossings = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [corners[k], corners[(k + 1) % 4]];
        const [va, vb] = [value(...a), value(...b)];
        if (va >= level === vb >= level) continue;
        const part = (level - va) / (vb - va);
        crossings.push(place((a[0] + part * (b[0] - a[0])) / n, (a[1] + part * (b[1] - a[1])) / n));
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        ctx.moveTo(...crossings[k]);
        ctx.lineTo(...crossings[k + 1]);
      }
    }
  }
}
