// What is to be sent, in order, each with its own key: whatever is sent twice is taken once.
import { post, upload } from "./api.js";

const MAX_WAIT_MS = 15000; // ms

export class Queue {
  /** `tell(item)` is called at each change of item.status: waiting, sending, sent, failed (network) or refused. */
  constructor(base, tell) {
    Object.assign(this, { base, tell, items: [], busy: false, tries: 0, timer: 0 });
    addEventListener("online", () => this.hurry());
  }

  add(item) {
    item.status = "waiting";
    this.items.push(item);
    this.tell(item);
    this.run();
  }

  hurry() {
    clearTimeout(this.timer);
    this.tries = 0;
    if (!this.busy) this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    while (this.items.length) {
      const item = this.items[0];
      item.status = "sending";
      this.tell(item);
      const { outcome, status, error } = await this.send(item);
      if (outcome === "later") {
        item.status = "failed";
        this.tell(item);
        this.tries += 1;
        this.timer = setTimeout(() => this.run(), Math.min(700 * 2 ** this.tries, MAX_WAIT_MS));
        break;
      }
      this.tries = 0;
      this.items.shift();
      item.status = outcome === "taken" ? "sent" : "refused";
      item.code = status;
      item.error = error || null;
      this.tell(item);
    }
    this.busy = false;
  }

  send(item) {
    if (item.file) {
      const fields = { key: item.key, caption: item.caption, album: item.album, name: item.name };
      return upload(`${this.base}photo`, fields, item.file, (share) => {
        item.share = share;
        this.tell(item);
      });
    }
    return post(`${this.base}say`, { key: item.key, [item.kind]: item.value });
  }
}
