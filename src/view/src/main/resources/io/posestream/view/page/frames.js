// Frames as the server writes them (FrameBytes.java), and what is held of them here.

const GRID = 16384;
const JOINTS = 17;
const PERSON = JOINTS * 5;
const LIVE_KEPT_MS = 3000;
const LIVE_KEPT_FRAMES = 200;
export const CHUNK_MS = 4000;
const MOST_CHUNKS = 14;

const text = new TextDecoder();

/** A frame of a camera; its persons are read when it is first drawn. */
class Frame {
  #view; #at; #count; #persons = null;

  constructor(view, at) {
    this.camera = view.getUint16(at, true);
    this.width = view.getUint16(at + 2, true);
    this.height = view.getUint16(at + 4, true);
    this.#count = view.getUint8(at + 6);
    this.time = view.getFloat64(at + 7, true);
    this.#view = view;
    this.#at = at + 15;
  }

  get count() { return this.#count; }

  /** Persons: id, x and y in shares of the image, scores in 0..255. */
  get persons() {
    if (this.#persons === null) this.#persons = this.#read();
    return this.#persons;
  }

  #read() {
    const persons = [];
    let at = this.#at;
    for (let i = 0; i < this.#count; i++) {
      const length = this.#view.getUint8(at);
      const id = text.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 1, length));
      at += 1 + length;
      const xy = new Float32Array(2 * JOINTS);
      for (let j = 0; j < xy.length; j++) xy[j] = this.#view.getInt16(at + 2 * j, true) / GRID;
      const scores = new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 4 * JOINTS, JOINTS);
      persons.push({ id, xy, scores });
      at += PERSON;
    }
    return persons;
  }
}

/** Reads frames that stand one after the other. @param {ArrayBuffer} buffer */
export function readFrames(buffer) {
  const view = new DataView(buffer);
  const frames = [];
  for (let at = 0; at + 4 <= buffer.byteLength;) {
    const length = view.getUint32(at, true);
    frames.push(new Frame(view, at + 4));
    at += 4 + length;
  }
  return frames;
}

/** Position of the last frame at or before a time; -1 if there is none. */
function before(frames, time) {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle].time <= time) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** The newest seconds of each camera as they are pushed. */
export class LiveFrames {
  #byCamera = new Map();
  received = 0;

  /** @param {ArrayBuffer} buffer */
  add(buffer) {
    for (const frame of readFrames(buffer)) {
      this.received++;
      let frames = this.#byCamera.get(frame.camera);
      if (!frames) this.#byCamera.set(frame.camera, (frames = []));
      // A clock that is set back, or a replay, starts anew.
      if (frames.length > 0 && frame.time < frames.at(-1).time - 2000) frames.length = 0;
      if (frames.length > 0 && frame.time <= frames.at(-1).time) continue;
      frames.push(frame);
      if (frames.length > LIVE_KEPT_FRAMES || frame.time - frames[0].time > 2 * LIVE_KEPT_MS) {
        const from = Math.max(frames.length - LIVE_KEPT_FRAMES, before(frames, frame.time - LIVE_KEPT_MS) + 1, 1);
        frames.splice(0, from);
      }
    }
  }

  /** Frames of a camera, and the position of its newest. */
  at(camera) {
    const frames = this.#byCamera.get(camera) ?? [];
    return { frames, position: frames.length - 1 };
  }

  clear() { this.#byCamera.clear(); }
}

/** What the server holds, fetched in pieces around the time that is shown. */
export class StoredFrames {
  #chunks = new Map(); // number -> {byCamera, used, whole}
  #tick = 0;

  /** Fetches what is needed to show a time and what follows. */
  want(time, end) {
    const chunk = Math.floor(time / CHUNK_MS);
    this.#load(chunk, end);
    this.#load(chunk + 1, end);
    this.#load(chunk - 1, end);
  }

  #load(number, end) {
    const known = this.#chunks.get(number);
    const whole = (number + 1) * CHUNK_MS <= end;
    if (known && (known.whole || known.loading || performance.now() - known.loaded < 500)) return;
    if ((number + 1) * CHUNK_MS < 0 || number * CHUNK_MS > end) return;
    const chunk = known ?? { byCamera: new Map(), used: 0 };
    chunk.loading = true;
    this.#chunks.set(number, chunk);
    fetch(`/api/frames?from=${number * CHUNK_MS}&to=${(number + 1) * CHUNK_MS}`)
      .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(response.statusText))))
      .then((buffer) => {
        const byCamera = new Map();
        for (const frame of readFrames(buffer)) {
          const frames = byCamera.get(frame.camera);
          if (frames) frames.push(frame); else byCamera.set(frame.camera, [frame]);
        }
        chunk.byCamera = byCamera;
        chunk.whole = whole;
      })
      .catch(() => { chunk.whole = false; })
      .finally(() => { chunk.loading = false; chunk.loaded = performance.now(); });
    this.#forget();
  }

  #forget() {
    if (this.#chunks.size <= MOST_CHUNKS) return;
    const oldest = [...this.#chunks].sort((a, b) => a[1].used - b[1].used);
    for (const [number] of oldest.slice(0, this.#chunks.size - MOST_CHUNKS)) this.#chunks.delete(number);
  }

  /** Frames of a camera around a time, and the position of the one that is shown then. */
  at(camera, time) {
    const number = Math.floor(time / CHUNK_MS);
    const frames = this.#of(number, camera);
    const position = before(frames, time);
    // What came just before may lie in the piece before, for trails and at its border.
    if (position < 24) {
      const earlier = this.#of(number - 1, camera);
      if (earlier.length > 0) {
        const tail = earlier.slice(-48);
        const later = frames.slice(0, position + 2);
        return { frames: [...tail, ...later], position: tail.length + position };
      }
    }
    return { frames, position };
  }

  #of(number, camera) {
    const chunk = this.#chunks.get(number);
    if (!chunk) return [];
    chunk.used = ++this.#tick;
    return chunk.byCamera.get(camera) ?? [];
  }

  clear() { this.#chunks.clear(); }
}
