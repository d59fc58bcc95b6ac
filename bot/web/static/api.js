// How the page talks to the server: JSON posts, uploads that tell their progress, and what an answer means.

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What became of a request: taken; later (send it again); refused (never send it again); ended (the chat is not ours any more). */
function meaning(status) {
  if (status >= 200 && status < 300) return "taken";
  if (status === 401 || status === 404) return "ended";
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "later";
  return "refused";
}

export async function post(address, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20000);
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Mingcha": "1" },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    return { outcome: meaning(answer.status), status: answer.status, json: answer.ok ? await answer.json().catch(() => null) : null };
  } catch {
    return { outcome: "later", status: 0, json: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Why the server refused, one of its words, null when it does not say. */
function errorIn(answer) {
  try {
    return JSON.parse(answer).error || null;
  } catch {
    return null;
  }
}

/** Upload a photo; `progress` gets shares between 0 and 1. XMLHttpRequest, because fetch does not tell how far an upload is. */
export function upload(address, fields, file, progress) {
  return new Promise((resolve) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
    form.append("photo", file, "photo");
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Mingcha", "1");
    let quiet;
    const listenFor = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => request.abort(), 45000);
    };
    request.upload.onprogress = (event) => {
      listenFor();
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onloadend = () => {
      clearTimeout(quiet);
      resolve({ outcome: meaning(request.status), status: request.status, error: errorIn(request.responseText) });
    };
    listenFor();
    request.send(form);
  });
}

/** Read the chat's messages once; null when the server cannot be reached, "ended" when the chat is not ours any more. */
export async function readMessages(base, cursor) {
  try {
    const answer = await fetch(`${base}messages?after=${encodeURIComponent(cursor)}`, { headers: { Accept: "application/json" } });
    if (answer.ok) return await answer.json();
    return meaning(answer.status) === "ended" ? "ended" : null;
  } catch {
    return null;
  }
}
