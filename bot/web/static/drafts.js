// Drafts: photos and documents that were chosen and are not sent yet, kept in the browser until they are.

const MAX_DRAFT_AGE_MS = 7 * 24 * 3600 * 1000; // ms; what nobody came back to by then is thrown away
const OPEN_TIMEOUT_MS = 2000; // ms

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });

function openDatabase() {
  const request = indexedDB.open("mingcha", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("chosen", { keyPath: "key" });
  return settled(request);
}

/** Return the names of the tabs that are open, null where the browser does not tell (a page that is not secure). */
async function openTabs(tab) {
  if (!navigator.locks) return null;
  navigator.locks.request(`tab:${tab}`, () => new Promise(() => {})); // held as long as this page is there
  const { held } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name.replace("tab:", "")));
}

export class Drafts {
  constructor(chat, tab) {
    Object.assign(this, { chat, tab, database: null, last: 0, found: [], unsafe: new Set() });
  }

  /**
   * Open it; `found` holds what this tab, or one that is gone, left of this chat, in the order in which it was chosen.
   * It never fails nor waits for long: where nothing can be kept, `unsafe` has the keys of what would be lost with the page.
   */
  static async open(chat, tab) {
    const drafts = new Drafts(chat, tab);
    const late = new Promise((resolve) => setTimeout(resolve, OPEN_TIMEOUT_MS));
    await Promise.race([drafts.look().catch(() => {}), late]); // forbidden or broken: the page warns before it is left
    return drafts;
  }

  async look() {
    this.database = await openDatabase();
    const open = await openTabs(this.tab);
    const mine = ({ chat, tab }) => chat === this.chat && (tab === this.tab || (open && !open.has(tab)));
    const all = await settled(this.store("readonly").getAll());
    for (const { key, at } of all) if (at < Date.now() - MAX_DRAFT_AGE_MS) this.drop(key);
    this.found = all.filter((each) => mine(each) && each.at >= Date.now() - MAX_DRAFT_AGE_MS).sort((one, other) => one.at - other.at);
    for (const { key, item } of this.found) this.put(key, item); // this tab's from now on
  }

  /** Keep an item with its file; what was kept under this key gives way. */
  async put(key, item) {
    this.unsafe.add(key);
    this.last = Math.max(Date.now(), this.last + 0.01); // several at once keep their order
    try {
      await settled(this.store("readwrite").put({ key, item, chat: this.chat, tab: this.tab, at: this.last }));
      this.unsafe.delete(key);
    } catch {
      // Full, or there is no database.
    }
  }

  drop(key) {
    this.unsafe.delete(key);
    if (this.database) this.store("readwrite").delete(key);
  }

  store(mode) {
    return this.database.transaction("chosen", mode).objectStore("chosen");
  }
}
