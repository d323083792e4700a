// What stands beside the conversation: who was notified, time, trouble, the inspector, stories.

import { fill, h, soon, walk } from "./dom.js";
import { inspector } from "./inspector.js";
import { notified } from "./message.js";
import { stories } from "./stories.js";
import { day, said } from "./text.js";
import { ask, attempt } from "./world.js";

const TABS = { notified: ["Notified", told], time: ["Time", time], trouble: ["Trouble", trouble], inspector: ["Inspector", inspector], stories: ["Stories", stories] };

/** Fills the tools; `go(name)` opens one of them. */
export function tools(root, world) {
  const panels = new Map();
  const bar = walk(h("div.tabs", { role: "tablist", "aria-label": "Tools" }), { across: true });
  const go = (name) => {
    for (const [each, { tab, panel }] of panels) {
      tab.setAttribute("aria-selected", String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
      panel.hidden = each !== name;
    }
    world.tell("tool", name);
  };
  for (const [name, [title, make]] of Object.entries(TABS)) {
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `tool-${name}`, onclick: () => go(name) }, title);
    tab.addEventListener("focus", () => tab.matches(":focus-visible") && go(name));
    const panel = h("div.tool", { role: "tabpanel", id: `tool-${name}`, "aria-labelledby": tab.id, tabIndex: 0 });
    panels.set(name, { tab, panel });
    bar.append(tab);
    make(panel, world, tab);
  }
  root.replaceChildren(bar, ...[...panels.values()].map(({ panel }) => panel));
  go("notified");
  return go;
}

const MOST = 50; // notifications that are listed, the newest

const WHY = { dm: "direct message", mention: "mention", group: "their group", broadcast: "everybody there", thread: "a thread they follow" };

/** What each person on the screen was notified of, the newest first. An edit notifies nobody, so none is here. */
function told(panel, world, tab) {
  const row = (pane) => (each) =>
    h("li", {}, h("button.told-row", { type: "button", onclick: () => pane.go(each.channel, { thread: each.thread_ts, ts: each.ts }) },
      h("small", {}, when(each.at, pane.reader), " · ", WHY[each.why] ?? each.why, " · ", where(pane, each.channel)),
      h("span", {}, each.text)));
  const list = (pane) => {
    const all = pane.notifications.slice(-MOST).reverse();
    const none = h("p.aside", {}, "Nothing yet. Whatever mentions them, or is written to them, will be here.");
    return [h("h2", {}, `${pane.me.display_name} was notified`, h("span.count.plain", {}, String(pane.notifications.length))), all.length ? h("ol.list", {}, all.map(row(pane))) : none];
  };
  const draw = soon(() => {
    const open = world.panes.filter((pane) => pane.me);
    tab.dataset.count = open.reduce((sum, pane) => sum + pane.notifications.length, 0) || "";
    fill(panel, open.map(list), h("p.aside", {}, "An edit notifies nobody, so no edit is in this list."));
  });
  world.watch("notifications", draw);
}

/** The time of a moment; the day as well where it is not today. */
function when(at, { zone, now }) {
  const epoch = Date.parse(at) / 1000;
  const clock = said(epoch, "time", zone);
  return day(epoch, zone) === day(now(), zone) ? clock : `${said(epoch, "date_short", zone)} ${clock}`;
}

const where = (pane, id) => (pane.channels.get(id)?.name ? `#${pane.channels.get(id).name}` : "direct message");

/** Lets time go by, and lists what the bot did meanwhile. */
function time(panel, world) {
  const clock = h("p.now", { role: "status" });
  const next = h("p.aside");
  const happened = h("div", { "aria-live": "polite" });
  const pass = (label, body) => h("button", { type: "button", onclick: (event) => go(event.currentTarget, body) }, label);
  const buttons = h("div.actions", {}, pass("Now", { by: 0 }), pass("+15 min", { by: 900 }), pass("+1 h", { by: 3600 }),
    pass("Next working morning", { to: "morning" }), pass("To the next reminder", { to: "next" }));
  const go = async (button, body) => {
    button.setAttribute("aria-busy", "true");
    const passed = await attempt(() => ask("time", body));
    button.removeAttribute("aria-busy");
    if (!passed) return;
    world.apply({ kind: "time", time: passed.time });
    fill(happened, h("h2", {}, "Meanwhile"), passed.happened.length ? h("ol.list", {}, passed.happened.map((each) => did(each, world))) : h("p.aside", {}, "Nothing was due."));
  };
  fill(panel, h("h2", {}, "Time"), clock, next, buttons, h("p.aside", {}, "Time goes by for the workspace and for the bot. What is due on the way happens when it is due."), happened);
  world.watch("time notifications", () => {
    const zone = world.panes[0]?.reader.zone ?? "UTC";
    const shown = (epoch) => `${said(epoch, "date_long", zone)}, ${said(epoch, "time", zone)}`;
    clock.textContent = shown(world.now());
    next.textContent = world.time.next ? `The bot does something by itself next: ${shown(Date.parse(world.time.next) / 1000)}.` : "Nothing waits for its time now.";
  });
}

function did(each, world) {
  const [pane] = world.panes;
  const head = h("small", {}, `${when(each.at, pane.reader)} · ${each.what} · ${where(pane, each.channel)}`);
  const go = () => pane.channels.has(each.channel) && pane.go(each.channel, { ts: each.ts });
  const who = each.notified.length ? h("small.told", {}, `notified: ${notified(each.notified, world)}`) : null;
  return h("li", {}, h("button.told-row", { type: "button", onclick: go }, head, h("span", {}, each.text), who));
}

const SLACK = [[null, "Works"], ["slow", "Slow"], ["limited", "Rate-limited"], ["down", "Down"]];
const ABOUT = {
  null: "Every call is answered.",
  slow: "Every call takes two seconds.",
  limited: "Every message is refused with 429: try again later.",
  down: "Every call fails, and all connections are broken.",
};

const LOST =
  "Kill it in the middle of whatever it does, act meanwhile, and start it again: what people sent is stored before it is " +
  "acknowledged, and every message comes out once.";

/** Trouble with one click each: nothing may be lost by it. */
function trouble(panel, world) {
  const about = h("p.aside");
  const buttons = new Map(SLACK.map(([kind, label]) => [kind, h("button", { type: "button", onclick: () => make(kind) }, label)]));
  const state = h("p", { role: "status" });
  const does = (what, label, name = "button") => h(name, { type: "button", onclick: (event) => go(event.currentTarget, what) }, label);
  const [kill, start, restart] = [does("kill", "Kill it", "button.danger"), does("start", "Start it"), does("restart", "Restart it")];
  const log = h("pre.log", { tabindex: "0", "aria-label": "The bot's log" });
  const details = h("details", {}, h("summary", {}, "Its last words"), log);
  details.addEventListener("toggle", async () => details.open && (log.textContent = ((await attempt(() => ask("bot")))?.log ?? []).join("\n") || "It said nothing."));
  const drop = h("button", { type: "button", onclick: () => attempt(() => ask("sockets", { do: "drop" })) }, "Break its connections");
  const make = async (kind) => {
    await attempt(() => ask("faults", undefined, "DELETE"));
    const made = kind ? await attempt(() => ask("faults", { slack: kind })) : { faults: [] };
    if (made) world.apply({ kind: "faults", faults: made.faults });
    world.trouble = kind;
    world.tell("faults");
  };
  const go = async (button, what) => {
    button.setAttribute("aria-busy", "true");
    const bot = await attempt(() => ask("bot", { do: what }));
    button.removeAttribute("aria-busy");
    if (bot) world.apply({ kind: "bot", bot });
  };
  fill(panel, h("h2", {}, "The workspace"), h("div.actions.choice-row", { role: "group", "aria-label": "The workspace" }, ...buttons.values()), about,
    h("h2", {}, "The bot"), state, h("div.actions", {}, kill, start, restart, drop), details,
    h("p.aside", {}, world.app.controlled ? LOST : "It was not started from here, so it cannot be killed from here."));
  world.watch("faults bot", () => {
    const kind = world.faults.length ? (world.trouble ?? guess(world.faults)) : null;
    for (const [each, button] of buttons) button.setAttribute("aria-pressed", String(each === kind));
    about.textContent = ABOUT[kind];
    const { bot } = world;
    state.textContent = `${SAID[bot.state] ?? bot.state}${bot.restarts ? ` · started ${bot.restarts + 1} times` : ""}${bot.connected ? ` · ${bot.connected} connections` : ""}`;
    kill.disabled = restart.disabled = !world.app.controlled || bot.state !== "running";
    start.disabled = !world.app.controlled || bot.state !== "stopped";
  });
}

export const SAID = { running: "The bot runs", starting: "The bot is starting", stopped: "The bot is stopped", unknown: "A bot of your own" };

const guess = (faults) => ({ latency: "slow", 429: "limited" })[faults[0].kind] ?? "down";
