// A receipt code: a line of its own, a warning that it is shown only once, and the ways to keep it.
import { linked, make } from "./elements.js";

/** Put the text on the clipboard; without one (a page without TLS) select it and copy. True when it is there. */
async function copyText(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

/** The text with the receipt code in a line of its own. */
export function withCode({ text, code }) {
  const at = text.indexOf(code);
  const [before, after] = [text.slice(0, at), text.slice(at + code.length).replace(/^\n/, "")];
  return make("div", { class: "body" }, ...linked(before), make("strong", { class: "code" }, code), ...linked(after));
}

/** The warning under a receipt code, and the ways to keep it; `kept()` is called when one was taken. */
export function receiptCode(code, words, bubble, kept) {
  const note = make("p", { class: "once warning", role: "status" }, words.code_note);
  const copy = make("button", { class: "button", type: "button" }, words.copy);
  const noted = make("button", { class: "button", type: "button" }, words.noted);
  const done = (sentence) => {
    note.textContent = sentence;
    note.classList.remove("warning");
    noted.remove();
    kept();
  };
  copy.onclick = async () => {
    if (await copyText(code, bubble.querySelector(".code"))) done(words.copied);
    else note.textContent = words.not_copied;
  };
  noted.onclick = () => done(words.code_kept);
  return make("div", { class: "receipt-code" }, note, make("div", { class: "choices" }, copy, noted));
}
