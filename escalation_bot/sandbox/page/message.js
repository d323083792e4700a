// One message, as one person sees it.

import { attachment, blocks, menu } from "./blocks.js";
import { fill, h } from "./dom.js";
import { EMOJI, picture } from "./emoji.js";
import { mrkdwn, said } from "./text.js";

const HUES = [28, 190, 205, 338, 96, 48, 225, 10];

/** A face for somebody: their initials on a colour of their own. */
export function face(person, id) {
  const name = person?.real_name ?? "?";
  const initials = name.split(/[\s-]+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  const hue = HUES[[...(id ?? "")].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES.length];
  return h(`span.face${person?.bot ? ".bot" : ""}`, { "aria-hidden": "true", style: { "--hue": hue } }, initials);
}

const WHY = { dm: "direct message", group: "their group", broadcast: "everybody there", thread: "thread they follow" };

/** Whom Slack told of a message, and why. */
export const notified = (all, world) =>
  all.map(({ user, why }) => `${world.nameOf(user) ?? user} (${WHY[why] ?? why})`).join(", ");

/** The message as an item of a list. `pane` is whose screen it is on. */
export function messageItem(message, pane, { inThread = false } = {}) {
  const { world } = pane;
  const who = world.people.get(message.user);
  const kinds = [message.ephemeral && "ephemeral", message.gone && "gone", message.subtype?.startsWith("channel_") && "aside"];
  const item = h("li.message", { tabIndex: -1, "data-ts": message.ts, "data-user": message.user }, face(who, message.user));
  item.classList.add(...kinds.filter(Boolean));
  const body = message.gone ? h("p.aside", {}, "This message was deleted.") : content(message, pane);
  item.append(h("div.body", {}, head(message, who, pane), body, foot(message, pane, inThread)));
  if (!message.gone && !message.ephemeral) {
    const tools = () => item.querySelector(".tools") ?? item.append(toolbar(message, pane, inThread));
    item.addEventListener("mouseenter", tools);
    item.addEventListener("focusin", tools);
  }
  return item;
}

function head(message, who, pane) {
  const epoch = Number(message.ts);
  const clock = said(epoch, "time", pane.reader.zone);
  return h("div.head", {},
    h("strong", {}, who?.display_name ?? message.user),
    message.bot && h("span.tag", {}, "app"),
    h("time", { datetime: message.at, title: `${said(epoch, "date_long", pane.reader.zone)}, ${clock}` }, clock),
    message.broadcast && h("span.aside", {}, "replied in a thread"),
    message.ephemeral && h("span.aside", {}, "Only visible to you"));
}

function content(message, pane) {
  const env = pane.envOf(message);
  const words = message.blocks?.length ? blocks(message.blocks, env) : message.text && h("div.words", {}, mrkdwn(message.text, pane.reader));
  return h("div.content", {},
    words,
    message.edited && h("small.edited", {}, "(edited)"),
    (message.attachments ?? []).map((each) => attachment(each, env)),
    (message.files ?? []).map(shared));
}

function shared(file) {
  const size = file.size < 1024 ? `${file.size} bytes` : `${Math.round(file.size / 1024)} kB`;
  const name = h("a", { href: file.url, download: file.name }, `📎 ${file.name}`, h("small", {}, ` ${size}`));
  const isPicture = /^image\/(png|jpeg|gif)$/.test(file.mimetype);
  return h("figure", {}, h("figcaption", {}, name), isPicture && h("img", { src: file.url, alt: file.name, loading: "lazy" }));
}

function foot(message, pane, inThread) {
  const { replies, reactions, notified: told } = message;
  return [
    reactions?.length > 0 && h("div.reactions", {}, reactions.map((each) => reaction(each, message, pane))),
    replies && !inThread && h("button.replies", { type: "button", onclick: () => pane.goThread(message.ts) },
      `${replies.count} ${replies.count === 1 ? "reply" : "replies"}`,
      replies.unread > 0 && h("span.count", { title: "unread" }, `${replies.unread} new`)),
    told?.length > 0 && h("p.told", {}, `notified: ${notified(told, pane.world)}`),
  ];
}

function reaction({ name, users }, message, pane) {
  const mine = users.includes(pane.me.id);
  const names = users.map((user) => pane.world.nameOf(user) ?? user).join(", ");
  const label = `${picture(name)} :${name}: by ${names}`;
  const onclick = () => pane.act(mine ? "unreacts" : "reacts", { in: message.channel, ts: message.ts, name });
  return h("button.reaction", { type: "button", "aria-pressed": String(mine), "aria-label": label, title: label, onclick },
    picture(name), h("span", {}, String(users.length)));
}

function toolbar(message, pane, inThread) {
  const react = (name) => pane.act("reacts", { in: message.channel, ts: message.ts, name });
  const quick = pane.world.emoji.slice(0, 4).map((name) =>
    h("button.quiet", { type: "button", "aria-label": `React with ${name}`, title: `:${name}:`, onclick: () => react(name) }, picture(name)));
  return h("div.tools", { role: "toolbar", "aria-label": "Message" },
    quick,
    emojiMenu(pane.world.emoji, react),
    !inThread && !message.thread_ts && h("button.quiet", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", onclick: () => pane.goThread(message.ts) }, "↳"),
    menu("More for this message", "⋮", () => more(message, pane)));
}

/** A button that opens the emoji, those that the bot knows first. */
export function emojiMenu(first, choose) {
  const names = [...first, ...[...EMOJI.keys()].filter((name) => !first.includes(name))];
  const items = () => names.map((name) => ({ words: [h("span", { "aria-hidden": "true" }, picture(name)), h("span.unseen", {}, name)], act: () => choose(name) }));
  const made = menu("Add reaction", "☺", items);
  made.classList.add("emoji");
  return made;
}

function more(message, pane) {
  const at = { in: message.channel, ts: message.ts };
  const shortcuts = pane.world.app.shortcuts.filter((each) => each.type === "message");
  const used = shortcuts.map((each) => ({
    words: each.name,
    note: pane.world.app.bot.name,
    act: () => pane.ask("uses", { callback_id: each.callback_id, ...at }),
  }));
  const own = [
    { words: "Edit", act: () => edit(message, pane) },
    { words: "Delete", act: () => pane.act("deletes", at) },
  ];
  const copy = { words: "Copy its ts", note: message.ts, act: () => navigator.clipboard?.writeText(message.ts) };
  return [...used, ...(message.user === pane.me.id ? own : []), copy];
}

/** Own words to change, in their place. */
function edit(message, pane) {
  const list = pane.listOf(message.ts);
  const area = h("textarea", { "aria-label": "Edit message", rows: 2, value: message.plain });
  const done = () => list.put(message);
  const save = () => pane.act("edits", { in: message.channel, ts: message.ts, words: area.value });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") (event.stopPropagation(), done());
    if (event.key === "Enter" && !event.shiftKey) (event.preventDefault(), save());
  });
  const buttons = [h("button", { type: "button", onclick: done }, "Cancel"), h("button.primary", { type: "button", onclick: save }, "Save")];
  fill(list.items.get(message.ts).querySelector(".body"), area, h("div.actions", {}, buttons));
  area.focus();
}
