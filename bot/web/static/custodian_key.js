// A key is made here, and used only when its file and its recovery code have been shown to open it.
import { post } from "./api.js";
import { fill } from "./elements.js";
import { fromRecoveryCode, isPossible, lockAway, makeKey, recoveryCode, toText, unlock } from "./sealed_box.js";

const SHORTEST = 12;
const page = document.getElementById("key");
const words = JSON.parse(page.dataset.words);
const at = (id) => document.getElementById(id);
const say = (sentence) => (at("trouble").textContent = sentence);
let made = null;

/** Run it with the form's button off, so that it is not begun twice. */
async function whileOff(form, work) {
  const button = form.querySelector("button");
  button.disabled = true;
  say(words.making);
  try {
    await work();
  } finally {
    button.disabled = false;
  }
}

async function make() {
  const passphrase = at("passphrase").value;
  if (!isPossible()) return say(words.not_possible);
  if ([...passphrase].length < SHORTEST) return say(words.too_short);
  if (passphrase !== at("again").value) return say(words.not_same);
  made = await makeKey();
  const day = new Date().toISOString().slice(0, 10);
  const file = new Blob([await lockAway(made, passphrase)], { type: "application/json" });
  at("file").href = URL.createObjectURL(file);
  at("file").download = `mingcha-key-${day}.json`;
  at("code").textContent = await recoveryCode(made.key);
  at("make").hidden = true;
  at("made").hidden = false;
  return say("");
}

async function prove() {
  const [file] = at("saved").files;
  const opened = file && (await unlock(await file.text(), at("opens").value));
  if (!opened || toText(opened) !== toText(made.key)) return say(words.wrong_file);
  const written = await fromRecoveryCode(at("written").value);
  if (!written || toText(written) !== toText(made.key)) return say(words.wrong_code);
  const { outcome, json } = await post(location.pathname, { public: made.publicKey });
  if (outcome !== "taken") return say(words.failed);
  made = null;
  at("made").remove();
  say("");
  at("done").textContent = fill(words.done, { count: json.sealed });
  return undefined;
}

for (const [id, work] of [["make", make], ["prove", prove]]) {
  at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    whileOff(event.target, work);
  });
}
at("print").onclick = () => print();
