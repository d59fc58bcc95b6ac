// Opens the box of one complaint with the custodian's key; neither the key nor what is in the box leaves the page.
import { make } from "./elements.js";
import { fromRecoveryCode, isPossible, openBox, unlock } from "./sealed_box.js";

const page = document.getElementById("identity");
const words = JSON.parse(page.dataset.words);
const { box, label, publicKey } = JSON.parse(page.dataset.box);
const at = (id) => document.getElementById(id);
const say = (sentence) => (at("trouble").textContent = sentence);

async function givenKey() {
  const [file] = at("file").files;
  if (at("code").value.trim()) return fromRecoveryCode(at("code").value);
  return file ? unlock(await file.text(), at("passphrase").value) : null;
}

async function open() {
  if (!isPossible()) return say(words.not_possible);
  say(words.making);
  const key = await givenKey();
  const content = key && (await openBox(box, label, key, publicKey));
  if (!content) return say(words.wrong);
  const who = JSON.parse(content);
  for (const name of ["who", "contact", "account"]) at("who").append(make("dt", {}, words[name]), make("dd", {}, who[name]));
  at("who").hidden = false;
  at("how").textContent = words.leave;
  at("open").remove();
  return say("");
}

at("open").addEventListener("submit", (event) => {
  event.preventDefault();
  open();
});
