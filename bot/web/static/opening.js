// The ways in: each asks the server for a chat and goes there. A key is kept, so that a repeated request begins the same chat,
// and who scans a poster again, or comes back to the start page, comes back to the chat of this browser and to what was begun there.
import { newKey, post } from "./api.js";

const words = JSON.parse(document.getElementById("ways").dataset.words);
const trouble = document.getElementById("trouble");
const keys = new Map();
const visit = newKey();
const OURS = "chat-key";

function kept() {
  try {
    return localStorage.getItem(OURS);
  } catch {
    return null; // storage is forbidden: every visit is a new chat
  }
}

function keep(key) {
  try {
    localStorage.setItem(OURS, key);
  } catch {
    // as above
  }
}

async function begin(form) {
  const code = form.elements.receipt ? form.elements.receipt.value.replace(/[\s-]/g, "") : "";
  if (form.elements.receipt && !/^\d{16}$/.test(code)) {
    trouble.textContent = words.wrong;
    form.elements.receipt.focus();
    return;
  }
  const { action, start } = form.dataset;
  const wish = code ? { receipt: code } : start === undefined ? {} : { start };
  const button = form.querySelector("button");
  button.disabled = true;
  trouble.textContent = "";
  const name = action + JSON.stringify(wish);
  const returns = start !== undefined;
  if (returns) wish.visit = visit;
  if (!keys.has(name)) keys.set(name, (returns && !("anew" in form.dataset) && kept()) || newKey());
  const body = { key: keys.get(name), ...wish };
  for (let tries = 0; tries < 5; tries += 1) {
    const { outcome, status, json } = await post(action, body);
    if (outcome === "taken") {
      if (returns) keep(body.key);
      return location.replace(json.chat);
    }
    if (outcome !== "later" || status === 429) {
      trouble.textContent = status === 429 ? words.full : words.busy;
      break;
    }
    trouble.textContent = words.busy;
    await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** tries));
  }
  button.disabled = false;
}

for (const form of document.querySelectorAll("form[data-action]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(form);
  });
  if ("anew" in form.dataset) form.hidden = !kept();
}
