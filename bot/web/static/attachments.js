// Photos that were chosen and not sent yet: each can be taken out again before it goes.
import { fill, make } from "./elements.js";
import { newKey } from "./api.js";

const isPhoto = (file) => file.type.startsWith("image/") || /\.(jpe?g|png|webp|hei[cf])$/i.test(file.name);

export class Attachments {
  /** `complain(sentence)` tells the person what was not taken; all photos lie on the drafts. */
  constructor(list, words, limits, complain, drafts) {
    Object.assign(this, { list, words, limits, complain, drafts, photos: [] });
  }

  add(files) {
    const megabytes = Math.floor(this.limits.photoBytes / 1e6);
    for (const file of files) {
      if (!isPhoto(file) && !this.isDocument(file)) this.complain(this.words.not_photo);
      else if (!file.size) this.complain(fill(this.words.empty_file, { name: file.name }));
      else if (file.size > this.limits.photoBytes) this.complain(fill(this.words.too_large, { limit: megabytes }));
      else if (this.photos.length >= this.limits.album) this.complain(fill(this.words.too_many, { limit: this.limits.album }));
      else this.lay(file);
    }
  }

  isDocument(file) {
    return !isPhoto(file) && this.limits.documents.some((suffix) => file.name.toLowerCase().endsWith(suffix));
  }

  lay(file) {
    const key = newKey();
    this.drafts.put(key, { file });
    this.show(file, key);
  }

  show(file, key) {
    const src = URL.createObjectURL(file);
    const image = this.isDocument(file)
      ? make("span", { class: "document" }, file.name)
      : make("img", { src, alt: this.words.photo, width: 72, height: 72 });
    const remove = make("button", { type: "button", "aria-label": `${this.words.remove} ${file.name}` }, "✕");
    const place = make("li", {}, image, remove);
    const photo = { file, key, drop: () => (URL.revokeObjectURL(src), place.remove()) };
    remove.onclick = () => {
      photo.drop();
      this.drafts.drop(key);
      this.photos = this.photos.filter((each) => each !== photo);
      this.list.hidden = !this.photos.length;
      };
    this.photos.push(photo);
    this.list.append(place);
    this.list.hidden = false;
  }

  /** Empty the attachments and return its files, each with the key under which it lies on the drafts. */
  take() {
    const taken = this.photos;
    for (const photo of taken) photo.drop();
    this.photos = [];
    this.list.hidden = true;
    return taken;
  }
}
