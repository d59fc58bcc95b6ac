// The chat page: puts the messages, the log, the queue and the composer together.
import { Live } from "./live.js";
import { Log } from "./log.js";
import { ChatStorage } from "./local_storage.js";
import { Queue } from "./queue.js";
import { Drafts } from "./drafts.js";
import { Attachments } from "./attachments.js";
import { Viewer } from "./viewer.js";
import { newKey, post } from "./api.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const { words, limits, language, zone, address } = facts;
const base = `/chat/${address}/`;
const find = (id) => document.getElementById(id);
const field = find("words");
const title = document.title;
const storage = new ChatStorage(address);
const drafts = await Drafts.open(address, storage.tab);
const framed = parent !== window; // one of the demo's phones, too small to read a photo in
let unseen = 0;

function enlarge(photos, at) {
  const opener = document.activeElement;
  addEventListener("focus", () => opener.focus(), { once: true }); // when the photo is closed
  parent.postMessage({ photos, at }, location.origin);
}

const queue = new Queue(base, (item) => {
  item.limit = Math.floor(limits.photoBytes / 1e6);
  storage.keep(item);
  log.showOwn(item);
  if (item.file && (item.status === "sent" || item.status === "refused")) drafts.drop(item.key);
  if (item.status === "refused" && item.kind === "tap") log.untap(item.row);
});

const log = new Log({
  list: find("log"), newest: find("newest"), words, language, timeZone: zone, storage, viewer: framed ? { open: enlarge } : new Viewer(),
  tap: (message, token, label) => say({ kind: "tap", value: token, label, row: message.id }),
  retry: (key) => {
    const queued = queue.items.some((item) => item.key === key);
    const item = storage.items.find((each) => each.key === key);
    if (queued || !item) queue.hurry();
    else queue.add({ ...item });
  },
  shown: (row) => acknowledge(row),
});

function say(item) {
  log.goOn();
  const whole = { key: newKey(), at: new Date().toISOString(), after: log.lastRow, ...item };
  if (whole.file) drafts.put(whole.key, whole);
  queue.add(whole);
}

// Private messages are blanked on the server once they were shown, a receipt code once it was kept.
const toAcknowledge = new Set();
async function acknowledge(row) {
  toAcknowledge.add(row);
  const ids = [...toAcknowledge];
  const { outcome, json } = await post(`${base}seen`, { ids });
  if (outcome === "later") setTimeout(() => acknowledge(row), 5000);
  else for (const id of ids) toAcknowledge.delete(id);
  if (json) storage.forget(json.forgotten);
}

// The messages. The tab's own items are woven in where they were said.
let begun = false;
const kept = new Map(drafts.found.filter(({ item }) => item.kind).map(({ key, item }) => [key, item]));
const known = new Set(storage.items.map(({ key }) => key));
const ofOtherTabs = [...kept.values()].filter(({ key }) => !known.has(key)).map((item) => ({ ...item, status: "waiting" }));
let unwoven = [];

function weave(row) {
  while (unwoven.length && unwoven[0].after < row) restore(unwoven.shift());
}

function restore(item) {
  const pending = ["waiting", "sending", "failed"].includes(item.status);
  const file = kept.get(item.key)?.file;
  if (pending && item.kind === "photo" && !file) log.showOwn({ ...item, status: "lost" });
  else if (pending) queue.add(file ? { ...item, file } : item);
  else log.showOwn(item);
}

function take(reading) {
  if (reading.forgotten) storage.forget(reading.forgotten);
  if (!begun) unwoven = [...storage.items.map((item) => ({ ...item })), ...ofOtherTabs];
  for (const message of reading.messages) {
    if (!begun) weave(message.id);
    if (log.addMessage(message) && begun && document.visibilityState !== "visible") unseen += 1;
  }
  if (!begun) {
    begun = true;
    weave(Infinity);
    log.end.go();
    find("log").setAttribute("aria-live", "polite");
  }
  document.title = unseen ? `(${unseen}) ${title}` : title;
  if (reading.language && reading.language !== language && !queue.items.length) location.reload(); // the person chose another language
}

const state = find("link-state");
new Live(base, facts.phone, take, (now) => {
  if (state.dataset.state === now) return;
  state.dataset.state = now;
  state.textContent = words[now];
  if (now === "connected") queue.hurry();
  if (now === "ended") complain(words.ended);
}).start();

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  unseen = 0;
  document.title = title;
});

// The composer.
const notice = find("notice");
let noticeTimer;
function complain(sentence) {
  notice.textContent = sentence;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  if (sentence !== words.ended) noticeTimer = setTimeout(() => (notice.hidden = true), 10000);
}

const attachments = new Attachments(find("attachments"), words, limits, complain, drafts);
for (const { key, item } of drafts.found) if (!item.kind) attachments.show(item.file, key);

function fit() {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function send() {
  const text = field.value.trim();
  const chosen = attachments.take();
  if (!text && !chosen.length) return;
  const album = newKey();
  const documents = chosen.filter(({ file }) => attachments.isDocument(file));
  const photos = chosen.filter(({ file }) => !attachments.isDocument(file));
  documents.forEach(({ file, key }) => say({ kind: "photo", key, file, name: file.name, album: newKey() }));
  photos.forEach(({ file, key }, n) => say({ kind: "photo", key, file, album, caption: n ? "" : text.slice(0, 2000) }));
  if (text && (!photos.length || text.length > 2000)) say({ kind: "text", value: text }); // a document carries no caption
  field.value = "";
  storage.keepDraft("", log.lastRow);
  fit();
}

find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  field.focus({ preventScroll: true });
});
field.value = storage.draft;
fit();
field.addEventListener("input", () => {
  storage.keepDraft(field.value, log.lastRow);
  fit();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: an input method at work
  event.preventDefault();
  send();
});

if (!facts.phone && matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true }); // no tabbing through old buttons

for (const button of document.querySelectorAll("[data-picks]")) {
  const picker = find(button.dataset.picks);
  button.onclick = () => picker.click();
  picker.onchange = () => {
    attachments.add([...picker.files]);
    picker.value = "";
    find("send").focus({ preventScroll: true });
  };
}
addEventListener("paste", (event) => {
  if (!event.clipboardData?.files.length) return;
  event.preventDefault();
  attachments.add([...event.clipboardData.files]);
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  find("drop").hidden = false;
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) find("drop").hidden = true;
});
addEventListener("drop", (event) => {
  event.preventDefault();
  find("drop").hidden = true;
  attachments.add([...event.dataTransfer.files]);
});

find("place").onclick = () => {
  const button = find("place");
  if (!navigator.geolocation) return complain(words.no_place);
  button.disabled = true;
  button.textContent = words.locating;
  const done = () => {
    button.disabled = false;
    button.textContent = words.share_place;
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude } }) => {
      done();
      say({ kind: "place", value: { latitude, longitude }, label: `${words.place} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}` });
    },
    () => {
      done();
      complain(words.no_place);
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
};

addEventListener("beforeunload", (event) => {
  if (queue.items.some((item) => item.file) || drafts.unsafe.size) event.preventDefault(); // nothing is sent while no page is there
});
