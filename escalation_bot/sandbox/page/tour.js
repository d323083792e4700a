// Five steps for whoever is here for the first time. Each can be done by hand, or shown.

import { fill, h } from "./dom.js";

const SEEN = "tour-seen";

/** What a newcomer does, in order. `show(desk)` does it; `done(desk)` is true once it was done, `heard` notifications ago. */
const STEPS = [
  {
    title: "You are Anna, and a ticket must go first",
    words: "Type /escalate and a ticket, such as SOC-107, in #help-soc and press Enter. The bot that answers is the real one.",
    show: async ({ me, world, ticket }) => {
      await world.seat(me(), "anna", "help-soc");
      me().talkComposer.write(`/escalate ${ticket()}`);
      await me().talkComposer.submit();
    },
    done: ({ me }) => me().forms.size > 0,
  },
  {
    title: "Say why, in a short form",
    words: "What does the customer lose, and by when? Choose, write two sentences, and press Escalate.",
    show: async ({ me, today }) => {
      await me().ask("submits", { view: [...me().forms.keys()].at(-1), values: example(today()) });
    },
    done: ({ me }) => [...me().forms.values()].some((form) => form.title.textContent === "Escalated"),
  },
  {
    title: "Now be Sam, of the team that is asked",
    words: "Two people side by side: on the right Sam sees the card in #soc-queue. Nobody was pinged for it.",
    show: async ({ me, world }) => {
      for (const id of [...me().forms.keys()].reverse()) await me().ask("closes", { view: id, all: true });
      await world.beside("sam", "soc-queue");
    },
    done: ({ world }) => world.panes.some((pane) => pane.me?.name === "sam"),
  },
  {
    title: "Take it with a reaction",
    words: "Sam puts 👀 on the card. Anna hears of it in her thread; see who was notified, and why, in the list on the right.",
    show: async ({ world, newest }) => {
      const sam = world.panes.find((pane) => pane.me.name === "sam");
      const card = await newest(sam);
      if (card) await sam.act("reacts", { in: sam.place, ts: card, name: "eyes" });
      world.tool("notified");
    },
    done: ({ me, heard }) => me().notifications.slice(heard).some(({ text }) => text.includes("has taken")),
  },
  {
    title: "Let time go by, and break things",
    words: "Under Time go to the next reminder. Under Trouble kill the bot in the middle of something, and start it again: nothing is lost.",
    show: async ({ world }) => world.tool("time"),
    done: () => false,
  },
];

const example = (today) => ({
  motive: { motive: "deadline" },
  by: { by: today },
  words: { words: "Their web shop opens that day. Orders over 50 lines are dropped, and 400 stores order that way." },
  impact: { impact: "major" },
});

/** A ticket that nobody has asked for yet, as far as this person reads. */
function unasked(pane) {
  const read = pane.talk.list.textContent;
  const all = Array.from({ length: 99 }, (_, number) => `SOC-${101 + number}`);
  return all.find((ticket) => !read.includes(ticket)) ?? all[0];
}

/** The ts of the card of a ticket on somebody's screen, waited for a little; without a ticket the newest. */
async function cardOf(pane, ticket) {
  for (let look = 0; look < 50; look++) {
    const found = [...pane.talk.items].findLast(([, item]) => item.textContent.includes(ticket));
    if (found) return found[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** The tour, where the people in it are there; it begins by itself on the first visit. Answers what starts it again. */
export function tour(root, world) {
  if (!world.players.some(({ name }) => name === "anna") || !world.players.some(({ name }) => name === "sam")) return null;
  let at = 0;
  let asked = "";
  const desk = {
    world,
    me: () => world.panes[0],
    ticket: () => (asked = unasked(world.panes[0])),
    newest: (pane) => cardOf(pane, asked),
    today: () => new Date((world.now() + 10 * 86400) * 1000).toISOString().slice(0, 10),
  };
  const end = () => {
    root.hidden = true;
    localStorage.setItem(SEEN, "yes");
  };
  const go = (to) => {
    if (to >= STEPS.length) return end();
    at = to;
    desk.heard = world.panes[0].notifications.length;
    draw();
    return undefined;
  };
  const draw = () => {
    const { title, words, show } = STEPS[at];
    const doIt = async ({ currentTarget: button }) => {
      button.setAttribute("aria-busy", "true");
      await show(desk);
      button.removeAttribute("aria-busy");
      if (at === STEPS.length - 1) end();
    };
    fill(root,
      h("header", {}, h("small", {}, `Step ${at + 1} of ${STEPS.length}`), h("button.quiet", { type: "button", "aria-label": "Close the tour", onclick: end }, "×")),
      h("h2", {}, title), h("p", {}, words),
      h("footer", {}, h("button.primary", { type: "button", onclick: doIt }, at === STEPS.length - 1 ? "Show me where" : "Do it for me"),
        at > 0 && h("button", { type: "button", onclick: () => go(at - 1) }, "Back"),
        h("button", { type: "button", onclick: () => go(at + 1) }, at === STEPS.length - 1 ? "Done" : "Next")));
  };
  const look = () => !root.hidden && STEPS[at].done(desk) && go(at + 1);
  world.watch("notifications screen", look);
  const start = () => {
    root.hidden = false;
    go(0);
  };
  if (!localStorage.getItem(SEEN)) start();
  return start;
}
