// Slack's mrkdwn and date tokens as elements (docs.slack.dev/messaging/formatting-message-text).
// `reader` is who reads: names by id, their zone, what time it is, and their own id.

import { h, link } from "./dom.js";
import { picture } from "./emoji.js";

const OPAQUE = /```(?<block>[\s\S]+?)```|`(?<code>[^`\n]+)`|<(?<markup>[^<>|\s][^<>\n]*)>|(?<bare>https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)*_~])|:(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;
const STYLES = [["*", "strong"], ["_", "em"], ["~", "s"]].map(([mark, tag]) => [
  tag,
  new RegExp(`(?<![\\w${mark}])\\${mark}(?=\\S)([^${mark}\\n]+)(?<=\\S)\\${mark}(?![\\w${mark}])`),
]);
const KEPT = "\u0000"; // stands for what was read already; no text of Slack's holds it

export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A text object of Block Kit. */
export const words = (object, reader) =>
  object.type === "mrkdwn" ? mrkdwn(object.text, reader) : [withEmoji(object.text, object.emoji !== false)];

const withEmoji = (text, is) => (is ? text.replace(/:([a-z0-9_+'-]+):/g, (_, name) => picture(name)) : text);

/** Mrkdwn as nodes: quotes, code, styles, mentions, links, dates, emoji. */
export function mrkdwn(text, reader) {
  const kept = [];
  const shell = text.replaceAll(KEPT, "").replace(OPAQUE, (...found) => {
    kept.push(opaque(found.at(-1), reader));
    return KEPT;
  });
  return quotes(shell, (line) => styled(line, kept));
}

function quotes(shell, read) {
  const [before, rest] = shell.split(/(?:^|\n)&gt;&gt;&gt;\s?([\s\S]*)/);
  if (rest !== undefined) return [...quotes(before, read), h("blockquote", {}, read(rest))];
  return shell.split(/((?:^&gt; ?.*(?:\n|$))+)/m).map((part, at) =>
    at % 2 ? h("blockquote", {}, read(part.replace(/^&gt; ?/gm, "").replace(/\n$/, ""))) : read(part),
  );
}

/** Text with `*_~` turned into elements; placeholders give way to what they stand for, in order. */
function styled(shell, kept) {
  for (const [tag, style] of STYLES) {
    const found = style.exec(shell);
    if (found) {
      const end = found.index + found[0].length;
      return [
        ...styled(shell.slice(0, found.index), kept),
        h(tag, {}, styled(found[1], kept)),
        ...styled(shell.slice(end), kept),
      ];
    }
  }
  return shell.split(KEPT).flatMap((part, at) => (at ? [kept.shift(), unescaped(part)] : [unescaped(part)]));
}

function opaque({ block, code, markup, bare, emoji }, reader) {
  if (block) return h("pre", {}, unescaped(block.replace(/^\n/, "")));
  if (code) return h("code", {}, unescaped(code));
  if (emoji) return picture(emoji);
  return bare ? link(unescaped(bare), unescaped(bare)) : marked(markup, reader);
}

function marked(inside, reader) {
  const at = inside.indexOf("|");
  const [target, label] = at < 0 ? [inside, ""] : [inside.slice(0, at), unescaped(inside.slice(at + 1))];
  const name = target.slice(1);
  if (target[0] === "@") return mention("@", name, label, reader);
  if (target[0] === "#") return mention("#", name, label, reader);
  if (target[0] === "!") return command(name, label, reader);
  return link(unescaped(target), label || unescaped(target.replace(/^mailto:/, "")));
}

function command(name, label, reader) {
  const [kind, ...given] = name.split("^");
  if (kind === "subteam") return mention("@", given[0], label.replace(/^@/, ""), reader);
  if (kind === "date" && given.length > 1) return moment(Number(given[0]), unescaped(given[1]), label, reader, given[2]);
  if (["here", "channel", "everyone"].includes(kind)) return h("span.mention.mine", {}, `@${kind}`);
  return h("span", {}, label || `<!${name}>`);
}

/** A name that stands for a person, group or channel; the reader's own (or their group's) stands out. */
export function mention(sign, id, label, reader) {
  const mine = reader.isMe(id) ? ".mine" : "";
  return h(`span.mention${mine}`, {}, sign + (reader.nameOf(id) || label || id));
}

const FORMS = {
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};
const KINDS = "date_num|date_short_pretty|date_long_pretty|date_pretty|date_short|date_long|date|time_secs|time|ago";
const TOKEN = new RegExp(`\\{(${KINDS})\\}`, "g");

/** A moment (epoch seconds) in a zone: `form` is one of FORMS. */
export const said = (epoch, form, zone) =>
  new Intl.DateTimeFormat("en", { ...FORMS[form], timeZone: zone }).format(epoch * 1000);

/** `2026-11-23` in a zone. */
export const day = (epoch, zone) =>
  new Intl.DateTimeFormat("sv", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(epoch * 1000);

/** A date token as its reader sees it, in their zone; the label where it cannot be read. */
export function moment(epoch, pattern, label, reader, address) {
  if (!Number.isFinite(epoch)) return h("span", {}, label);
  const text = pattern.replace(TOKEN, (_, kind) => token(kind, epoch, reader));
  const made = h("time", { datetime: new Date(epoch * 1000).toISOString(), title: label || undefined }, text);
  return address ? link(unescaped(address), made) : made;
}

function token(kind, epoch, reader) {
  if (kind === "date_num") return day(epoch, reader.zone);
  if (kind === "ago") return ago(reader.now() - epoch);
  if (!kind.endsWith("_pretty")) return said(epoch, kind, reader.zone);
  return near(epoch, reader) || said(epoch, kind.replace("_pretty", ""), reader.zone);
}

function near(epoch, reader) {
  const days = { today: 0, tomorrow: 1, yesterday: -1 };
  return Object.keys(days).find((name) => day(epoch, reader.zone) === day(reader.now() + days[name] * 86400, reader.zone));
}

/** How long ago, in the largest unit that fits. */
export function ago(seconds) {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}
