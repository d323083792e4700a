// A menu that is searched by typing: one choice or several. The ARIA pattern is that of a combobox with a listbox.

import { append, fill, fresh, h } from "./dom.js";

/**
 * `load(words)` gives groups `{label, choices}`; a choice is `{text, note, value}`. `onchange` gets the choices made.
 * `chosen` are those made so far; `many` allows several, `max` at most so many.
 */
export function picker({ id, label, describedBy, placeholder, many = false, max = Infinity, chosen = [], load, onchange }) {
  const list = h("ul", { role: "listbox", id: fresh("list"), hidden: true });
  const input = h("input", {
    id,
    role: "combobox",
    type: "text",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    "aria-label": label,
    "aria-describedby": describedBy,
    placeholder,
  });
  const chips = h("ul.chips", { "aria-label": "Chosen", hidden: true });
  const made = h("div.picker", {}, chips, input, list);
  const state = { made, input, list, chips, many, max, chosen: [...chosen], load, onchange, offered: [], at: -1, asked: 0 };
  show(state);
  input.addEventListener("input", () => search(state, input.value));
  input.addEventListener("click", () => search(state, many ? input.value : ""));
  input.addEventListener("keydown", (event) => key(state, event));
  input.addEventListener("blur", () => left(state));
  return made;
}

function show(state) {
  const { input, chips, chosen, many } = state;
  if (!many) input.value = chosen[0]?.text ?? "";
  chips.hidden = !many || !chosen.length;
  if (!many) return;
  const chip = (choice) =>
    h("li", {}, choice.text, h("button.quiet", { type: "button", "aria-label": `Remove ${choice.text}`, onclick: () => toggle(state, choice) }, "×"));
  fill(chips, chosen.map(chip));
}

async function search(state, typed) {
  const asked = ++state.asked;
  state.made.setAttribute("aria-busy", "true");
  const groups = await state.load(typed);
  if (asked !== state.asked) return; // words typed since then have asked again
  state.made.removeAttribute("aria-busy");
  state.offered = groups.flatMap((group) => group.choices);
  fill(state.list, groups.map((group) => listed(state, group)));
  if (!state.offered.length) append(state.list, [h("li.none", { role: "option", "aria-disabled": "true" }, "Nothing found")]);
  open(state, true);
  light(state, typed && state.offered.length ? 0 : -1);
}

function listed(state, { label, choices }) {
  const rows = choices.map((choice) => row(state, choice));
  return label ? [h("li.group", { role: "presentation" }, label), rows] : rows;
}

function row(state, choice) {
  const is = isChosen(state, choice);
  const made = h("li", { role: "option", id: fresh("option"), "aria-selected": String(is) }, h("span", {}, choice.text));
  if (choice.note) made.append(h("small", {}, choice.note));
  made.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the input
  made.addEventListener("click", () => toggle(state, choice));
  return made;
}

const same = (one, other) => JSON.stringify(one.value) === JSON.stringify(other.value);
const isChosen = (state, choice) => state.chosen.some((each) => same(each, choice));

function toggle(state, choice) {
  if (!state.many) state.chosen = [choice];
  else if (isChosen(state, choice)) state.chosen = state.chosen.filter((each) => !same(each, choice));
  else if (state.chosen.length < state.max) state.chosen.push(choice);
  if (state.many) state.input.value = "";
  open(state, false);
  show(state);
  state.onchange(state.chosen);
}

function key(state, event) {
  const { list, offered } = state;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return search(state, state.many ? state.input.value : "");
    const step = event.key === "ArrowDown" ? 1 : -1;
    light(state, (state.at + step + offered.length) % (offered.length || 1));
  } else if (event.key === "Enter" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    if (offered[state.at]) toggle(state, offered[state.at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.stopPropagation();
    open(state, false);
    show(state);
  } else if (event.key === "Backspace" && state.many && !state.input.value && state.chosen.length) {
    toggle(state, state.chosen.at(-1));
  }
}

function open(state, is) {
  state.list.hidden = !is;
  state.input.setAttribute("aria-expanded", String(is));
  if (!is) light(state, -1);
}

function light(state, at) {
  state.at = at;
  const rows = [...state.list.querySelectorAll("[role=option]")];
  rows.forEach((each, number) => each.classList.toggle("lit", number === at));
  rows[at]?.scrollIntoView({ block: "nearest" });
  if (rows[at]) state.input.setAttribute("aria-activedescendant", rows[at].id);
  else state.input.removeAttribute("aria-activedescendant");
}

/** Whoever empties the words of a single choice takes it back; words that are no choice give way to it. */
function left(state) {
  open(state, false);
  if (!state.many && !state.input.value && state.chosen.length) {
    state.chosen = [];
    state.onchange([]);
  }
  show(state);
}

/** The groups of fixed choices that match what was typed. */
export function among(groups, typed) {
  const wanted = typed.trim().toLowerCase();
  const matching = (choices) => choices.filter(({ text }) => text.toLowerCase().includes(wanted));
  return groups.map(({ label, choices }) => ({ label, choices: matching(choices) })).filter(({ choices }) => choices.length);
}
