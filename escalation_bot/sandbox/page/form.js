// A modal or Home tab: its blocks with inputs, what is wrong with them, and what it tells the app.

import { blocks } from "./blocks.js";
import { fill, fresh, h, trap } from "./dom.js";
import { field, initial } from "./fields.js";
import { words } from "./text.js";

/** The blocks of a view. What stays the same when the app replaces it keeps its elements, so what was typed stays. */
export class Filled {
  constructor(pane, name = "div.view") {
    Object.assign(this, { pane, values: {}, drawn: new Map(), root: h(name) });
  }

  show(view) {
    this.view = view;
    const before = this.drawn;
    this.drawn = new Map(view.blocks.map((block) => [block.block_id, this.block(block, before.get(block.block_id))]));
    const nodes = [...this.drawn.values()].flatMap(({ nodes }) => nodes);
    if (nodes.some((node, at) => this.root.childNodes[at] !== node) || this.root.childNodes.length !== nodes.length) {
      const focus = this.root.contains(document.activeElement) ? document.activeElement : null;
      this.root.replaceChildren(...nodes);
      focus?.focus({ preventScroll: true });
    }
    this.complain(view.errors ?? {});
  }

  block(block, before) {
    const key = JSON.stringify(block);
    if (before?.key === key) return before;
    delete this.values[block.block_id];
    return { key, nodes: blocks([block], this.env()) };
  }

  /** Shows below each input what is wrong with it; nothing below the others. */
  complain(errors) {
    for (const slot of this.root.querySelectorAll(".error")) {
      const error = errors[slot.dataset.block] ?? "";
      slot.textContent = error;
      slot.hidden = !error;
      const input = slot.parentElement.querySelector("input, textarea, .choices");
      if (error) input?.setAttribute("aria-invalid", "true");
      else input?.removeAttribute("aria-invalid");
    }
    const first = this.root.querySelector("[aria-invalid]");
    (first?.matches(".choices") ? first.querySelector("input") : first)?.focus();
  }

  env() {
    const { pane } = this;
    return {
      reader: pane.reader,
      file: pane.file,
      field: (block, element) => (block.type === "input" ? this.input(block, element) : this.inner(block, element, {})),
      act: async (block, element, value) => (await pane.agreed(element.confirm)) && this.tell(block, element, value),
    };
  }

  input(block, element) {
    const { reader } = this.pane;
    const [id, hint, error] = [fresh("field"), fresh("hint"), fresh("error")];
    const isGroup = ["radio_buttons", "checkboxes"].includes(element.type);
    const label = h(isGroup ? "span.label" : "label.label", { id: `${id}-label`, for: isGroup ? undefined : id },
      words(block.label, reader), block.optional && h("span.optional", {}, " (optional)"));
    const about = block.hint && h("p.hint", { id: hint }, words(block.hint, reader));
    const described = [block.hint && hint, error].filter(Boolean).join(" ");
    const given = { id, describedBy: described, labelledBy: isGroup ? `${id}-label` : undefined };
    return h("div.input", {}, label, this.inner(block, element, given), about, h("p.error", { id: error, "data-block": block.block_id, hidden: true }));
  }

  inner(block, element, given) {
    const { pane } = this;
    const at = { view: this.view.id, block_id: block.block_id, action_id: element.action_id };
    const tells = block.type !== "input" || block.dispatch_action;
    const isTyped = element.type.endsWith("_input") && element.type !== "file_input";
    const each = isTyped && element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
    const held = this.view.state?.values?.[block.block_id]?.[element.action_id] ?? initial(element);
    const made = field(element, held, {
      label: block.text?.text ?? element.placeholder?.text ?? element.action_id,
      ...given,
      reader: pane.reader,
      people: pane.people,
      channels: pane.channelChoices,
      upload: pane.upload,
      search: (typed) => pane.ask("searches", { ...at, words: typed }),
      change: (value) => {
        (this.values[block.block_id] ??= {})[element.action_id] = value;
        if (tells && (!isTyped || each)) this.tell(block, element, value);
      },
      enter: (event) => {
        if (!tells || !isTyped) return this.onenter?.(event);
        return this.tell(block, element, event.target.value);
      },
    });
    if (element.focus_on_load) (made.matches("input, textarea") ? made : made.querySelector("input"))?.setAttribute("autofocus", "");
    return made;
  }

  async tell(block, element, value) {
    this.root.setAttribute("aria-busy", "true");
    const at = { view: this.view.id, block_id: block.block_id, action_id: element.action_id };
    await this.pane.ask("presses", { ...at, value, values: this.values });
    this.root.removeAttribute("aria-busy");
  }
}

/** A modal on somebody's screen: in front of their pane, and of nobody else's. */
export class Modal {
  constructor(pane, view) {
    this.pane = pane;
    this.back = document.activeElement;
    this.inside = new Filled(pane, "div.view.inside");
    this.inside.onenter = () => this.submit();
    this.title = h("h2", { id: fresh("title"), tabIndex: -1 });
    this.trouble = h("p.trouble", { role: "alert", hidden: true });
    this.footer = h("footer");
    const away = h("button.quiet", { type: "button", "aria-label": "Close all", onclick: () => this.close(true) }, "×");
    const from = h("small", {}, pane.world.app.bot.name);
    this.root = h("section.modal", { role: "dialog", "aria-modal": "true", "aria-labelledby": this.title.id },
      h("header", {}, h("div", {}, this.title, from), away), this.trouble, this.inside.root, this.footer);
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.close(false));
    this.show(view);
  }

  show(view) {
    const hadFocus = this.root.contains(document.activeElement);
    this.view = view;
    fill(this.title, words(view.title, this.pane.reader));
    this.trouble.textContent = view.trouble ?? "";
    this.trouble.hidden = !view.trouble;
    const label = (text, other) => (text ? words(text, this.pane.reader) : other);
    this.send = view.submit && h("button.primary", { type: "button", onclick: () => this.submit() }, label(view.submit));
    const cancel = h("button", { type: "button", onclick: () => this.close(false) }, label(view.close, "Cancel"));
    fill(this.footer, cancel, this.send);
    this.inside.show(view);
    if (hadFocus && !this.root.contains(document.activeElement)) this.takeFocus();
  }

  /** Takes the focus, once it stands on the page: to the input that the app wants, else to the first. */
  focus() {
    this.release = trap(this.root, this.back);
    this.takeFocus();
  }

  takeFocus() {
    const first = this.inside.root.querySelector("[autofocus]") ?? this.inside.root.querySelector("input, textarea, button");
    (first ?? this.title).focus();
  }

  async submit() {
    const { send } = this;
    if (!send || send.hasAttribute("aria-busy")) return;
    send.setAttribute("aria-busy", "true");
    const result = await this.pane.ask("submits", { view: this.view.id, values: this.inside.values });
    send.removeAttribute("aria-busy");
    if (result?.refused) this.inside.complain(result.refused);
  }

  async close(all) {
    await this.pane.ask("closes", { view: this.view.id, all });
  }
}

/** Asks "are you sure?" where the app wants it asked; whether it was agreed to. */
export function agreed(confirm, { stage, reader }) {
  if (!confirm) return true;
  return new Promise((resolve) => {
    const end = (is) => (box.remove(), release(), resolve(is));
    const style = confirm.style === "danger" ? ".danger" : ".primary";
    const answers = h("footer", {},
      h("button", { type: "button", onclick: () => end(false) }, words(confirm.deny, reader)),
      h(`button${style}`, { type: "button", onclick: () => end(true) }, words(confirm.confirm, reader)));
    const box = h("div.layer.sure", {}, h("section.modal.small", { role: "alertdialog", "aria-modal": "true", "aria-label": confirm.title.text },
      h("header", {}, h("h2", {}, words(confirm.title, reader))), h("div.view.inside", {}, words(confirm.text, reader)), answers));
    box.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), end(false)));
    const release = trap(box);
    stage.append(box);
    answers.querySelector("button").focus();
  });
}
