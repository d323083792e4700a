// The list of what somebody can open: channels by name, then what is between them and the app.

import { h } from "./dom.js";

/** The entries for a pane; `home` is the name of the place that the app's Home is. */
export function channelList(pane, home) {
  const { app } = pane.world;
  const direct = [...pane.channels.values()].filter((each) => each.kind === "im");
  return [
    h("h2", {}, "Channels"),
    pane.named.map((each) => entry(pane, each.id, each.kind === "group" ? "🔒" : "#", each.name, each)),
    h("h2", {}, app.bot.name),
    app.home_tab && entry(pane, home, "⌂", "Home", {}),
    direct.map((each) => entry(pane, each.id, "✉", "Direct messages", each)),
  ];
}

function entry(pane, id, sign, name, { unread, pings, member = true, archived }) {
  const made = h("button.entry", { type: "button", "aria-current": id === pane.place ? "page" : undefined, onclick: () => pane.go(id) },
    h("span.sign", { "aria-hidden": "true" }, sign),
    h("span.name", {}, name),
    archived && h("small", {}, "archived"),
    unread > 0 && !pings && h("span.unseen", {}, " unread"),
    pings > 0 && h("span.count", {}, String(pings), h("span.unseen", {}, " mentions")));
  made.classList.toggle("unread", unread > 0);
  made.classList.toggle("outside", !member);
  return made;
}
