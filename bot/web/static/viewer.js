// The photo viewer: one dialog, which the browser makes modal and closes on Escape.

const STEP = 80; // px that an arrow key moves a large photo

const share = (at, from, length) => Math.min(1, Math.max(0, (at - from) / length));

export class Viewer {
  constructor() {
    const find = (id) => document.getElementById(id);
    this.dialog = find("viewer");
    this.stage = find("viewer-stage");
    this.photo = find("viewer-photo");
    this.count = find("viewer-count");
    this.larger = find("viewer-enlarge");
    this.several = [find("viewer-previous"), find("viewer-next")];
    this.photos = [];
    this.at = 0;
    find("viewer-close").onclick = () => this.dialog.close();
    find("viewer-previous").onclick = () => this.turn(-1);
    find("viewer-next").onclick = () => this.turn(1);
    this.larger.onclick = () => this.enlarge(!this.isLarge);
    this.stage.onclick = (event) => this.dragged || this.enlarge(!this.isLarge, event);
    this.stage.onpointerdown = () => (this.dragged = false);
    this.stage.onpointermove = (event) => this.drag(event);
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
    this.dialog.addEventListener("close", () => this.photo.removeAttribute("src"));
  }

  get isLarge() {
    return this.stage.classList.contains("large");
  }

  /** Show `photos` ({src, name}), beginning with number `at`. */
  open(photos, at) {
    this.photos = photos;
    this.at = at;
    this.turn(0);
    this.dialog.showModal();
  }

  turn(by) {
    this.enlarge(false);
    this.at = (this.at + by + this.photos.length) % this.photos.length;
    const shown = this.photos[this.at];
    this.photo.src = shown.src;
    this.photo.alt = shown.name;
    this.count.textContent = `${this.at + 1} / ${this.photos.length}`;
    for (const button of this.several) button.hidden = this.photos.length < 2;
  }

  /** Show every pixel of the photo, at least twice as large as the whole was, with the point in the middle; or the whole again. */
  enlarge(wanted, point) {
    const { stage, photo } = this;
    const { naturalWidth: width, naturalHeight: height } = photo;
    if (wanted && !width) return;
    const fitted = Math.min(stage.clientWidth / width, stage.clientHeight / height);
    const box = stage.getBoundingClientRect();
    const x = point ? share(point.clientX, box.x + (box.width - width * fitted) / 2, width * fitted) : 0.5;
    const y = point ? share(point.clientY, box.y + (box.height - height * fitted) / 2, height * fitted) : 0.5;
    const scale = Math.max(1, 2 * fitted);
    stage.classList.toggle("large", wanted);
    this.larger.setAttribute("aria-pressed", String(wanted));
    photo.style.width = wanted ? `${width * scale}px` : "";
    if (wanted) stage.scrollTo(x * width * scale - stage.clientWidth / 2, y * height * scale - stage.clientHeight / 2);
  }

  /** A finger pans by itself, and two of them zoom; a mouse has to be helped. */
  drag({ buttons, pointerType, movementX, movementY }) {
    if (!buttons || pointerType !== "mouse" || !(movementX || movementY)) return;
    this.dragged = this.isLarge;
    this.stage.scrollBy(-movementX, -movementY);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey) return; // the browser's own zoom
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
    if (event.key === "+" || event.key === "=") this.enlarge(true);
    if (event.key === "-") this.enlarge(false);
    if (!x && !y) return;
    event.preventDefault();
    if (this.isLarge) this.stage.scrollBy(x * STEP, y * STEP);
    else if (x) this.turn(x);
  }
}
