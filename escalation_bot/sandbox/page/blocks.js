// Every block and element of Block Kit as elements; what this page does not draw is named, never left out.
// `env.reader` is who reads, `env.act(block, element, value)` is what a click or choice does, `env.file(id)` where a
// file's bytes are, `env.field(block, element)` an input with its value.

import { fresh, h, link, walk } from "./dom.js";
import { isField } from "./fields.js";
import { markdown, richText } from "./rich.js";
import { mrkdwn, words } from "./text.js";

/** The blocks of a message or view. */
export const blocks = (all, env) => (all ?? []).map((block) => drawn(block, env));

function drawn(block, env) {
  try {
    return (BLOCKS[block.type] ?? unknown)(block, env);
  } catch {
    return unknown(block); // malformed: the sandbox refuses such blocks, a saved state may still hold one
  }
}

const unknown = (block) => h("p.unknown", {}, `${block.type}, which this page does not draw`);

const BLOCKS = {
  section: (block, env) =>
    h("div.section", {},
      h("div", {},
        block.text && h("div.words", {}, words(block.text, env.reader)),
        block.fields && h("div.fields", {}, block.fields.map((each) => h("div.words", {}, words(each, env.reader))))),
      block.accessory && h("div.accessory", {}, element(block, block.accessory, env))),
  header: (block, env) => h("h3.header", {}, words(block.text, env.reader)),
  divider: () => h("hr"),
  context: (block, env) => h("div.context", {}, block.elements.map((each) => contextual(each, env))),
  actions: (block, env) => h("div.actions", {}, block.elements.map((each) => element(block, each, env))),
  context_actions: (block, env) => h("div.actions", {}, block.elements.map((each) => element(block, each, env))),
  image: (block, env) =>
    h("figure", {}, block.title && h("figcaption", {}, words(block.title, env.reader)), image(block, env)),
  input: (block, env) => env.field(block, block.element),
  markdown: (block) => h("div.markdown", {}, markdown(block.text)),
  rich_text: (block, env) => h("div.rich", {}, richText(block, env.reader)),
  table: (block, env) => h("div.scroll", { tabindex: "0", role: "group", "aria-label": "Table" }, table(block, env)),
  video: (block, env) =>
    h("figure", {}, h("figcaption", {}, "▶ ", link(block.title_url ?? block.video_url, words(block.title, env.reader))),
      block.description && h("div.context", {}, words(block.description, env.reader))),
  file: (block) => h("p.unknown", {}, `📎 ${block.external_id ?? "a file"}`),
};

const contextual = (each, env) =>
  each.type === "image" ? image(each, env) : h("span.words", {}, words(each, env.reader));

function table(block, env) {
  const cell = (each, at, tag) => {
    const align = block.column_settings?.[at]?.align;
    const inside = each.type === "raw_text" ? each.text : richText(each, env.reader);
    return h(tag, { style: align ? { "text-align": align } : {}, scope: tag === "th" ? "col" : undefined }, inside);
  };
  const row = (cells, tag) => h("tr", {}, cells.map((each, at) => cell(each, at, tag)));
  const [first, ...rest] = block.rows;
  return h("table", {}, h("thead", {}, row(first, "th")), h("tbody", {}, rest.map((each) => row(each, "td"))));
}

/** A picture that was uploaded here; one on another machine is not fetched, its words lead to it. */
function image(each, env) {
  const own = each.slack_file;
  if (!own) return h("span.unknown", {}, link(each.image_url, `🖼 ${each.alt_text}`));
  return h("img", { src: env.file(own.id ?? own.url.split("/").pop()), alt: each.alt_text, loading: "lazy" });
}

function element(block, each, env) {
  const make = ELEMENTS[each.type];
  if (make) return make(block, each, env);
  return isField(each) ? env.field(block, each) : h("span.unknown", {}, `${each.type}, which this page does not draw`);
}

function button(block, each, env) {
  const style = each.style ? `.${each.style}` : "";
  const onclick = () => {
    if (each.url) window.open(each.url, "_blank", "noopener");
    env.act(block, each);
  };
  return h(`button${style}`, { type: "button", "aria-label": each.accessibility_label, onclick }, words(each.text, env.reader));
}

const ELEMENTS = {
  button,
  workflow_button: (_block, each, env) =>
    h("button", { type: "button", disabled: true, title: "Workflows do not run here" }, words(each.text, env.reader)),
  icon_button: (block, each, env) => button(block, { ...each, text: { type: "plain_text", text: `🗑 ${each.text.text}` } }, env),
  feedback_buttons: (block, each, env) =>
    [each.positive_button, each.negative_button].map((one) =>
      h("button", { type: "button", "aria-label": one.accessibility_label, onclick: () => env.act(block, each, one.value) }, words(one.text, env.reader))),
  overflow,
  image: (_block, each, env) => image(each, env),
};

function overflow(block, each, env) {
  const options = each.options.map((option) => ({
    words: words(option.text, env.reader),
    note: option.description?.text,
    act() {
      if (option.url) window.open(option.url, "_blank", "noopener");
      env.act(block, each, option.value);
    },
  }));
  return menu("More actions", "⋯", () => options);
}

/** A button that opens a menu; `items()` are `{words, note, act}`. */
export function menu(label, sign, items, name = "button.quiet") {
  const list = h("div.menu", { role: "menu", id: fresh("menu"), hidden: true });
  const opener = h(name, { type: "button", "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false", title: label }, sign);
  const made = walk(h("div.has-menu", {}, opener, list));
  const open = (is) => {
    list.hidden = !is;
    opener.setAttribute("aria-expanded", String(is));
    if (is) list.querySelector("button")?.focus();
  };
  const item = ({ words, note, act }) =>
    h("button", { type: "button", role: "menuitem", onclick: () => (open(false), opener.focus(), act()) }, h("span", {}, words), note && h("small", {}, note));
  opener.addEventListener("click", () => (list.hidden && list.replaceChildren(...items().map(item)), open(list.hidden)));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    open(false);
    opener.focus();
  });
  made.addEventListener("focusout", (event) => !made.contains(event.relatedTarget) && open(false));
  return made;
}

/** An attachment, Slack's older way to set words apart. */
export function attachment(each, env) {
  const text = (name) => each[name] && h("div.words", {}, mrkdwn(String(each[name]), env.reader));
  const title = each.title && h("strong", {}, each.title_link ? link(each.title_link, each.title) : each.title);
  const fields = (each.fields ?? []).map((field) => h("div", {}, h("strong", {}, field.title), h("div", {}, mrkdwn(String(field.value ?? ""), env.reader))));
  const color = /^#?[0-9a-f]{6}$/i.test(each.color ?? "") ? `#${each.color.replace("#", "")}` : undefined;
  const old = [text("pretext"), text("author_name"), title, text("text"), h("div.fields", {}, fields), text("footer")];
  return h("div.attachment", { style: color ? { "border-color": color } : {} }, each.blocks ? blocks(each.blocks, env) : old);
}
