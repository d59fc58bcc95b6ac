// The photo viewer: one dialog, which the browser makes modal and closes on Escape.

export class Viewer {
  constructor() {
    const find = (id) => document.getElementById(id);
    this.dialog = find("viewer");
    this.photo = find("viewer-photo");
    this.count = find("viewer-count");
    this.photos = [];
    this.at = 0;
    find("viewer-close").onclick = () => this.dialog.close();
    find("viewer-previous").onclick = () => this.turn(-1);
    find("viewer-next").onclick = () => this.turn(1);
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.turn(-1);
      if (event.key === "ArrowRight") this.turn(1);
    });
    this.dialog.addEventListener("close", () => this.photo.removeAttribute("src"));
  }

  /** Show `photos` ({src, name}), beginning with number `at`. */
  open(photos, at) {
    this.photos = photos;
    this.at = at;
    this.turn(0);
    this.dialog.showModal();
  }

  turn(by) {
    this.at = (this.at + by + this.photos.length) % this.photos.length;
    const shown = this.photos[this.at];
    this.photo.src = shown.src;
    this.photo.alt = shown.name;
    this.count.textContent = `${this.at + 1} / ${this.photos.length}`;
    const several = this.photos.length > 1;
    document.getElementById("viewer-previous").hidden = !several;
    document.getElementById("viewer-next").hidden = !several;
  }
}
