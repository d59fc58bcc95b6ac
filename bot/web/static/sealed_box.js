// The custodian's half of a sealed box (storage/identity/sealed_box.py): the key, its file, its recovery code, and opening a box.
// The key is the 32 bytes of a private key on P-256; it never leaves the browser but in a file under a passphrase, or on paper.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = "mingcha identity 1";
const POINT_BYTES = 65;
const KEY_BYTES = 32;
const CHECK_BYTES = 2;
const ROUNDS = 600000; // of PBKDF2-SHA256, as OWASP has it in 2023
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: nothing that is misread on paper
const utf8 = (text) => new TextEncoder().encode(text);

export const isPossible = () => Boolean(globalThis.crypto && crypto.subtle);

export const toText = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** A new key and its public half, which the server is given. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { key: toBytes(d), publicKey: toText(raw) };
}

async function lockOf(passphrase, salt, rounds) {
  const material = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The text of the key's file, which only the passphrase opens. */
export async function lockAway({ key, publicKey }, passphrase) {
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lockOf(passphrase, salt, ROUNDS), key);
  const file = { mingcha: "custodian key 1", public: publicKey, rounds: ROUNDS, salt: toText(salt), iv: toText(iv), key: toText(new Uint8Array(locked)) };
  return JSON.stringify(file, null, 1);
}

/** The key out of its file; null when this is no such file or the passphrase is wrong. */
export async function unlock(text, passphrase) {
  try {
    const file = JSON.parse(text);
    if (file.mingcha !== "custodian key 1" || !(file.rounds <= 10 * ROUNDS)) return null;
    const lock = await lockOf(passphrase, toBytes(file.salt), file.rounds);
    const key = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(file.iv) }, lock, toBytes(file.key));
    return new Uint8Array(key);
  } catch {
    return null;
  }
}

async function checkOf(key) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", key)).slice(0, CHECK_BYTES);
}

/** The key as letters and digits in fives, to be written on paper. */
export async function recoveryCode(key) {
  const bits = [...joined(key, await checkOf(key))].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = bits.match(/.{1,5}/g).map((five) => LETTERS[Number.parseInt(five.padEnd(5, "0"), 2)]);
  return letters.join("").match(/.{1,5}/g).join(" ");
}

/** The key that a recovery code names; null when it is mistyped. */
export async function fromRecoveryCode(text) {
  const plain = text.normalize("NFKC").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const places = [...plain.replace(/[^0-9A-Z]/g, "")].map((letter) => LETTERS.indexOf(letter));
  const length = Math.ceil(((KEY_BYTES + CHECK_BYTES) * 8) / 5);
  if (places.length !== length || places.includes(-1)) return null;
  const bits = places.map((place) => place.toString(2).padStart(5, "0")).join("");
  const bytes = Uint8Array.from({ length: KEY_BYTES + CHECK_BYTES }, (_, n) => Number.parseInt(bits.slice(n * 8, n * 8 + 8), 2));
  const key = bytes.slice(0, KEY_BYTES);
  const check = await checkOf(key);
  return bytes.slice(KEY_BYTES).every((byte, n) => byte === check[n]) ? key : null;
}

/** What is in the box, as text; null when the key is another one, or the box was changed. */
export async function openBox(box, label, key, publicKey) {
  try {
    const [content, ours] = [toBytes(box), toBytes(publicKey)];
    const theirs = content.slice(0, POINT_BYTES);
    const [x, y] = [toText(ours.slice(1, 33)), toText(ours.slice(33))];
    const jwk = { kty: "EC", crv: "P-256", x, y, d: toText(key), ext: true };
    const own = await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]);
    const sender = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: sender }, own, 256);
    const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: joined(theirs, ours), info: utf8(INFO) };
    const lock = await crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: utf8(label) }, lock, content.slice(POINT_BYTES));
    return new TextDecoder().decode(opened);
  } catch {
    return null;
  }
}
