// The list of events, and what is known of the chosen one.

import { actionColour, clock, count, duration, element, share, trackColour, words } from './text.js';
import { Sight } from './sight.js';

const MOST_SHOWN = 300;

export class EventList {
  #items = new Map();

  constructor(list, none, counter, onSelect) {
    this.list = list;
    this.none = none;
    this.counter = counter;
    this.onSelect = onSelect;
  }

  /** @param events that pass the filters, newest first */
  update(events, selected) {
    const shown = events.slice(0, MOST_SHOWN);
    const kept = new Set(shown.map((event) => event.id));
    for (const [id, item] of this.#items) {
      if (!kept.has(id)) {
        item.root.remove();
        this.#items.delete(id);
      }
    }
    shown.forEach((event, position) => {
      let item = this.#items.get(event.id);
      if (!item) this.#items.set(event.id, (item = this.#item(event)));
      if (item.steps !== event.steps.length) this.#fill(item, event);
      item.button.setAttribute('aria-current', String(selected === event));
      if (this.list.children[position] !== item.root) this.list.insertBefore(item.root, this.list.children[position] ?? null);
    });
    this.none.hidden = shown.length > 0;
    this.counter.textContent = events.length > 0 ? count(events.length) : '';
  }

  #item(event) {
    const item = { name: element('b'), sure: element('span', { className: 'sure' }), when: element('span', { className: 'when' }), state: element('span', { className: 'state' }), steps: 0 };
    item.button = element('button', { type: 'button', 'data-event': event.id }, element('i'), item.name, item.sure, item.when, item.state);
    item.button.style.setProperty('--tint', actionColour(event.action));
    item.button.addEventListener('click', () => this.onSelect(event));
    item.root = element('li', {}, item.button);
    return item;
  }

  #fill(item, event) {
    item.steps = event.steps.length;
    item.name.textContent = words(event.action);
    item.sure.textContent = share(event.peak);
    item.when.textContent = `${clock(event.start, true)} · ${event.camera}${who(event)}`;
    item.state.textContent = event.open ? 'going on' : event.phase === 'RETRACTED' ? 'retracted' : duration(event.end - event.start);
    item.state.toggleAttribute('data-open', event.open);
  }
}

function who(event) {
  if (event.scope === 'scene') return ' · everybody';
  return ` · ${event.tracks.length > 1 ? 'tracks' : 'track'} ${event.tracks.join(', ')}`;
}

export class Details {
  constructor(root, view) {
    this.root = root;
    this.view = view; // {results, theme(), sight, onClose(), onPlay(event)}
    this.event = null;
    this.steps = 0;
    this.sight = null;
  }

  show(event) {
    this.sight?.close();
    this.sight = null;
    this.event = event;
    this.steps = 0;
    this.root.hidden = event === null;
    if (event !== null) this.update();
  }

  update() {
    const { event } = this;
    if (event === null || this.steps === event.steps.length) return;
    this.steps = event.steps.length;
    const { last } = event;
    const head = element('h2', { text: words(event.action) });
    const close = element('button', { type: 'button', className: 'icon', 'aria-label': 'Close details', text: '×' });
    close.addEventListener('click', () => this.view.onClose());
    const title = element('div', {}, head, element('p', { className: 'sub', text: `${event.camera}${who(event)}` }));
    this.root.style.setProperty('--tint', actionColour(event.action));
    this.chart = element('canvas', { className: 'chart', height: 92, 'aria-label': 'Confidence over time' });
    this.sight ??= this.view.sight ? new Sight(event, this.view) : null;
    this.root.replaceChildren(
      element('header', {}, title, close),
      this.#buttons(event),
      element('div', {}, element('h3', { text: 'Confidence over time' }), this.chart),
      this.sight ? this.sight.root : element('p', { className: 'note', text: 'What the model saw is shown when a model is at hand (--model).' }),
      this.#participants(event),
      this.#phases(event),
      this.#facts(event, last),
    );
    this.drawChart();
  }

  #buttons(event) {
    const play = element('button', { type: 'button', text: 'Play it' });
    play.addEventListener('click', () => this.view.onPlay(event));
    return element('div', { className: 'row' }, play);
  }

  #participants(event) {
    const rows = event.participants.slice(0, 8).map((one) => {
      const bar = element('i');
      const part = one.share ?? 0;
      bar.style.width = `${Math.round(100 * part)}%`;
      bar.style.background = trackColour(String(one.track_id), this.view.theme());
      const zones = one.zone_ids?.length ? ` in ${one.zone_ids.join(', ')}` : '';
      return element('div', { className: 'share' },
        element('span', { text: `track ${one.track_id}${zones}` }),
        element('span', { className: 'value', text: one.share === null || one.share === undefined ? '–' : share(part) }),
        element('div', { className: 'bar' }, bar));
    });
    return element('div', {}, element('h3', { text: 'Who takes part' }), ...rows);
  }

  #phases(event) {
    const steps = event.steps.slice(-14).map((step) =>
      element('span', { text: `${step.phase.toLowerCase()} ${clock(step.window_end_ms ?? step.start_ms, true)} · ${share(step.confidence?.current)}` }));
    return element('div', {}, element('h3', { text: 'Phases' }), element('div', { className: 'steps' }, ...steps));
  }

  #facts(event, last) {
    const facts = [
      ['Start', clock(event.start, true)],
      ['End', event.end === null ? 'going on' : `${clock(event.end, true)} (${duration(event.end - event.start)})`],
      ['Ended by', last.end_reason ?? (event.open ? '–' : event.phase.toLowerCase())],
      ['Scope', event.scope],
      ['People', String(last.persons ?? '–')],
      ['Zones', last.zone_ids?.length ? last.zone_ids.join(', ') : '–'],
      ['Severity', String(event.severity)],
      ['Confidence', `${share(last.confidence?.mean)} mean, ${share(event.peak)} peak`],
      ['Frames', last.quality ? `${last.quality.frames_used} of ${last.quality.frames_expected}` : '–'],
      ['Model', last.model ? `${last.model.name} ${last.model.version} ${last.model.precision}` : '–'],
      ['Digest', last.model?.sha256 ? last.model.sha256.slice(0, 12) : '–'],
      ['Rule version', String(last.rule_version ?? '–')],
      ['Id', event.id],
    ];
    const list = element('dl', { className: 'facts' });
    for (const [name, value] of facts) list.append(element('dt', { text: name }), element('dd', { text: value }));
    return list;
  }

  drawChart() {
    if (this.event === null || !this.chart?.isConnected) return;
    const { event, chart } = this;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = chart.clientWidth;
    const height = 92;
    chart.width = width * ratio;
    chart.height = height * ratio;
    chart.style.height = `${height}px`;
    const ctx = chart.getContext('2d');
    ctx.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const points = this.#points();
    const end = event.end ?? event.last.window_end_ms ?? event.start;
    const from = event.start - 3000;
    const to = Math.max(end, points.at(-1)?.[0] ?? end, event.start + 1000) + 2000;
    const x = (ms) => 8 + ((ms - from) / (to - from)) * (width - 16);
    const y = (p) => 8 + (1 - p) * (height - 26);
    ctx.fillStyle = style.getPropertyValue('--line');
    for (const p of [0, 0.5, 1]) ctx.fillRect(8, y(p), width - 16, 1);
    const tint = actionColour(event.action);
    ctx.fillStyle = tint;
    ctx.globalAlpha = 0.13;
    ctx.fillRect(x(event.start), y(1), x(end) - x(event.start), y(0) - y(1));
    ctx.globalAlpha = 1;
    ctx.strokeStyle = tint;
    ctx.lineWidth = 2;
    ctx.lineJoin = 'round';
    ctx.beginPath();
    points.filter(([ms]) => ms >= from && ms <= to).forEach(([ms, p]) => ctx.lineTo(x(ms), y(p)));
    ctx.stroke();
    for (const [ms, p] of points) {
      if (ms < from || ms > to) continue;
      ctx.beginPath();
      ctx.arc(x(ms), y(p), 2.6, 0, 7);
      ctx.fill();
    }
    ctx.fillStyle = style.getPropertyValue('--muted');
    ctx.font = '11px system-ui, sans-serif';
    ctx.textBaseline = 'bottom';
    ctx.fillText(clock(event.start, true), Math.min(width - 50, x(event.start)), height - 3);
  }

  // The scores of the same subject where they are known, else what the event's steps say.
  #points() {
    const { event } = this;
    const scores = this.view.results.scoresOf(event.camera).ofSubject(event.scope, event.tracks, event.action)
      .filter(([ms]) => ms > event.start - 4000 && ms < (event.end ?? Infinity) + 4000);
    if (scores.length > 1) return scores;
    return event.steps.map((step) => [((step.window_start_ms ?? step.start_ms) + (step.window_end_ms ?? step.start_ms)) / 2, step.confidence?.current ?? 0]);
  }
}
