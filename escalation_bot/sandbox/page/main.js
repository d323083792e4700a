// Puts the page together: who is on the screen, what stands beside them, and how it looks.

import { menu } from "./blocks.js";
import { fill, h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { Pane } from "./pane.js";
import { said } from "./text.js";
import { SAID, tools } from "./tools.js";
import { tour } from "./tour.js";
import { ask, attempt, complain, World } from "./world.js";

const world = new World();
const part = (id) => document.getElementById(id);
const root = document.documentElement;

await attempt(() => world.open());
world.emoji = world.app.emoji ?? [...EMOJI.keys()].slice(0, 12);

/** Makes a pane somebody's screen. */
world.seat = async (pane, who, place) => {
  const person = world.players.find((each) => [each.id, each.name].includes(who));
  if (person && (pane.me !== person || place)) await pane.be(person.id, place ?? pane.place);
  world.follow();
  remember();
};

/** Puts somebody beside who is on the screen. */
world.beside = async (who, place) => {
  const pane = world.panes[1] ?? added();
  await world.seat(pane, who, place);
};

function added() {
  const pane = new Pane(world);
  world.panes.push(pane);
  part("desks").append(pane.root);
  root.classList.toggle("two", world.panes.length > 1);
  return pane;
}

async function alone() {
  world.panes.pop().root.remove();
  root.classList.remove("two");
  world.follow();
  world.tell("notifications");
  remember();
}

const remember = () => localStorage.setItem("screens", JSON.stringify(world.panes.map((pane) => [pane.me.id, pane.place])));

function remembered() {
  try {
    const known = JSON.parse(localStorage.getItem("screens") ?? "[]");
    return known.filter(([id]) => world.players.some((each) => each.id === id)).slice(0, 2);
  } catch {
    return [];
  }
}

// -- the top

function clock() {
  const zone = world.panes[0]?.reader.zone ?? "UTC";
  const now = world.now();
  fill(part("clock"), h("span", {}, `${said(now, "date_short", zone)}, ${said(now, "time", zone)}`),
    h("span.state", { "data-state": world.lost ? "lost" : world.bot.state }, world.lost ? "The sandbox is gone" : (SAID[world.bot.state] ?? "")));
}

function toggle(label, is, turn) {
  const button = h("button", { type: "button", "aria-pressed": String(is()), onclick: async () => (await turn(), button.setAttribute("aria-pressed", String(is()))) }, label);
  return button;
}

const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function darken() {
  root.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

async function save() {
  const saved = await attempt(() => ask("saved"));
  if (!saved) return;
  const address = URL.createObjectURL(new Blob([JSON.stringify(saved)], { type: "application/json" }));
  h("a", { href: address, download: "sandbox.json" }).click();
  URL.revokeObjectURL(address);
}

function load() {
  const file = h("input", { type: "file", accept: ".json" });
  file.addEventListener("change", () => attempt(async () => ask("saved", JSON.parse(await file.files[0].text()), "PUT")));
  file.click();
}

async function reload() {
  await attempt(() => world.open());
  for (const pane of world.panes) await pane.be(pane.me.id, pane.place);
  world.follow();
}

// -- beginning

const first = remembered();
for (const [id, place] of first.length ? first : [[(world.players.find((each) => each.name === "anna") ?? world.players[0]).id, "help-soc"]]) {
  if (!world.panes.length) part("desks").replaceChildren();
  await added().be(id, place);
}
world.tool = tools(part("tools"), world);
const start = tour(part("tour"), world);
/** Whom to put beside the first: Sam, who is asked in the example's world, else anybody. */
const second = () => world.players.find((each) => each.id !== world.panes[0].me.id && each.name === "sam") ?? world.players.find((each) => each.id !== world.panes[0].me.id);
fill(part("view"),
  toggle("Side by side", () => world.panes.length > 1, () => (world.panes.length > 1 ? alone() : world.beside(second().id, "soc-queue"))),
  toggle("Phone", () => root.classList.contains("phone"), () => root.classList.toggle("phone")),
  toggle("Tools", () => !root.classList.contains("bare"), () => root.classList.toggle("bare")),
  toggle("Dark", isDark, darken),
  start && h("button", { type: "button", onclick: start }, "Tour"),
  menu("More", "⋯", () => [{ words: "Save everything", note: "as a file", act: save }, { words: "Load what was saved", act: load }], "button"));
world.addEventListener("connected", ({ detail }) => ((world.lost = !detail), clock(), world.lost && complain("The sandbox does not answer. This page looks again by itself.")));
world.addEventListener("reset", reload);
world.addEventListener("person", () => world.panes.forEach((pane) => pane.showHead()));
world.watch("time bot notifications", clock);
setInterval(clock, 10_000);
world.follow();
root.classList.add("ready");
