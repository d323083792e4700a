// The rich_text block, and the markdown block, as elements.

import { h, link } from "./dom.js";
import { picture } from "./emoji.js";
import { mention, moment } from "./text.js";

/** A rich_text block. */
export const richText = (block, reader) => block.elements.map((part) => PARTS[part.type]?.(part, reader) ?? unknown(part));

const unknown = (part) => h("p.unknown", {}, `${part.type}, which this page does not draw`);

const leaves = (part, reader) => part.elements.map((leaf) => styled(leaf, LEAVES[leaf.type]?.(leaf, reader) ?? leaf.type));

const PARTS = {
  rich_text_section: (part, reader) => h("p", {}, leaves(part, reader)),
  rich_text_quote: (part, reader) => h("blockquote", {}, leaves(part, reader)),
  rich_text_preformatted: (part, reader) => h("pre", {}, leaves(part, reader)),
  rich_text_list: (part, reader) => {
    const items = part.elements.map((item) => h("li", {}, leaves(item, reader)));
    const style = { "margin-left": `${(part.indent ?? 0) * 1.5}em` };
    return part.style === "ordered" ? h("ol", { style, start: (part.offset ?? 0) + 1 }, items) : h("ul", { style }, items);
  },
};

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text || leaf.url),
  user: (leaf, reader) => mention("@", leaf.user_id, "", reader),
  usergroup: (leaf, reader) => mention("@", leaf.usergroup_id, "", reader),
  channel: (leaf, reader) => mention("#", leaf.channel_id, "", reader),
  team: (leaf) => leaf.team_id,
  broadcast: (leaf) => h("span.mention.mine", {}, `@${leaf.range}`),
  emoji: (leaf) => picture(leaf.name),
  date: (leaf, reader) => moment(leaf.timestamp, leaf.format, leaf.fallback ?? "", reader, leaf.url),
  color: (leaf) => h("span.color", { style: { "--color": leaf.value } }, leaf.value),
};

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(leaf, inside) {
  return Object.entries(STYLES).reduce((made, [style, tag]) => (leaf.style?.[style] ? h(tag, {}, made) : made), inside);
}

const INLINE = /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|\*([^*\n]+)\*|_([^_\n]+)_|~~(.+?)~~/;

/** A markdown block: headings, lists, quotes, code, bold, italic, links; what else there is stays as typed. */
export function markdown(text) {
  return text.split(/(```[\s\S]*?```)/).flatMap((part) =>
    part.startsWith("```") ? [h("pre", {}, part.replace(/^```.*\n?|```$/g, ""))] : part.split(/\n{2,}/).map(paragraph),
  );
}

function paragraph(text) {
  const lines = text.trim().split("\n");
  if (!lines[0]) return "";
  const heading = /^#{1,6} (.*)/.exec(lines[0]);
  if (heading) return [h("p.heading", {}, inline(heading[1])), paragraph(lines.slice(1).join("\n"))];
  if (lines.every((line) => /^\s*[-*+] /.test(line))) return h("ul", {}, items(lines, /^\s*[-*+] /));
  if (lines.every((line) => /^\s*\d+[.)] /.test(line))) return h("ol", {}, items(lines, /^\s*\d+[.)] /));
  if (lines.every((line) => line.startsWith(">"))) return h("blockquote", {}, inline(text.replace(/^> ?/gm, "")));
  return h("p", {}, inline(text));
}

const items = (lines, mark) => lines.map((line) => h("li", {}, inline(line.replace(mark, ""))));

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return [text];
  const [whole, code, words, address, bold, bold2, italic, italic2, struck] = found;
  const made = code
    ? h("code", {}, code)
    : words
      ? link(address, words)
      : h(bold || bold2 ? "strong" : struck ? "s" : "em", {}, inline(bold ?? bold2 ?? italic ?? italic2 ?? struck));
  return [text.slice(0, found.index), made, ...inline(text.slice(found.index + whole.length))];
}
