// Events, scores and dead letters, bounded.

const MOST_EVENTS = 4000;
const MOST_STEPS = 400;
const MOST_WINDOWS = 3600;

/** An event with all its steps; the last one tells how it stands. */
export class Event {
  constructor(step) {
    this.id = step.event_id;
    this.camera = step.camera;
    this.action = String(step.action ?? '');
    this.scope = step.scope;
    this.tracks = (step.track_ids ?? (step.track_id === null ? [] : [step.track_id])).map(String);
    this.start = step.start_ms;
    this.steps = [];
    this.add(step);
  }

  add(step) {
    if (this.steps.some((known) => known.sequence === step.sequence)) return false;
    this.steps.push(step);
    this.steps.sort((a, b) => a.sequence - b.sequence);
    if (this.steps.length > MOST_STEPS) this.steps.splice(1, 1);
    this.start = this.last.start_ms;
    return true;
  }

  get last() { return this.steps.at(-1); }
  get phase() { return this.last.phase; }
  get open() { return this.phase === 'STARTED' || this.phase === 'UPDATED'; }
  get end() { return this.last.end_ms ?? null; }
  get severity() { return this.last.severity ?? 0; }
  get peak() { return Math.max(...this.steps.map((step) => step.confidence?.peak ?? 0)); }

  /** Who takes part, largest share first. */
  get participants() { return this.last.participants ?? []; }

  /** @param {number} time */
  covers(time, newest) {
    return time >= this.start && time < (this.end ?? Math.max(newest, this.last.window_end_ms ?? 0) + 1);
  }
}

/** The scores of one camera: for each window and subject the labels that are probable. */
class CameraScores {
  windows = new Map(); // window end -> {s, e, best: Map(label -> p), subjects: [{key, top}]}
  lines = null;

  add(scores) {
    let window = this.windows.get(scores.e);
    if (!window) this.windows.set(scores.e, (window = { s: scores.s, e: scores.e, best: new Map(), subjects: new Map() }));
    for (const [label, p] of scores.top) window.best.set(label, Math.max(p, window.best.get(label) ?? 0));
    window.subjects.set(`${scores.scope} ${scores.tracks.join(' ')}`, scores.top);
    if (this.windows.size > MOST_WINDOWS) this.windows.delete(this.windows.keys().next().value);
    this.lines = null;
  }

  /** For each label its probability over time, in time order. */
  series() {
    if (this.lines === null) {
      const windows = [...this.windows.values()].sort((a, b) => a.e - b.e);
      const labels = new Set(windows.flatMap((window) => [...window.best.keys()]));
      this.lines = new Map([...labels].map((label) =>
        [label, windows.map((window) => [(window.s + window.e) / 2, window.best.get(label) ?? 0])]));
    }
    return this.lines;
  }

  /** The probability of a label for a subject over time. */
  ofSubject(scope, tracks, label) {
    const key = `${scope} ${tracks.join(' ')}`;
    const points = [];
    for (const window of this.windows.values()) {
      const top = window.subjects.get(key);
      if (top) points.push([(window.s + window.e) / 2, top.find(([name]) => name === label)?.[1] ?? 0]);
    }
    return points.sort((a, b) => a[0] - b[0]);
  }
}

export class Results {
  events = new Map();
  #scores = new Map();
  letters = [];
  version = 0;

  event(step) {
    const known = this.events.get(step.event_id);
    if (known) known.add(step); else this.events.set(step.event_id, new Event(step));
    if (this.events.size > MOST_EVENTS) this.events.delete(this.events.keys().next().value);
    this.version++;
  }

  scores(scores) {
    let camera = this.#scores.get(scores.camera);
    if (!camera) this.#scores.set(scores.camera, (camera = new CameraScores()));
    camera.add(scores);
  }

  letter(letter) {
    this.letters.push(letter);
    if (this.letters.length > 500) this.letters.shift();
  }

  scoresOf(camera) { return this.#scores.get(camera) ?? new CameraScores(); }

  /** Adds what the server holds to what came since the page asked; nothing counts twice. */
  take({ events, scores, letters }) {
    events.forEach((step) => this.event(step));
    scores.forEach((window) => this.scores(window));
    letters.forEach((letter) => this.letter(letter));
  }

  /** Labels of all events, ascending. */
  actions() { return [...new Set([...this.events.values()].map((event) => event.action))].sort(); }
}
