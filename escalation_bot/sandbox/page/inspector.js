// What went over the wire: each request and its answer, how long an ack took, what broke Slack's rules.

import { fill, h, soon } from "./dom.js";
import { notified } from "./message.js";
import { ask, attempt } from "./world.js";

const SLOW = 3; // seconds that Slack waits for an ack
const SHOWN = 200;

/** The record, the newest first; a row opens into all that was said. */
export function inspector(panel, world) {
  const violations = h("div");
  const words = h("input", { type: "search", placeholder: "Only those with …", "aria-label": "Only entries with" });
  const list = h("ol.list.record");
  const figures = h("p.aside", { role: "status" });
  const opened = h("div", { hidden: true });
  fill(panel, h("h2", {}, "Inspector"), figures, violations, words, opened, list);
  const later = soon(() => {
    if (panel.hidden) return;
    const acks = world.entries.filter((each) => each.kind === "delivery" && each.took !== null).map((each) => each.took);
    const slowest = acks.length ? `${Math.round(Math.max(...acks) * 1000)} ms` : "none yet";
    figures.textContent = `${world.entries.length} requests · slowest ack ${slowest} (Slack waits ${SLOW} s)`;
    fill(violations, broken(world.violations));
    const wanted = words.value.trim().toLowerCase();
    const found = world.entries.filter((each) => described(each, world).toLowerCase().includes(wanted)).slice(-SHOWN).reverse();
    fill(list, found.map((each) => row(each, world, open)));
  });
  const open = async (entry) => {
    const whole = await attempt(() => ask(`record/${entry.number}`));
    if (!whole) return;
    opened.hidden = list.hidden = false;
    list.hidden = true;
    const back = h("button", { type: "button", onclick: () => ((opened.hidden = true), (list.hidden = false)) }, "← All");
    fill(opened, detail(whole, world, back));
    back.focus();
  };
  words.addEventListener("input", later);
  attempt(() => ask("record")).then((read) => {
    read?.entries.forEach((each) => world.note(each));
    world.violations = read?.violations ?? [];
    later();
  });
  world.watch("entry violation tool", later);
}

const broken = (all) =>
  all.length
    ? h("details.broken", { open: true }, h("summary", {}, `${all.length} of Slack's rules broken`), h("ul", {}, all.map((each) => h("li", {}, each))))
    : h("p.fine", {}, "✓ No rule of Slack's was broken");

const described = (entry, world) =>
  [entry.what, entry.kind === "delivery" ? "to the bot" : "from the bot", world.nameOf(entry.user), entry.note].filter(Boolean).join(" ");

function row(entry, world, open) {
  const took = entry.took === null ? "…" : `${Math.round(entry.took * 1000)} ms`;
  const arrow = entry.kind === "delivery" ? "→" : "←";
  const way = entry.kind === "delivery" ? "to the bot" : "from the bot";
  const made = h("button.entry-row", { type: "button", onclick: () => open(entry) },
    h("span", { title: way }, arrow, h("span.unseen", {}, way)), h("span.what", {}, entry.what),
    h("small", {}, [world.nameOf(entry.user), entry.note].filter(Boolean).join(" · ")), h("small.took", {}, took));
  made.classList.toggle("failed", entry.ok === false);
  made.classList.toggle("slow", entry.took > SLOW);
  return h("li", {}, made);
}

function detail(entry, world, back) {
  const json = (name, value) => [h("h3", {}, name), h("pre.json", { tabindex: "0", "aria-label": name }, JSON.stringify(value, null, 2) ?? "nothing")];
  const who = entry.notified?.length ? `notified: ${notified(entry.notified, world)}` : "nobody was notified because of it";
  return [
    back,
    h("h3", {}, `${entry.what} ${entry.kind === "delivery" ? "to the bot" : "from the bot"}`),
    h("p.aside", {}, `${entry.note || (entry.ok ? "done" : "failed")} · ${entry.took === null ? "no answer yet" : `${Math.round(entry.took * 1000)} ms`}`),
    h("p.told", {}, who),
    json("Request", entry.request),
    json("Answer", entry.answer),
  ];
}
