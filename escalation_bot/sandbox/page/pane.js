// One person's screen: their channels, a conversation with a thread beside it, the app's Home, and the form in front.

import { channelList } from "./channels.js";
import { fill, h, soon, walk } from "./dom.js";
import { field, initial } from "./fields.js";
import { Composer } from "./composer.js";
import { agreed, Filled, Modal } from "./form.js";
import { face } from "./message.js";
import { Messages } from "./messages.js";
import { ask, attempt, speak } from "./world.js";

const HOME = "home";

export class Pane {
  channels = new Map();
  notifications = [];
  forms = new Map();
  place = null; // a channel's id, or HOME
  thread = null; // the ts of the parent on the screen

  constructor(world) {
    this.world = world;
    this.reader = { nameOf: this.nameOf, isMe: this.isMe, now: world.now, zone: "UTC" };
    this.head = h("header.who");
    this.toNav = h("button.quiet.to-nav", { type: "button", "aria-label": "Channels", onclick: () => this.root.classList.toggle("nav-open") }, "☰");
    this.nav = walk(h("nav", { "aria-label": "Channels" }));
    this.talk = new Messages(this, { label: "Messages" });
    this.talk.earlier.addEventListener("click", () => this.older());
    this.talkHead = h("header.place");
    this.talkComposer = new Composer(this, { send: this.sender(() => ({ in: this.place })) });
    this.notices = h("div.notices", { role: "status" });
    this.home = new Filled(this, "div.view.home");
    this.replies = new Messages(this, { label: "Replies", inThread: true });
    this.replyComposer = new Composer(this, { inThread: true, send: this.sender(() => ({ in: this.place, thread: this.thread })) });
    this.beside = h("section.thread", { "aria-label": "Thread", hidden: true }, this.threadHead(), this.replies.root, this.replyComposer.root);
    this.main = h("section.talk", { "aria-label": "Conversation" }, this.talkHead, this.talk.root, this.home.root, this.notices, this.talkComposer.root);
    this.desk = h("div.desk", {}, this.nav, this.main, this.beside);
    this.layer = h("div.layer", { hidden: true });
    this.stage = h("div.stage", {}, this.desk, this.layer);
    this.root = h("article.pane", {}, this.head, this.stage);
    this.laterNav = soon(() => this.showNav());
    this.beside.addEventListener("keydown", (event) => event.key === "Escape" && this.goThread(null));
  }

  // -- who

  /** Becomes somebody, and opens what they look at first. */
  async be(id, place) {
    const seen = await attempt(() => ask(`as/${id}`));
    if (!seen) return;
    const { version, now, me, channels, notifications, modals, home } = seen;
    this.world.time.ahead ||= (Date.parse(now) - Date.now()) / 1000;
    Object.assign(this, { version, me, notifications, homeView: home, place: null, thread: null, isFollowed: false });
    this.reader.zone = me.tz || "UTC";
    this.channels = new Map(channels.map((each) => [each.id, each]));
    this.root.setAttribute("aria-label", `${me.display_name}'s screen`);
    fill(this.notices);
    this.showHead();
    this.showModals(modals);
    const known = channels.find((each) => each.id === place || each.name === place);
    await this.go((known ?? channels.find((each) => each.member) ?? channels[0])?.id);
    this.world.tell("notifications");
  }

  showHead() {
    const said = ({ real_name, title }) => (title ? `${real_name}, ${title}` : real_name);
    const options = this.world.players.map((each) => h("option", { value: each.id, selected: each.id === this.me.id }, said(each)));
    const select = h("select", { "aria-label": "You are" }, options);
    select.addEventListener("change", () => this.world.seat(this, select.value));
    fill(this.head, this.toNav, face(this.me, this.me.id), h("label", {}, h("small", {}, "You are"), select), h("small.zone", {}, this.me.tz));
  }

  nameOf = (id) => this.world.nameOf(id) ?? this.channels.get(id)?.name;
  isMe = (id) => id === this.me.id || Boolean(this.world.groups.get(id)?.members.includes(this.me.id));
  file = (id) => `/sandbox/as/${this.me.id}/files/${id}`;

  get named() {
    return [...this.channels.values()].filter((each) => each.name);
  }

  people = () => this.world.players.map((each) => ({ text: each.real_name, note: each.title, value: each.id }));

  channelChoices = (kinds) => {
    const kind = { channel: "public", group: "private", im: "im" };
    return this.named.filter((each) => !kinds || kinds.includes(kind[each.kind])).map((each) => ({ text: `#${each.name}`, value: each.id }));
  };

  // -- where

  showNav() {
    this.toNav.classList.toggle("unread", [...this.channels.values()].some(({ unread }) => unread > 0));
    fill(this.nav, channelList(this, HOME));
  }

  /** Opens a channel or the app's Home; with `thread` its thread, with `ts` at that message. */
  async go(id, { thread = null, ts = null } = {}) {
    this.root.classList.remove("nav-open");
    if (id !== this.place) {
      this.place = id;
      await (id === HOME ? this.openHome() : this.openChannel(id));
    }
    if (thread !== this.thread) await this.goThread(thread);
    (thread && thread !== ts ? this.replies : this.talk).point(ts);
  }

  async openChannel(id) {
    const channel = this.channels.get(id);
    this.show(channel.name ? `#${channel.name}` : this.world.app.bot.name, channel);
    const read = await this.read(`in=${id}`);
    if (!read || this.place !== id) return;
    const [first] = this.world.app.commands.map(({ command }) => ` Type ${command} below, or / to see what there is.`);
    this.talk.empty = `Nothing was said here yet.${first ?? ""}`;
    this.talk.show(read.messages, channel.unread ? channel.read : null);
    this.talk.earlier.hidden = !read.more;
    this.haveRead();
  }

  read = (query) => attempt(() => ask(`as/${this.me.id}/messages?${query}`));

  async older() {
    const first = this.talk.items.keys().next().value;
    const read = await this.read(`in=${this.place}&before=${first}`);
    if (!read) return;
    const shown = await this.read(`in=${this.place}&limit=${this.talk.items.size}`);
    this.talk.show([...read.messages, ...shown.messages]);
    this.talk.earlier.hidden = !read.more;
    this.talk.point(first);
  }

  async openHome() {
    this.show("Home", {});
    if (this.homeView) this.home.show(this.homeView);
    const opened = await this.ask("opens_home", { tab: HOME });
    if (opened?.home) this.home.show((this.homeView = opened.home));
  }

  show(title, channel) {
    const isHome = this.place === HOME;
    this.goThread(null);
    this.main.classList.toggle("at-home", isHome);
    this.home.root.hidden = !isHome;
    this.talk.root.hidden = this.talkComposer.root.hidden = isHome;
    const members = channel.name ? `${channel.kind === "group" ? "private, " : ""}${channel.members} members` : "";
    const join = channel.name && !channel.member && !channel.archived && h("button", { type: "button", onclick: () => this.act("joins", { in: channel.id }) }, "Join");
    fill(this.talkHead, h("h2", {}, title), h("small", {}, members), join);
    this.showComposer(channel, title);
    this.showNav();
  }

  showComposer(channel, title) {
    const why = channel.archived ? "This channel is archived" : channel.member === false ? "Join the channel to write in it" : "";
    this.talkComposer.within(`Message ${title}`, why);
    this.replyComposer.within("Reply in the thread", why);
  }

  // -- the thread beside it

  threadHead() {
    return h("header.place", {}, h("h2", {}, "Thread"), h("button.quiet", { type: "button", "aria-label": "Close thread", onclick: () => this.goThread(null) }, "×"));
  }

  async goThread(ts) {
    this.thread = ts;
    this.beside.hidden = !ts;
    this.root.classList.toggle("in-thread", Boolean(ts));
    if (!ts) return;
    fill(this.replies.list);
    const read = await this.read(`in=${this.place}&thread=${ts}&limit=200`);
    if (!read || this.thread !== ts) return;
    this.replies.show(read.messages);
    this.replyComposer.area.focus();
    this.haveRead();
  }

  // -- what happens

  apply(change) {
    const { kind } = change;
    if (kind === "message") this.seen(change.message);
    else if (kind === "removed") [this.talk, this.replies].forEach((list) => list.drop(change.ts));
    else if (kind === "channel") this.changed(change.channel);
    else if (kind === "closed") (this.channels.delete(change.channel), this.showNav());
    else if (kind === "notification") this.hear(change.notification);
    else if (kind === "warning") this.warn(change.warning);
    else if (kind === "modals") this.showModals(change.modals);
    else if (kind === "home") (this.homeView = change.home, this.place === HOME && this.home.show(change.home));
  }

  hear(notification) {
    if (notification.number <= (this.notifications.at(-1)?.number ?? 0)) return; // told again after a lost connection
    this.notifications.push(notification);
    this.world.tell("notifications");
  }

  seen(message) {
    if (message.channel !== this.place) return;
    const [isNew, isReply] = [!this.talk.items.has(message.ts), message.thread_ts !== null];
    if (!isReply || message.broadcast) this.talk.put(message);
    if (this.thread && [message.thread_ts, message.ts].includes(this.thread)) this.replies.put(message);
    if (isNew && message.user !== this.me.id) speak(`${this.nameOf(message.user)}: ${message.plain}`);
    if (isNew) this.haveRead();
  }

  changed(channel) {
    const before = this.channels.get(channel.id);
    this.channels.set(channel.id, channel);
    this.laterNav();
    if (channel.id === this.place && before && (before.member !== channel.member || before.archived !== channel.archived)) {
      this.place = null;
      this.go(channel.id);
    }
  }

  /** What is on the screen has been read, once nothing more came for a moment. */
  haveRead() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => {
      if (this.place && this.place !== HOME) ask(`as/${this.me.id}/reads`, { in: this.place }).catch(() => {});
      if (this.thread) ask(`as/${this.me.id}/reads`, { in: this.place, thread: this.thread }).catch(() => {});
    }, 400);
  }

  /** What Slack itself says to a person when the app did not answer. */
  warn({ words: text, error }) {
    const away = () => notice.remove();
    const notice = h("div.notice", {}, h("span", {}, h("strong", {}, "Only visible to you. "), text || error), h("button.quiet", { type: "button", "aria-label": "Dismiss", onclick: away }, "×"));
    this.notices.append(notice);
    while (this.notices.children.length > 3) this.notices.firstChild.remove();
  }

  // -- forms

  showModals(views) {
    const open = new Map(views.map((view) => [view.id, this.forms.get(view.id) ?? new Modal(this, view)]));
    views.forEach((view) => this.forms.has(view.id) && open.get(view.id).show(view));
    const gone = [...this.forms.values()].filter((form) => !open.has(form.view.id));
    this.forms = open;
    const top = [...open.values()].at(-1);
    this.layer.hidden = !top;
    this.desk.inert = Boolean(top);
    if (top && this.layer.firstChild !== top.root) {
      fill(this.layer, top.root);
      top.focus();
    } else if (!top) fill(this.layer);
    gone.forEach((form) => form.release?.());
    this.world.tell("screen");
  }

  agreed = (confirm) => agreed(confirm, this);

  // -- acting

  /** Acts as this person; the answer, or null where it was refused (which is said). */
  act = (what, body) => attempt(() => ask(`as/${this.me.id}/${what}`, body));

  /** Acts, and shows the forms that are on the screen then. */
  ask = async (what, body) => {
    const [me, result] = [this.me.id, await this.act(what, body)];
    if (result?.modals && me === this.me.id) this.showModals(result.modals);
    return result;
  };

  sender = (where) => async (text, files) => {
    const result = await this.ask("types", { ...where(), words: text, files });
    if (result?.failed === "unknown_command") this.warn({ words: `${text.split(" ")[0]} is no command here. Type / to see those there are.` });
    return result !== null;
  };

  upload = async (file) => {
    const data = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1] ?? "");
      reader.onerror = reject;
      reader.readAsDataURL(file);
    });
    return (await ask(`as/${this.me.id}/uploads`, { name: file.name, data })).file;
  };

  /** The list that a message stands in: the thread's while that is open. */
  listOf = (ts) => (this.thread && this.replies.items.has(ts) ? this.replies : this.talk);

  /** What the blocks of a message need of their surroundings. */
  envOf(message) {
    const at = { in: message.channel, ts: message.ts };
    const act = async (block, element, value) => {
      if (!(await this.agreed(element.confirm))) return;
      await this.ask("presses", { ...at, block_id: block.block_id, action_id: element.action_id, value });
    };
    const surroundings = (block, element) => ({
      label: element.placeholder?.text ?? block.text?.text ?? element.action_id,
      reader: this.reader,
      people: this.people,
      channels: this.channelChoices,
      search: (typed) => this.ask("searches", { ...at, block_id: block.block_id, action_id: element.action_id, words: typed }),
      change: (value) => act(block, element, value),
    });
    return { reader: this.reader, file: this.file, act, field: (block, element) => field(element, initial(element), surroundings(block, element)) };
  }
}
