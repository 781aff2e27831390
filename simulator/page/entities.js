// Text and entities into nodes. Only text nodes and elements made here: a message can bring no markup of its own.

const SIMPLE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/** The payload of a deep link to the bot, "" for a plain link to it, null for any other address. */
export function startPayload(url, username) {
  const match = /^(?:https?:\/\/)?t\.me\/(\w+)(?:\?start=([\w-]*))?$/i.exec(url);
  const deep = /^tg:\/\/resolve\?domain=(\w+)(?:&start=([\w-]*))?$/i.exec(url);
  const found = match ?? deep;
  return found && found[1].toLowerCase() === (username ?? "").toLowerCase() ? found[2] ?? "" : null;
}

function linkTo(url, shown, context) {
  const payload = startPayload(url, context.username);
  if (payload !== null) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "as-link";
    button.addEventListener("click", () => context.start(payload));
    button.append(...shown);
    return button;
  }
  const link = document.createElement("a");
  const address = /^[a-z]+:/i.test(url) ? url : `https://${url}`;
  if (/^(https?|tel|mailto):/i.test(address)) link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.append(...shown);
  return link;
}

function wrap(entity, raw, shown, context) {
  if (entity.type === "text_link") return linkTo(entity.url, shown, context);
  if (entity.type === "url") return linkTo(raw, shown, context);
  if (entity.type === "email") return linkTo(`mailto:${raw}`, shown, context);
  if (entity.type === "bot_command") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "as-link";
    button.addEventListener("click", () => context.say(raw));
    button.append(...shown);
    return button;
  }
  const element = document.createElement(entity.type === "spoiler" ? "button" : SIMPLE[entity.type] ?? "span");
  if (entity.type === "spoiler") {
    element.type = "button";
    element.className = "spoiler";
    element.addEventListener("click", () => element.classList.add("open"));
  }
  element.append(...shown);
  return element;
}

/** Adds plain text; a block already breaks the line, so the newline after it is not shown twice. */
function push(nodes, text) {
  const block = /^(BLOCKQUOTE|PRE)$/.test(nodes.at(-1)?.tagName ?? "");
  const shown = block ? text.replace(/^\n/, "") : text;
  if (shown) nodes.push(document.createTextNode(shown));
}

/** Nodes for text[from, to): offsets are UTF-16 units, as JavaScript's own. Entities nest, outer ones first. */
export function render(text, entities, context, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const start = Math.max(entity.offset, from);
    const end = Math.min(entity.offset + entity.length, to);
    if (start < at || end <= start) continue;
    push(nodes, text.slice(at, start));
    const inner = render(text, entities.slice(i + 1), context, start, end);
    nodes.push(wrap(entity, text.slice(start, end), inner, context));
    at = end;
  }
  push(nodes, text.slice(at, to));
  return nodes;
}
