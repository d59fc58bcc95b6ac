// Elements of the page, made of what was said: text stays text, addresses become links, numbers stay whole.

export const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));

export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};

/** Text with its web addresses as links and its numbers, such as TS-2026-0001, in one piece; everything else stays text. */
export function linked(text) {
  const parts = text.split(/(https?:\/\/[^\s，。；、）】》"'<>]+)/);
  return parts.flatMap((part, n) => (n % 2 ? make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : whole(part)));
}

export function whole(text) {
  return text.split(/(\b[A-Z]{2}-\d{4}-\d+\b)/).map((part, n) => (n % 2 ? make("span", { class: "number" }, part) : part));
}
