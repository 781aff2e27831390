// One bubble.

import { render, startPayload } from "./entities.js";

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} ko` : `${(bytes / 1048576).toFixed(1).replace(".", ",")} Mo`;
}

function picture(media, caption) {
  const link = element("a");
  link.href = media.url;
  link.target = "_blank";
  link.rel = "noopener";
  const image = element("img", "picture");
  image.src = media.url;
  image.alt = caption ? `Photo : ${caption}` : "Photo";
  image.width = media.width;
  image.height = media.height;
  link.append(image);
  return link;
}

function paper(media) {
  const link = element("a", "file");
  link.href = media.url;
  link.target = "_blank";
  link.rel = "noopener";
  const kind = media.name.includes(".") ? media.name.split(".").pop().slice(0, 4).toUpperCase() : "DOC";
  const words = element("span", "", media.name);
  words.append(element("small", "", size(media.size)));
  link.append(element("b", "", kind), words);
  return link;
}

function voice(media) {
  const line = element("div", "voice");
  const seconds = String(media.duration % 60).padStart(2, "0");
  line.append(element("span", "", "🎤"), element("i"), element("span", "", `${Math.floor(media.duration / 60)}:${seconds}`));
  line.setAttribute("role", "img");
  line.setAttribute("aria-label", `Message vocal de ${media.duration} secondes`);
  return line;
}

function attachment(message) {
  const { media, location } = message;
  if (location) {
    const degrees = (value) => value.toFixed(4).replace(".", ",");
    return element("div", "place", `📍 Position : ${degrees(location.latitude)} ; ${degrees(location.longitude)}`);
  }
  if (!media) return null;
  if (media.kind === "photo") return picture(media, message.text);
  if (media.kind === "voice") return voice(media);
  if (media.kind === "sticker") return element("div", "sticker", "👍");
  return paper(media);
}

function foot(message, context, mine) {
  const line = element("div", "foot");
  const act = (label, run) => {
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", run);
    line.append(button);
  };
  act("répondre", () => context.reply(message));
  if (mine && message.text) act("modifier", () => context.edit(message));
  if (message.protected) line.append(element("span", "", "🔒 copie interdite"));
  if (message.edited) line.append(element("span", "", "modifié"));
  line.append(element("time", "", message.time));
  return line;
}

function keys(message, context) {
  const board = element("div", "keys");
  for (const row of message.rows) {
    const line = element("div");
    for (const key of row) {
      const button = element("button", "", key.text);
      button.type = "button";
      button.addEventListener("click", () => {
        if (key.data !== null) return context.press(message, key.data, button);
        const payload = startPayload(key.url ?? "", context.username);
        if (payload !== null) return context.start(payload);
        if (/^https?:/.test(key.url ?? "")) window.open(key.url, "_blank", "noopener");
        return undefined;
      });
      line.append(button);
    }
    board.append(line);
  }
  return board;
}

/** The block of a message; `context` knows who looks, and does what a click asks. */
export function bubble(message, context) {
  if (message.service) return element("div", "service", message.service);
  const mine = context.isMe(message.from);
  const wide = message.rows.length || message.media?.kind === "photo";
  const item = element("div", `message${mine ? " mine" : ""}${wide ? " wide" : ""}`);
  const box = element("div", "bubble");
  if (!mine && context.setup.group) box.append(element("div", `author${message.bot ? " bot" : ""}`, message.name));
  if (message.forwarded) box.append(element("div", "place", "Message transféré"));
  if (message.reply) box.append(element("div", "quote", `${message.reply.name} : ${message.reply.text}`));
  const piece = attachment(message);
  if (piece) box.append(piece);
  if (message.text) {
    const words = element("div", "words");
    words.append(...render(message.text, message.entities, context));
    box.append(words);
  }
  box.append(foot(message, context, mine));
  item.append(box);
  if (message.rows.length) item.append(keys(message, context));
  return item;
}
