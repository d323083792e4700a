// Stories that play by themselves or step by step: what people do, and what is seen of it.

import { fill, h } from "./dom.js";
import { ask, attempt } from "./world.js";

const STATE = { paused: "paused", playing: "playing …", ended: "told to its end", stopped: "stopped" };

export function stories(panel, world) {
  const tell = async (what, story) => {
    const now = await attempt(() => ask("stories", { do: what, ...(story ? { story } : {}) }));
    if (now) world.apply({ kind: "stories", stories: now });
  };
  const list = h("div");
  const told = h("ol.list.story", { "aria-live": "polite" });
  fill(panel, h("h2", {}, "Stories"), list, told);
  world.watch("stories", () => {
    const { stories: all, playing } = world.stories;
    fill(list, all.length ? all.map((each) => offered(each, playing, tell)) : h("p.aside", {}, "This bot brought no stories."));
    const known = told.children.length;
    const steps = playing?.told ?? [];
    if (steps.length < known) fill(told);
    steps.slice(told.children.length).forEach((each) => told.append(line(each, world)));
    if (playing?.problem) told.append(h("li.problem", {}, `It stopped here: ${playing.problem}`));
    if (steps.length > known) told.lastElementChild?.scrollIntoView({ block: "nearest" });
  });
}

function offered({ id, title, about }, playing, tell) {
  const mine = playing?.story === id ? playing : null;
  const does = (what, label, name = "button") => h(name, { type: "button", onclick: () => tell(what, id) }, label);
  const isPlaying = mine?.state === "playing";
  return h("section.offered", {}, h("h3", {}, title, mine && h("small", {}, ` ${STATE[mine.state]}`)), h("p.aside", {}, about),
    h("div.actions", {}, isPlaying ? does("pause", "Pause") : does("play", "Play", "button.primary"), does("step", "One step"), mine && does("restart", "Restart"), mine && does("stop", "Stop")));
}

function line({ kind, who, words, channel, ts }, world) {
  if (kind === "scene") return h("li.scene", {}, words);
  const name = who && h("strong", {}, `${world.nameOf(who) ?? who} `);
  const show = async () => {
    const pane = world.panes.find((each) => each.me.id === who) ?? world.panes[0];
    if (who && pane.me.id !== who) await world.seat(pane, who);
    if (channel) await pane.go(channel, { ts });
  };
  const look = channel && h("button.quiet", { type: "button", onclick: show, "aria-label": `Look at it as ${world.nameOf(who) ?? "yourself"}` }, "look");
  return h(`li.${kind}`, {}, h("span", {}, name, kind === "sees" ? "sees: " : "", words), look);
}
