// Where people write: Enter sends, `/` offers commands and shortcuts, `@` people and groups, `#` channels, `:` emoji.

import { menu } from "./blocks.js";
import { fill, fresh, h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { attempt } from "./world.js";

/** The composer of a channel or thread. `send(words, files)` answers whether it was sent; `within` says where. */
export class Composer {
  constructor(pane, { inThread, send }) {
    Object.assign(this, { pane, inThread, send, files: [], offered: [], at: 0 });
    this.list = h("ul.offers", { role: "listbox", "aria-label": "Suggestions", id: fresh("offers"), hidden: true });
    this.area = h("textarea", {
      rows: 1,
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-autocomplete": "list",
    });
    this.chosen = h("ul.chips", { "aria-label": "Files to send", hidden: true });
    this.root = h("div.composer", {}, this.list, this.chosen, h("div.row", {}, this.plus(), this.area, this.button()));
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("blur", () => this.close());
  }

  /** Where it writes to now; `why` it cannot, where it cannot. */
  within(label, why) {
    this.area.setAttribute("aria-label", label);
    this.area.placeholder = why || `${label}${this.inThread ? "" : ", or / for commands"}`;
    this.root.classList.toggle("closed", Boolean(why));
    this.area.disabled = Boolean(why);
  }

  write(words) {
    this.area.value = words;
    this.typed();
    this.area.focus();
  }

  plus() {
    const upload = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files", tabIndex: -1 });
    upload.addEventListener("change", async () => {
      const sent = await attempt(() => Promise.all([...upload.files].map(this.pane.upload)));
      this.attach([...this.files, ...(sent ?? [])]);
      upload.value = "";
    });
    const file = { words: "Add a file", act: () => upload.click() };
    return [menu("Add a file, use a shortcut", "+", () => [file, ...this.shortcuts().map(({ text, note, act }) => ({ words: text, note, act }))]), upload];
  }

  button() {
    return h("button.primary", { type: "button", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.submit() }, "➤");
  }

  attach(files) {
    this.files = files;
    this.chosen.hidden = !files.length;
    const without = (file) => () => this.attach(this.files.filter((each) => each !== file));
    fill(this.chosen, files.map((file) => h("li", {}, file.name, h("button.quiet", { type: "button", "aria-label": `Remove ${file.name}`, onclick: without(file) }, "×"))));
  }

  async submit() {
    const words = this.area.value.trim();
    if ((!words && !this.files.length) || this.root.hasAttribute("aria-busy")) return;
    this.root.setAttribute("aria-busy", "true");
    this.area.readOnly = true;
    const sent = await this.send(words, this.files.map((file) => file.id));
    this.root.removeAttribute("aria-busy");
    this.area.readOnly = false;
    if (!sent) return;
    this.attach([]);
    this.area.value = "";
    this.typed();
  }

  // -- suggestions

  typed() {
    this.area.style.setProperty("height", "auto");
    this.area.style.setProperty("height", `${Math.min(this.area.scrollHeight, 220)}px`);
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = /^\/(\S*)$|(?:^|\s)([@#:])([\w.+-]*)$/.exec(before);
    this.offer(found ? this.matching(found[2] ?? "/", found[3] ?? found[1]) : []);
  }

  matching(sign, typed) {
    const wanted = typed.toLowerCase();
    const has = (text) => text.toLowerCase().includes(wanted);
    const insert = (text) => () => this.insert(sign.length + typed.length, text);
    if (sign === "/") return this.inThread ? [] : [...this.commands(insert), ...this.shortcuts()].filter(({ text }) => has(text));
    if (sign === "#") return this.pane.named.filter(({ name }) => has(name)).map(({ name }) => ({ text: `#${name}`, act: insert(`#${name} `) }));
    if (sign === ":") return this.emoji(wanted, insert);
    const { people, groups } = this.pane.world;
    const all = [...people.values()].filter((each) => !each.deleted).map((each) => ({ text: `@${each.name}`, note: each.real_name, act: insert(`@${each.name} `) }));
    const teams = [...groups.values()].map((each) => ({ text: `@${each.handle}`, note: each.name, act: insert(`@${each.handle} `) }));
    return [...all, ...teams].filter(({ text, note }) => has(text) || has(note));
  }

  emoji(wanted, insert) {
    if (wanted.length < 2) return [];
    const names = [...EMOJI.keys()].filter((name) => name.includes(wanted));
    return names.map((name) => ({ text: `${EMOJI.get(name)} :${name}:`, act: insert(`:${name}: `) }));
  }

  commands(insert) {
    return this.pane.world.app.commands.map(({ command, usage_hint, description }) => ({
      text: command,
      hint: usage_hint,
      note: description,
      act: insert(`${command} `),
    }));
  }

  shortcuts() {
    const global = this.pane.world.app.shortcuts.filter((each) => each.type === "global");
    return global.map(({ name, callback_id, description }) => ({
      text: `⚡ ${name}`,
      note: description,
      act: () => (this.clear(), this.pane.ask("uses", { callback_id })),
    }));
  }

  clear() {
    this.area.value = "";
    this.typed();
  }

  insert(length, text) {
    const end = this.area.selectionStart;
    this.area.setRangeText(text, end - length, end, "end");
    this.typed();
  }

  offer(offered) {
    this.offered = offered.slice(0, 8);
    this.list.hidden = !this.offered.length;
    this.area.setAttribute("aria-expanded", String(!this.list.hidden));
    fill(this.list, this.offered.map((each) => this.row(each)));
    this.light(0);
  }

  row(each) {
    const words = h("span", {}, each.text, each.hint && h("em", {}, ` ${each.hint}`));
    const made = h("li", { role: "option", id: fresh("offer") }, words, each.note && h("small", {}, each.note));
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", each.act);
    return made;
  }

  light(at) {
    this.at = at;
    [...this.list.children].forEach((each, number) => {
      each.setAttribute("aria-selected", String(number === at));
      if (number === at) each.scrollIntoView({ block: "nearest" });
    });
    const lit = this.list.children[at];
    if (lit) this.area.setAttribute("aria-activedescendant", lit.id);
    else this.area.removeAttribute("aria-activedescendant");
  }

  close() {
    this.offer([]);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = this.offered;
    if (length && step) this.light((this.at + step + length) % length);
    else if (length && event.key === "Escape") this.close();
    else if (length && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) this.offered[this.at].act();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
