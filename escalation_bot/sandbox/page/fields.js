// The inputs of Block Kit. Each shows what it holds (`state.values`, in Slack's own shape) and tells its plain value, as
// docs/sandbox.md names it, when it changed. `env` is what an input needs of its surroundings: id or label, labelledBy,
// describedBy, reader, change(value), enter(event), people(), channels(kinds), search(words), upload(file).

import { fresh, h } from "./dom.js";
import { among, picker } from "./picker.js";
import { day, said } from "./text.js";

/** The element of an input, holding `held`, an entry of `state.values` (nothing: as the app wants it at first). */
export function field(element, held, env) {
  const make = FIELDS[element.type];
  return make ? make(element, held ?? {}, env) : h("p.unknown", {}, `${element.type}, which this page does not draw`);
}

export const isField = (element) => element.type in FIELDS;

const named = (env, element) => ({
  id: env.id,
  "aria-describedby": env.describedBy,
  "aria-label": env.id ? undefined : env.label,
  placeholder: element.placeholder?.text,
});

function typed(type, more = {}) {
  return (element, held, env) => {
    const given = { ...named(env, element), ...more, type, value: held.value ?? "", maxlength: element.max_length };
    const input = element.multiline ? h("textarea", { ...given, type: undefined, rows: 4 }) : h("input", given);
    input.addEventListener("input", () => env.change(input.value || null));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !element.multiline && !event.isComposing) env.enter?.(event);
    });
    return input;
  };
}

/** Rich text is typed as plain text here: nothing of it is markup. */
function richInput(element, held, env) {
  const area = h("textarea", { ...named(env, element), rows: 4, value: plain(held.rich_text_value) });
  area.addEventListener("input", () => env.change(area.value || null));
  return area;
}

const plain = (block) =>
  (block?.elements ?? []).map((part) => (part.elements ?? []).map((leaf) => leaf.text ?? leaf.url ?? "").join("")).join("\n");

const choice = (option) => ({ text: option.text.text, note: option.description?.text, value: option.value });

const groupsOf = (element) =>
  (element.option_groups ?? [{ options: element.options ?? [] }]).map((group) => ({
    label: group.label?.text,
    choices: group.options.map(choice),
  }));

/** A menu. `read` gives the choice for a value, `load` those for what was typed, `name` where the value stands. */
function menu(name, load, read = choice) {
  return (element, held, env) => {
    const many = element.type.startsWith("multi_");
    const value = held[many ? `${name}s` : name];
    const now = many ? (value ?? []) : value ? [value] : [];
    const told = (chosen) => {
      const values = chosen.map((each) => each.value);
      env.change(many ? values : (values[0] ?? null));
    };
    return picker({
      id: env.id ?? fresh("menu"),
      describedBy: env.describedBy,
      label: env.id ? undefined : env.label,
      placeholder: element.placeholder?.text ?? "Choose",
     
      many,
      max: element.max_selected_items,
      chosen: now.map((each) => read(each, env)),
      load: (words) => load(element, words, env),
      onchange: told,
    });
  };
}

const fixed = async (element, words) => among(groupsOf(element), words);

async function external(element, words, env) {
  if (words.length < (element.min_query_length ?? 3)) return [];
  return groupsOf((await env.search(words)) ?? {});
}

const ofPeople = async (_element, words, env) => among([{ choices: env.people() }], words);
const ofChannels = async (element, words, env) => among([{ choices: env.channels(element.filter?.include) }], words);

const idOf = (sign) => (id, env) => ({ text: sign + (env.reader.nameOf(id) ?? id), value: id });

function chips(type) {
  return (element, held, env) => {
    const many = type === "checkbox";
    const key = many ? "selected_options" : "selected_option";
    const chosen = new Set((many ? (held[key] ?? []) : [held[key]]).filter(Boolean).map((option) => option.value));
    const name = fresh("choice");
    const rows = element.options.map((option) => {
      const about = option.description && h("small", { id: fresh("about") }, option.description.text);
      const input = h("input", { type, name, checked: chosen.has(option.value), "aria-describedby": about?.id });
      input.addEventListener("change", () => {
        if (!many) chosen.clear();
        chosen[input.checked ? "add" : "delete"](option.value);
        const now = element.options.map((each) => each.value).filter((value) => chosen.has(value));
        env.change(many ? now : now[0]);
      });
      return h("div.choice", {}, h("label", {}, input, h("span", {}, option.text.text)), about);
    });
    const role = many ? "group" : "radiogroup";
    return h("div.choices", { role, id: env.id, "aria-labelledby": env.labelledBy, "aria-label": env.labelledBy ? undefined : env.label, "aria-describedby": env.describedBy }, rows);
  };
}

function picked(type, key) {
  return (element, held, env) => {
    const input = h("input", { ...named(env, element), type, value: held[key] ?? "" });
    input.addEventListener("change", () => env.change(input.value || null));
    return input;
  };
}

function dateTime(element, held, env) {
  const epoch = held.selected_date_time;
  const shown = epoch ? `${day(epoch, env.reader.zone)}T${said(epoch, "time", env.reader.zone)}` : "";
  const input = h("input", { ...named(env, element), type: "datetime-local", value: shown });
  input.addEventListener("change", () =>
    env.change(input.value ? epochOf(input.value, env.reader.zone) : null),
  );
  return input;
}

/** The moment that a clock in a zone shows as `2026-11-23T10:00`. */
export function epochOf(local, zone) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  const shows = (epoch) => Date.parse(`${day(epoch, zone)}T${said(epoch, "time", zone)}Z`) / 1000;
  const near = wanted - (shows(wanted) - wanted);
  return near - (shows(near) - wanted); // once more: a clock change may lie between the two
}

function files(element, held, env) {
  const accept = element.filetypes?.map((each) => `.${each}`).join();
  const most = element.max_files ?? 10;
  const input = h("input", { ...named(env, element), type: "file", multiple: most > 1, accept });
  const list = h("ul.files", {}, (held.files ?? []).map((file) => h("li", {}, file.name)));
  input.addEventListener("change", async () => {
    const uploaded = await Promise.all([...input.files].map(env.upload));
    env.change(uploaded.map((file) => file.id));
    list.replaceChildren(...uploaded.map((file) => h("li", {}, file.name)));
  });
  return h("div", {}, input, list);
}

const FIELDS = {
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("text", { inputmode: "decimal" }),
  rich_text_input: richInput,
  static_select: menu("selected_option", fixed),
  external_select: menu("selected_option", external),
  users_select: menu("selected_user", ofPeople, idOf("@")),
  conversations_select: menu("selected_conversation", ofChannels, idOf("#")),
  channels_select: menu("selected_channel", ofChannels, idOf("#")),
  multi_static_select: menu("selected_option", fixed),
  multi_external_select: menu("selected_option", external),
  multi_users_select: menu("selected_user", ofPeople, idOf("@")),
  multi_conversations_select: menu("selected_conversation", ofChannels, idOf("#")),
  multi_channels_select: menu("selected_channel", ofChannels, idOf("#")),
  radio_buttons: chips("radio"),
  checkboxes: chips("checkbox"),
  datepicker: picked("date", "selected_date"),
  timepicker: picked("time", "selected_time"),
  datetimepicker: dateTime,
  file_input: files,
};

/** What an element holds that nobody touched, as far as the app said so. */
export function initial(element) {
  const named = Object.entries(element).filter(([key]) => key.startsWith("initial_"));
  const key = { initial_value: element.type === "rich_text_input" ? "rich_text_value" : "value" };
  return Object.fromEntries(named.map(([name, value]) => [key[name] ?? name.replace("initial_", "selected_"), value]));
}
