// Which cameras are seen, and what of theirs is refused.

import { clock, count, element } from './text.js';

const QUIET_MS = 3000;
const BLIND_MS = 8000;

export class Health {
  #rows = new Map();
  #seen = new Map(); // name -> {frames, at, rate, moved}
  states = new Map();

  constructor(root, counter) {
    this.root = root;
    this.counter = counter;
  }

  /** Judges the cameras. @param live whether silence means anything */
  update(cameras, live, now = performance.now()) {
    let bad = 0;
    const newest = Math.max(...cameras.map((camera) => camera.newest_ms ?? -Infinity));
    for (const camera of cameras) {
      const seen = this.#rate(camera, now);
      const verdict = this.#judge(camera, live, newest, now - seen.moved);
      this.states.set(camera.name, verdict);
      if (verdict.state === 'blind') bad++;
      this.#show(camera, verdict, seen.rate);
    }
    this.counter.textContent = bad > 0 ? `${bad} blind` : cameras.length > 0 ? count(cameras.length) : '';
    this.counter.toggleAttribute('data-bad', bad > 0);
  }

  #rate(camera, now) {
    let seen = this.#seen.get(camera.name);
    if (!seen) this.#seen.set(camera.name, (seen = { frames: camera.frames, at: now, rate: null, moved: now }));
    const passed = now - seen.at;
    if (camera.frames > seen.frames) seen.moved = now;
    if (passed > 900) {
      seen.rate = ((camera.frames - seen.frames) * 1000) / passed;
      seen.frames = camera.frames;
      seen.at = now;
    }
    return seen;
  }

  #judge(camera, live, newest, silent) {
    const refused = Object.values(camera.refused).reduce((sum, n) => sum + n, 0);
    if (camera.frames === 0) {
      return { state: 'blind', why: refused > 0 ? 'No usable frame' : 'No frames yet' };
    }
    // In a recording a camera that ends early is told by the others' time.
    const behind = live ? silent : newest - camera.newest_ms;
    if (behind > BLIND_MS && live) return { state: 'blind', why: `No frames for ${Math.round(behind / 1000)} s` };
    if (behind > QUIET_MS || refused > camera.frames / 10) return { state: 'quiet', why: '' };
    return { state: 'good', why: '' };
  }

  #show(camera, { state, why }, rate) {
    let row = this.#rows.get(camera.name);
    if (!row) {
      row = { root: element('div', { className: 'camera-row' }), name: element('b', { text: camera.name }), rate: element('span', { className: 'rate' }), seen: element('span', { className: 'seen' }), refused: element('div', { className: 'refused' }), key: '' };
      row.root.append(row.name, row.rate, row.seen, row.refused);
      this.#rows.set(camera.name, row);
      this.root.append(row.root);
    }
    row.root.dataset.state = state;
    const whole = camera.newest_ms - camera.first_ms;
    const mean = whole > 0 ? ((camera.frames - 1) * 1000) / whole : null;
    const shown = rate !== null && rate > 0 ? rate : mean;
    row.rate.textContent = shown === null ? '' : `${shown.toFixed(1)} frames/s`;
    row.seen.textContent = why || (camera.frames > 0 ? `${count(camera.frames)} frames, last at ${clock(camera.newest_ms, true)}` : '');
    const key = JSON.stringify(camera.refused);
    if (key !== row.key) {
      row.key = key;
      row.refused.replaceChildren(...Object.entries(camera.refused).sort((a, b) => b[1] - a[1])
        .map(([reason, n]) => element('span', { text: `${reason} × ${count(n)}` })));
    }
  }
}
