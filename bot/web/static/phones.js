// The demo's shelf of phones: one stream for all of them, because a browser opens only six connections to a host.
import { Viewer } from "./viewer.js";

const devices = new Map([...document.querySelectorAll(".device")].map((device) => [device.dataset.phone, device]));
const chips = new Map([...document.querySelectorAll(".chip")].map((chip) => [chip.dataset.phone, chip]));
const narrow = matchMedia("(max-width: 699px)");
const isShown = (phone) => !devices.get(phone).hidden;

function show(phone, shown) {
  const device = devices.get(phone);
  device.hidden = !shown;
  chips.get(phone).setAttribute("aria-pressed", String(shown));
  if (!shown) return;
  chips.get(phone).querySelector(".dot").hidden = true;
  const frame = device.querySelector("iframe");
  if (!frame.src) frame.src = frame.dataset.src;
  ring(phone);
}

function ring(phone) {
  devices.get(phone).querySelector("iframe").contentWindow?.postMessage("messages", location.origin);
}

for (const [phone, chip] of chips) {
  chip.onclick = () => {
    if (!narrow.matches) return show(phone, !isShown(phone));
    for (const each of devices.keys()) show(each, each === phone);
  };
}

// A phone here is too small to read a photo in: it is opened over the whole window.
const viewer = new Viewer();
addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || !data.photos) return;
  viewer.dialog.onclose = () => source.focus();
  viewer.open(data.photos, data.at);
});

function layOut() {
  const fitting = narrow.matches ? 1 : Math.max(2, Math.floor((innerWidth - 18) / 314));
  [...devices.keys()].forEach((phone, n) => show(phone, n < fitting));
}
narrow.addEventListener("change", layOut);
layOut();

const clock = document.querySelector(".clock");

async function askTime(wish) {
  const told = await fetch("/clock", wish);
  if (!told.ok) throw new Error(told.status);
  document.querySelector("#now").textContent = (await told.json()).now;
}

async function forward(by) {
  const buttons = [...clock.querySelectorAll("button")];
  const now = document.querySelector("#now");
  const before = now.textContent;
  for (const each of buttons) each.disabled = true;
  now.textContent = clock.dataset.passing;
  const headers = { "content-type": "application/json", "x-mingcha": "1" };
  try {
    await askTime({ method: "POST", headers, body: JSON.stringify({ by }) });
  } catch {
    now.textContent = `${before} ${clock.dataset.failed}`;
  }
  for (const each of buttons) each.disabled = false;
}

if (clock) {
  for (const each of clock.querySelectorAll("button")) each.onclick = () => forward(each.dataset.by);
  const running = () => clock.querySelector(":disabled") || askTime().catch(() => {});
  running();
  setInterval(running, 20000);
}

function listen() {
  const stream = new EventSource("/phones/events");
  let watch;
  const again = () => {
    clearTimeout(watch);
    stream.close();
    setTimeout(listen, 1500);
  };
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(again, 45000);
  };
  stream.onopen = () => {
    alive();
    for (const phone of devices.keys()) if (isShown(phone)) ring(phone);
  };
  stream.addEventListener("beat", alive);
  stream.onerror = again;
  stream.onmessage = ({ data: phone }) => {
    alive();
    if (!devices.has(phone)) return;
    if (isShown(phone)) ring(phone);
    else chips.get(phone).querySelector(".dot").hidden = false;
  };
}
listen();
