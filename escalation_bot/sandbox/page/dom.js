// Elements. What people or the bot wrote reaches the page as text nodes and attributes only, never as markup.

const AS_PROPERTY = new Set(["value", "checked", "hidden", "disabled", "inert", "selected", "open", "tabIndex"]);
let numbers = 0;

/** An id that nothing else on the page has. */
export const fresh = (name) => `${name}-${++numbers}`;

/** `h("button.primary", {onclick}, "Send")`: a name with classes, properties, children. Empty children are left out. */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  append(made, children);
  for (const [key, value] of Object.entries(props)) set(made, key, value);
  return made;
}

function set(element, key, value) {
  if (value === undefined || value === null) return;
  if (key === "style") for (const [name, each] of Object.entries(value)) element.style.setProperty(name, each);
  else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
  else if (AS_PROPERTY.has(key)) element[key] = value;
  else if (value !== false) element.setAttribute(key, value === true ? "" : value);
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== "") element.append(child);
  }
  return element;
}

/** Puts other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** A link that leads out of the page; words alone where the address is none that a browser should follow. */
export function link(address, ...words) {
  const safe = /^(https?:\/\/|mailto:|tel:)/i.test(address);
  return safe ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words) : h("span", {}, words);
}

/** Keeps Tab within an element; returns the function that ends it and gives the focus back. */
export function trap(element, back = document.activeElement) {
  const keep = (event) => {
    if (event.key !== "Tab") return;
    const all = focusable(element);
    const [first, last] = [all[0], all.at(-1)];
    if (!element.contains(document.activeElement) || document.activeElement === (event.shiftKey ? first : last)) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  };
  element.addEventListener("keydown", keep);
  return () => {
    element.removeEventListener("keydown", keep);
    if (back?.isConnected) back.focus();
  };
}

export function focusable(element) {
  const every = element.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']");
  return [...every].filter((each) => !each.disabled && each.offsetParent !== null && each.tabIndex >= 0);
}

/** The buttons of a menu or toolbar that the arrow keys walk through. */
export function walk(element, { across = false } = {}) {
  const [next, previous] = across ? ["ArrowRight", "ArrowLeft"] : ["ArrowDown", "ArrowUp"];
  element.addEventListener("keydown", (event) => {
    const step = { [next]: 1, [previous]: -1 }[event.key];
    const all = focusable(element);
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length].focus();
  });
  return element;
}

/** Does something a moment after it was asked for, once, however often it was. */
export function soon(work, wait = 50) {
  let waiting = 0;
  return () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      work();
    }, wait);
  };
}
