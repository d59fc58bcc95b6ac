// What this tab remembers: the person's own words (the server keeps no transcript), what was tapped, and the draft.
// What the server has blanked is forgotten here too, and what would open a complaint is never written down.
import { newKey } from "./api.js";

const MAX_ITEMS = 200; // own items
const PENDING = ["waiting", "sending", "failed"];

/** A receipt code, perhaps with a digit missing or too many: never to be kept. */
const looksLikeCode = (text) => /(?:\d[\s-]*){14}/.test((text || "").normalize("NFKC"));

export class ChatStorage {
  constructor(address) {
    this.name = `chat:${address}`;
    this.kept = { items: [], tapped: {}, draft: "", tab: newKey() };
    this.privates = new Set(); // rows whose answers lead to a complaint
    this.spans = []; // of rows that were blanked: [first, last]
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

  /** Keep what is being typed; `after` is the newest row, which it may be the answer to. */
  keepDraft(words, after) {
    this.kept.draft = this.isPrivate(words, after) ? "" : words;
    this.save();
  }

  isPrivate(words, after) {
    return this.privates.has(after) || looksLikeCode(words);
  }

  isForgotten(row) {
    return this.spans.some(([first, last]) => first <= row && row <= last);
  }

  /** Forget what was said after these rows, but for what is still on its way. */
  forget(spans) {
    this.spans = spans;
    this.kept.items = this.kept.items.filter((item) => PENDING.includes(item.status) || !this.isForgotten(item.after));
    for (const row of Object.keys(this.kept.tapped)) if (this.isForgotten(Number(row))) delete this.kept.tapped[row];
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
    const said = [item.value, item.label, item.caption].filter((each) => typeof each === "string").join(" ");
    const unkept = this.isPrivate(said, item.after) || (this.isForgotten(item.after) && !PENDING.includes(item.status));
    if (unkept) this.kept.items = this.kept.items.filter((each) => each.key !== item.key);
    else if (at < 0) this.kept.items.push(plain);
    else this.kept.items[at] = plain;
    this.kept.items = this.kept.items.slice(-MAX_ITEMS);
    this.save();
  }

  save() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      // A full or forbidden storage costs the storage, not the conversation.
    }
  }
}
