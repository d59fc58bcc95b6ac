// The messages as they come: server-sent events that reconnect by themselves, or, on a phone of the demo, the parent page's bell.
import { readMessages } from "./api.js";

const SILENCE_MS = 45000; // ms without a sign of life after which the connection counts as dead; the server beats every 15 s
const HIDDEN_MS = 60000; // ms after which a page in the background gives its connection back: a browser has six to a host
const GLANCE_MS = 30000; // ms between readings in the background

export class Live {
  /** `take(reading)` gets each reading, `tell(state)` one of connected, reconnecting, ended. */
  constructor(base, isPhone, take, tell) {
    Object.assign(this, { base, isPhone, take, tell, cursor: "", tries: 0, source: null, timer: 0, watch: 0, ended: false });
  }

  start() {
    if (this.isPhone) {
      addEventListener("message", (event) => {
        if (event.origin === location.origin && event.source === parent && event.data === "messages") this.read();
      });
      this.read();
      setInterval(() => this.read(), 15000);
      return;
    }
    this.open();
    addEventListener("online", () => this.again(0));
    document.addEventListener("visibilitychange", () => this.onVisibility());
    addEventListener("focus", () => this.onVisibility());
  }

  open() {
    this.close();
    clearInterval(this.glance);
    if (this.ended) return;
    this.source = new EventSource(`${this.base}events?after=${encodeURIComponent(this.cursor)}`);
    this.source.onopen = () => this.alive();
    this.source.addEventListener("beat", () => this.alive());
    this.source.addEventListener("rest", () => this.stepBack());
    this.source.onmessage = (event) => {
      this.alive();
      this.accept(JSON.parse(event.data));
    };
    this.source.onerror = () => this.lost();
    this.watch = setTimeout(() => this.lost(), SILENCE_MS);
  }

  close() {
    clearTimeout(this.watch);
    clearTimeout(this.timer);
    if (this.source) this.source.close();
    this.source = null;
  }

  /** Other pages have our place: look now and then, until somebody comes back to this one. */
  stepBack() {
    this.close();
    this.tell("connected");
    this.glance = setInterval(() => this.read(), GLANCE_MS);
  }

  alive() {
    this.tries = 0;
    this.tell("connected");
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.lost(), SILENCE_MS);
  }

  lost() {
    this.close();
    this.tell("reconnecting");
    const wait = Math.min(1000 * 2 ** this.tries, 15000);
    this.tries += 1;
    this.again(wait * (0.7 + 0.6 * Math.random()));
  }

  again(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (await this.read()) this.open();
      else if (!this.ended) this.lost();
    }, wait);
  }

  /** Read once; true when the server answered. */
  async read() {
    const reading = await readMessages(this.base, this.cursor);
    if (reading === "ended") {
      this.ended = true;
      this.close();
      this.tell("ended");
      return false;
    }
    if (this.isPhone) this.tell(reading ? "connected" : "reconnecting");
    if (this.isPhone && !reading) setTimeout(() => this.read(), 2000);
    if (reading) this.accept(reading);
    return reading !== null;
  }

  accept(reading) {
    this.cursor = reading.cursor;
    this.take(reading);
  }

  onVisibility() {
    clearTimeout(this.rest);
    clearInterval(this.glance);
    if (document.visibilityState === "visible") {
      if (!this.source) this.again(0);
      return;
    }
    this.rest = setTimeout(() => {
      this.close();
      this.glance = setInterval(() => this.read(), GLANCE_MS);
    }, HIDDEN_MS);
  }
}
