// This computer's camera: its pictures go to the estimator, one at a time.

const WIDTH = 640;
const MOST_PER_SECOND = 15;

export class LaptopCamera {
  #socket = null; #stream = null; #video = null; #last = 0;

  /** @param onChange is told {on, error} */
  constructor(name, onChange) {
    this.name = name;
    this.onChange = onChange;
    this.sent = 0;
  }

  get on() { return this.#stream !== null; }

  async start() {
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: { width: WIDTH, frameRate: 30 }, audio: false });
    } catch (e) {
      this.#stream = null;
      this.onChange({ on: false, error: e.name === 'NotAllowedError' ? 'The browser may not use the camera.' : 'No camera was found.' });
      return;
    }
    this.#video = document.createElement('video');
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#socket = new WebSocket(`ws://${location.host}/camera?name=${encodeURIComponent(this.name)}`);
    this.#socket.addEventListener('open', () => this.#send());
    this.#socket.addEventListener('message', (message) => this.#answered(JSON.parse(message.data)));
    this.#socket.addEventListener('close', () => this.stop());
    this.onChange({ on: true });
  }

  #answered({ failed }) {
    if (failed) {
      this.stop();
      this.onChange({ on: false, error: failed });
      return;
    }
    const wait = Math.max(0, 1000 / MOST_PER_SECOND - (performance.now() - this.#last));
    setTimeout(() => this.#send(), wait);
  }

  // The next picture goes when the last one is done: none waits, whatever the estimator takes.
  async #send() {
    if (!this.on || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#last = performance.now();
    const video = this.#video;
    const canvas = new OffscreenCanvas(WIDTH, Math.round((WIDTH * video.videoHeight) / video.videoWidth));
    canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    const time = new DataView(new ArrayBuffer(8));
    time.setFloat64(0, Date.now(), true);
    this.#socket?.send(new Blob([time.buffer, jpeg]));
    this.sent++;
  }

  stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#socket?.close();
    this.#socket = null;
    this.onChange({ on: false });
  }
}
