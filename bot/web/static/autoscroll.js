// Keeps the log at its end while the reader is there, whatever grows: a photo below its words, the keyboard, the attachments.

const END_DISTANCE_PX = 120; // px from the end that still count as there

export class Autoscroll {
  /** `newest` is the button that leads to the end. */
  constructor(list, newest) {
    Object.assign(this, { list, newest, atEnd: true, top: 0 });
    newest.onclick = () => this.go();
    list.addEventListener("scroll", () => this.look());
    this.sizes = new ResizeObserver(() => this.atEnd && this.go());
    this.sizes.observe(list);
  }

  /** Only who scrolls up leaves the end; what grows at the end does not make one leave it. */
  look() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    if (scrollHeight - scrollTop - clientHeight < END_DISTANCE_PX) {
      this.atEnd = true;
      this.newest.hidden = true;
    } else if (scrollTop < this.top) this.atEnd = false;
    this.top = scrollTop;
  }

  go() {
    this.list.scrollTop = this.list.scrollHeight;
    this.newest.hidden = true;
    this.atEnd = true;
  }

  /** Put an element at the end, and go there if the reader was there or is to `follow` anyway. */
  add(element, follow = this.atEnd) {
    this.list.append(element);
    this.sizes.observe(element);
    if (follow) this.go();
    else this.newest.hidden = false;
  }
}
