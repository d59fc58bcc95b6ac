// What this tab remembers: the person's own words (the server keeps no transcript), what was tapped, and the draft.
import { newKey } from "./wire.js";

const KEPT = 200; // own items

export class Memory {
  constructor(address) {
    this.name = `chat:${address}`;
    this.kept = { items: [], tapped: {}, draft: "", tab: newKey() };
    try {
      Object.assign(this.kept, JSON.parse(sessionStorage.getItem(this.name) || "{}"));
    } catch {
      sessionStorage.removeItem(this.name);
    }
    this.save();
  }

  /** This tab's own name. */
  get tab() {
    return this.kept.tab;
  }

  get items() {
    return this.kept.items;
  }

  get draft() {
    return this.kept.draft;
  }

  set draft(words) {
    this.kept.draft = words;
    this.save();
  }

  tapped(row) {
    return this.kept.tapped[row];
  }

  tap(row, token) {
    if (token === null) delete this.kept.tapped[row];
    else this.kept.tapped[row] = token;
    this.save();
  }

  keep(item) {
    const { file, share, ...plain } = item;
    const at = this.kept.items.findIndex((each) => each.key === item.key);
    if (at < 0) this.kept.items.push(plain);
    else this.kept.items[at] = plain;
    this.kept.items = this.kept.items.slice(-KEPT);
    this.save();
  }

  save() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      // A full or forbidden storage costs the memory, not the conversation.
    }
  }
}
