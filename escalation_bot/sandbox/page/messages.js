// The messages of a channel or thread as a list that is changed one by one, however many there are.

import { fill, h } from "./dom.js";
import { messageItem } from "./message.js";
import { day, said } from "./text.js";

const TOGETHER = 300; // seconds within which messages of one person stand under one name

/** A list of messages. Up and Down walk through it; what is new is scrolled to where one was at its end. */
export class Messages {
  constructor(pane, { label, inThread = false }) {
    Object.assign(this, { pane, inThread, items: new Map(), read: null, last: null, roving: null, isAtEnd: true, staying: 0 });
    this.list = h("ol.messages", { "aria-label": label });
    this.earlier = h("button.earlier", { type: "button", hidden: true }, "Earlier messages");
    this.root = h("div.scroller", { role: "group", "aria-label": `${label}, to scroll`, tabIndex: 0 }, this.earlier, this.list);
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.root.addEventListener("scroll", () => (this.isAtEnd = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 80));
  }

  /** Puts other messages here; what is newer than `read` stands below a line, where there is one. */
  show(messages, read = null) {
    this.items.clear();
    Object.assign(this, { read, last: null, roving: null });
    fill(this.list);
    if (!messages.length && this.empty) this.list.append(h("li.empty", {}, this.empty));
    messages.forEach((each) => this.append(each));
    this.toEnd();
  }

  /** A message that is new, or is different now. */
  put(message) {
    const old = this.items.get(message.ts);
    if (old) return this.replace(old, message);
    this.append(message);
    return this.stay();
  }

  drop(ts) {
    this.items.get(ts)?.remove();
    this.items.delete(ts);
  }

  toEnd() {
    this.isAtEnd = true;
    this.stay();
  }

  /** Whoever was at the end stays there: once a frame, however much is new, as it makes the browser lay out. */
  stay() {
    if (!this.isAtEnd || this.staying) return;
    this.staying = requestAnimationFrame(() => {
      this.staying = 0;
      this.root.scrollTop = this.root.scrollHeight;
    });
  }

  /** Shows a message as one that was looked for. */
  point(ts) {
    const item = this.items.get(ts);
    if (!item) return;
    this.isAtEnd = false;
    cancelAnimationFrame(this.staying);
    this.staying = 0;
    item.scrollIntoView({ block: "center" });
    item.classList.add("pointed");
    setTimeout(() => item.classList.remove("pointed"), 2500);
  }

  append(message) {
    this.list.querySelector(".empty")?.remove();
    const last = this.last;
    const item = this.made(message);
    const isNewDay = !last || this.dayOf(last) !== this.dayOf(message);
    if (isNewDay) this.list.append(h("li.day", {}, said(Number(message.ts), "date_long", this.pane.reader.zone)));
    if (this.read !== null && message.ts > this.read && (!last || last.ts <= this.read) && message.user !== this.pane.me.id) {
      this.list.append(h("li.fresh", {}, "New"));
      this.read = null;
    }
    item.classList.toggle("joined", !isNewDay && this.goesOn(last, message));
    this.list.append(item);
    this.roving?.setAttribute("tabindex", "-1");
    this.roving = item;
    item.tabIndex = 0;
    this.last = message;
  }

  /** Whether a message stands under the name above it. */
  goesOn(last, message) {
    const isOne = last.user === message.user && !last.ephemeral && !message.ephemeral && message.ts - last.ts < TOGETHER;
    return isOne && !(this.inThread && last.thread_ts === null);
  }

  replace(old, message) {
    const item = this.made(message);
    item.classList.toggle("joined", old.classList.contains("joined"));
    item.tabIndex = old.tabIndex;
    if (this.roving === old) this.roving = item;
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(item);
    if (hadFocus) item.focus({ preventScroll: true });
    this.stay();
  }

  made(message) {
    const item = messageItem(message, this.pane, { inThread: this.inThread });
    this.items.set(message.ts, item);
    return item;
  }

  dayOf = (message) => day(Number(message.ts), this.pane.reader.zone);

  walk(event) {
    const item = event.target.closest("li.message");
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (!item || !step || event.target !== item) return;
    event.preventDefault();
    let next = item[step];
    while (next && !next.matches("li.message")) next = next[step];
    next?.focus();
  }
}
