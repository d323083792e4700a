// What the page knows of the sandbox, kept current by one stream, and how it asks for more. See docs/sandbox.md.

/** Asks the control API; throws its words where it refuses. */
export async function ask(path, body, method = body ? "POST" : "GET") {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(`/sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  if (!answer) throw new Error("The sandbox does not answer. Is it still running?");
  const read = await answer.json().catch(() => ({ error: `the sandbox answered ${answer.status}` }));
  if (!answer.ok) throw new Error(read.error);
  return read;
}

/** Everything that is no one person's, and the panes of the people on the screen. */
export class World extends EventTarget {
  people = new Map();
  groups = new Map();
  panes = [];
  entries = [];
  violations = [];
  time = { ahead: 0, next: null };
  bot = { state: "", connected: 0, restarts: 0 };
  faults = [];
  stories = { stories: [], playing: null };

  /** Reads what is there. Time and the bot may take a moment to answer, so nothing else waits for them. */
  async open() {
    for (const kind of ["time", "bot", "stories"]) attempt(async () => this.become(kind, await ask(kind)));
    attempt(async () => this.become("faults", (await ask("faults")).faults));
    const [app, { people, groups }] = await Promise.all([ask("app"), ask("people")]);
    this.app = app;
    this.people = new Map(people.map((each) => [each.id, each]));
    this.groups = new Map(groups.map((each) => [each.id, each]));
  }

  become(kind, now) {
    this[kind] = now;
    this.tell(kind);
  }

  /** Calls `tell` now and whenever one of these kinds changes. */
  watch(kinds, tell) {
    for (const kind of kinds.split(" ")) this.addEventListener(kind, ({ detail }) => tell(detail));
    tell();
  }

  /** Seconds since 1970 on the sandbox's clock. */
  now = () => Date.now() / 1000 + this.time.ahead;

  nameOf(id) {
    return this.people.get(id)?.display_name ?? this.groups.get(id)?.handle;
  }

  /** Everybody whom one can be. */
  get players() {
    return [...this.people.values()].filter((each) => !each.bot && !each.deleted);
  }

  /** Follows what changes for those on the screen, from the oldest state that one of them has. */
  follow() {
    this.stream?.close();
    const open = this.panes.filter((pane) => pane.me);
    const who = new Set(open.map((pane) => pane.me.id));
    const since = Math.min(...open.map((pane) => pane.version));
    open.forEach((pane) => (pane.isFollowed = true));
    const query = [...who].map((id) => `as=${id}`).join("&");
    this.stream = new EventSource(`/sandbox/changes?${query}&since=${since}&record=1`);
    this.stream.onmessage = ({ data }) => this.apply(JSON.parse(data));
    this.stream.onopen = () => this.tell("connected", true);
    this.stream.onerror = () => this.tell("connected", false);
  }

  apply(change) {
    if (change.as) return this.panes.filter((pane) => pane.me?.id === change.as).forEach((pane) => pane.apply(change));
    const { kind } = change;
    if (kind === "person") this.people.set(change.person.id, change.person);
    else if (kind === "group") this.groups.set(change.group.id, change.group);
    else if (kind === "entry") this.note(change.entry);
    else if (kind === "violation") this.violations[change.number - 1] = change.words;
    else if (kind === "version") this.panes.forEach((pane) => pane.isFollowed && (pane.version = change.version));
    else if (kind !== "reset") this[kind] = kind === "bot" ? { ...this.bot, ...change.bot } : change[kind];
    this.tell(kind, change);
  }

  /** Keeps the newest entries of the record, each once. */
  note(entry) {
    const at = this.entries.findLastIndex((each) => each.number === entry.number);
    if (at >= 0) this.entries[at] = entry;
    else this.entries.push(entry);
    if (this.entries.length > 600) this.entries.splice(0, 200);
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/** Does something that may be refused, and says so where it is. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    complain(error.message);
    return null;
  }
}

let fading;

export function complain(words) {
  const alert = document.getElementById("alert");
  alert.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => (alert.textContent = ""), 8000);
}

/** For those who cannot see it. */
export function speak(words) {
  document.getElementById("spoken").textContent = words;
}
