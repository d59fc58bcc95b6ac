// The conversation as it is shown: messages from Mingcha, and what the person said with how far it got.
import { fill, linked, make, whole } from "./elements.js";
import { Autoscroll } from "./autoscroll.js";
import { receiptCode, withCode } from "./receipt_code.js";

export class Log {
  /** `tap(message, token, label)` and `retry(key)` are called when the person acts. */
  constructor({ list, newest, words, language, timeZone, storage, viewer, tap, retry, shown }) {
    Object.assign(this, { list, words, language, timeZone, storage, viewer, tap, retry, shown });
    this.end = new Autoscroll(list, newest);
    this.messages = new Map();
    this.slots = new Map();
    this.own = new Map();
    this.albums = new Map();
    this.privates = new Set();
    this.lastRow = 0;
    this.asking = 0; // the row of the last question
    this.eyes = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) this.seen(target);
    });
    document.addEventListener("visibilitychange", () => this.lookAgain());
  }

  clock(at) {
    const [moment, locale] = [new Date(at), this.language === "en" ? "en-GB" : "zh-CN"];
    const { timeZone } = this; // the bureau's, in which every deadline is told
    const day = (each) => each.toLocaleDateString(locale, { timeZone });
    const time = moment.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", timeZone });
    if (day(moment) === day(new Date())) return time;
    return `${moment.toLocaleDateString(locale, { month: "short", day: "numeric", timeZone })} ${time}`;
  }

  addMessage(message) {
    if (this.messages.has(message.id)) return false;
    if (message.slot) this.slots.get(message.slot)?.remove();
    const bubble = make("li", { class: "bubble", "data-row": message.id }, make("span", { class: "hidden" }, `${this.words.bureau}: `));
    bubble.append(message.code ? withCode(message) : make("div", { class: "body" }, ...linked(message.text)));
    if (message.code) {
      bubble.dataset.code = message.id;
      bubble.append(receiptCode(message.code, this.words, bubble, () => this.kept(bubble)));
    } else if (message.secret) bubble.append(make("p", { class: "once" }, this.words.private_note));
    if (message.private) {
      if (!message.secret) this.storage.privates.add(message.id);
      this.privates.add(bubble);
      this.eyes.observe(bubble);
    }
    if (message.photos.length) bubble.append(this.pictures(message));
    if (message.buttons.length) bubble.append(this.choices(message));
    // What offers nothing else, such as that there were too many messages, leaves the question before it open.
    if (message.leads_on) this.asking = message.id;
    else if (this.asking) this.untap(this.asking);
    if (message.at) bubble.append(make("span", { class: "meta" }, this.clock(message.at))); // after a minute it is not kept
    this.messages.set(message.id, bubble);
    if (message.slot) this.slots.set(message.slot, bubble);
    this.lastRow = Math.max(this.lastRow, message.id);
    this.end.add(bubble);
    return true;
  }

  /** The receipt code of this message was kept, or the person went on after it had been on the screen. */
  kept(bubble) {
    if (!("code" in bubble.dataset)) return;
    delete bubble.dataset.code;
    this.shown(Number(bubble.dataset.row));
  }

  goOn() {
    for (const bubble of this.list.querySelectorAll("[data-code][data-seen]")) this.kept(bubble);
  }

  choices(message) {
    const group = make("div", { class: "choices", role: "group", "aria-label": message.text.slice(0, 80) });
    const serial = message.question;
    if (serial !== null) {
      group.dataset.serial = serial;
      // A newer question puts an end to the older ones; so does the same one asked again, such as its next page.
      for (const older of this.list.querySelectorAll(".choices[data-serial]")) if (Number(older.dataset.serial) <= serial) this.disable(older);
    }
    for (const older of this.list.querySelectorAll(".choices:not([data-serial])")) this.enable(older);
    for (const [token, label] of message.buttons) {
      const button = make("button", { class: "button", type: "button", "aria-pressed": "false" }, ...whole(label));
      button.onclick = () => this.onTap(message, group, button, token, label);
      group.append(button);
    }
    const tapped = this.storage.tapped(message.id);
    if (tapped && serial !== null) {
      const at = message.buttons.findIndex(([token]) => token === tapped);
      this.disable(group, group.children[at]);
    }
    return group;
  }

  onTap(message, group, button, token, label) {
    if (button.disabled) return;
    this.disable(group, button);
    if (group.dataset.serial) {
      this.storage.tap(message.id, token);
      for (const same of this.list.querySelectorAll(`.choices[data-serial="${group.dataset.serial}"]`)) if (same !== group) this.disable(same);
    } else {
      setTimeout(() => this.enable(group), 3000); // a menu may be used again, a double tap may not
    }
    this.tap(message, token, label);
  }

  disable(group, pressed) {
    for (const button of group.children) button.disabled = true;
    pressed?.setAttribute("aria-pressed", "true");
  }

  enable(group) {
    for (const button of group.children) {
      button.disabled = false;
      button.setAttribute("aria-pressed", "false");
    }
  }

  /** A tap that was refused may be tried again. */
  untap(row) {
    this.storage.tap(row, null);
    const group = this.messages.get(row)?.querySelector(".choices");
    if (group) this.enable(group);
  }

  pictures({ photos: links, labels }) {
    const shown = links.map((src, n) => ({ src, name: labels[n] || `${this.words.photo} ${n + 1}` }));
    const tiles = links.map((src, n) => {
      const opens = fill(this.words.open_photo, { number: n + 1, count: links.length });
      const name = labels[n] ? `${opens}: ${labels[n]}` : opens;
      const tile = make("button", { class: src.includes("/drawing/") ? "photo drawn" : "photo", type: "button", "aria-label": name });
      this.thumbnail(tile, `${src}?small=1`, 0);
      tile.onclick = () => this.viewer.open(shown, n);
      return make("li", {}, tile, ...(labels[n] ? [make("span", { class: "label" }, labels[n])] : []));
    });
    return make("ul", { class: tiles.length < 3 ? "photos few" : "photos" }, ...tiles);
  }

  /** A copy may still be in the making: ask again a few times. */
  thumbnail(tile, src, tries) {
    const image = make("img", { src, alt: "", width: 104, height: 104, loading: "lazy" });
    image.onerror = () => {
      image.replaceWith(make("span", {}, this.words.photo_coming));
      if (tries < 6) setTimeout(() => this.thumbnail(tile, `${src.split("&")[0]}&t=${tries}`, tries + 1), 2000 * 2 ** tries);
    };
    tile.replaceChildren(image);
  }

  showOwn(item) {
    if (item.kind === "photo") return this.showPhoto(item);
    let bubble = this.own.get(item.key);
    if (!bubble) {
      const text = item.kind === "text" ? item.value : item.label;
      bubble = make("li", { class: "bubble mine" }, make("span", { class: "hidden" }, `${this.words.you}: `), make("div", { class: "body" }, ...whole(text || "")));
      bubble.append(make("span", { class: "meta" }));
      this.own.set(item.key, bubble);
      this.end.add(bubble, true);
    }
    this.status(bubble.querySelector(".meta"), item);
  }

  showPhoto(item) {
    let bubble = this.albums.get(item.album);
    if (!bubble) {
      bubble = make("li", { class: "bubble mine" }, make("span", { class: "hidden" }, `${this.words.you}: `), make("ul", { class: "photos few" }));
      bubble.append(make("span", { class: "meta" }));
      this.albums.set(item.album, bubble);
      this.end.add(bubble, true);
    }
    let tile = this.own.get(item.key);
    if (!tile) {
      tile = this.photoTile(item);
      this.own.set(item.key, tile);
      const list = bubble.querySelector(".photos");
      list.append(make("li", {}, tile));
      list.classList.toggle("few", list.childElementCount < 3);
      if (item.caption) bubble.querySelector(".photos").after(make("div", { class: "body" }, item.caption));
    }
    const running = item.status === "sending" || item.status === "waiting" || item.status === "failed";
    let bar = tile.querySelector("progress");
    if (running && !bar) {
      bar = make("progress", { max: 100, "aria-label": this.words.sending });
      tile.append(bar);
    }
    if (bar && !running) bar.remove();
    else if (bar) {
      bar.value = Math.round(100 * (item.share || 0));
      bar.setAttribute("aria-label", fill(this.words.progress, { percent: bar.value }));
    }
    tile.classList.toggle("failed", item.status === "refused");
    this.status(bubble.querySelector(".meta"), item);
  }

  photoTile(item) {
    const tile = make("button", { class: "photo", type: "button", "aria-label": this.words.my_photo });
    if (item.name) {
      tile.append(make("span", { class: "document" }, item.name));
      tile.disabled = true;
      return tile;
    }
    if (!item.file) {
      tile.append(make("span", {}, item.status === "sent" ? this.words.my_photo : this.words.photo_lost));
      tile.disabled = true;
      return tile;
    }
    const src = URL.createObjectURL(item.file);
    const image = make("img", { src, alt: "", width: 104, height: 104 });
    image.onerror = () => image.replaceWith(make("span", {}, this.words.my_photo)); // HEIC, where the browser cannot show it
    tile.append(image);
    tile.onclick = () => {
      const album = [...tile.closest(".photos").querySelectorAll("img")];
      this.viewer.open(album.map((each) => ({ src: each.src, name: this.words.my_photo })), album.indexOf(image));
    };
    return tile;
  }

  status(meta, item) {
    const { words } = this;
    meta.classList.toggle("failed", item.status === "failed" || item.status === "refused");
    if (item.status === "failed") {
      if (meta.querySelector("button")) return;
      const again = make("button", { class: "retry", type: "button" }, words.failed);
      again.onclick = () => this.retry(item.key);
      meta.replaceChildren(again);
      return;
    }
    const said = {
      refused: this.whyRefused(item), // the same again would be refused again
       waiting: words.waiting, sending: words.sending, sent: `${this.clock(item.at)} ${words.sent}`, lost: words.photo_lost,
    }[item.status];
    if (meta.textContent !== said) meta.replaceChildren(said);
  }

  whyRefused({ code, error, limit, name }) {
    if (code === 413) return fill(this.words.too_large, { limit });
    return error === "empty" ? fill(this.words.empty_file, { name: name || this.words.photo }) : this.words.refused;
  }

  /** A private message counts as shown when it was on the screen of a page in front. */
  seen(bubble) {
    if (document.visibilityState !== "visible") return;
    this.eyes.unobserve(bubble);
    this.privates.delete(bubble);
    if ("code" in bubble.dataset) bubble.dataset.seen = "";
    else this.shown(Number(bubble.dataset.row));
  }

  lookAgain() {
    for (const bubble of this.privates) {
      this.eyes.unobserve(bubble);
      this.eyes.observe(bubble); // tells at once whether it is on the screen
    }
  }
}
