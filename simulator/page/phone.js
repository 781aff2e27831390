// One phone: its messages, what it says, what it shows for a moment.

import { bubble, element } from "./message.js";
import { Composer } from "./composer.js";
import { startPayload } from "./entities.js";

const TINTS = ["#2f6f8f", "#8a5a2b", "#6b4a8a", "#35704a", "#8a3b4a", "#45618c"];
const NEAR = 60;
const TOAST = 6000;
const EVERYBODY = "all";

export class Phone {
  constructor(index, setup, bot, post, onUnread) {
    Object.assign(this, { index, setup, username: bot.username, post, onUnread, unread: 0, shown: new Map(), following: true });
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.$ = (selector) => this.root.querySelector(selector);
    this.log = this.$(".log");
    this.me = [setup.people[0].id];
    this.root.setAttribute("aria-label", `Téléphone : ${setup.titre}`);
    this.log.setAttribute("aria-label", `Messages de ${setup.titre}`);
    this.$("h2").textContent = setup.titre;
    this.$(".role").textContent = setup.sous_titre;
    const avatar = this.$(".avatar");
    avatar.textContent = setup.group ? "👥" : setup.people[0].name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
    avatar.style.setProperty("--tint", TINTS[index % TINTS.length]);
    this.composer = new Composer(this);
    if (setup.people.length > 1) this.chooseSpeakers();
    this.$(".down").addEventListener("click", () => this.toBottom());
    this.$(".alert button").addEventListener("click", () => { this.$(".veil").hidden = true; });
    for (const event of ["pointerenter", "focusin"]) this.root.addEventListener(event, () => this.read());
    this.log.addEventListener("scroll", () => this.scrolled());
    this.log.addEventListener("load", () => this.settle(), true);
    new ResizeObserver(() => this.settle()).observe(this.log);
    this.clear();
  }

  // who acts

  chooseSpeakers() {
    this.$(".speakers").hidden = false;
    const first = this.setup.people.map((person) => person.name.split(" ")[0]);
    const unique = new Set(first).size === first.length;
    const options = this.setup.people.map((person, place) => [String(person.id), unique ? first[place] : person.name]);
    for (const [value, name] of [...options, [EVERYBODY, "Tous à la fois"]]) {
      const label = element("label");
      const input = element("input");
      Object.assign(input, { type: "radio", name: `speaker-${this.index}`, value, checked: value === options[0][0] });
      input.addEventListener("change", () => this.become(value));
      label.append(input, element("span", "", name));
      if (value === EVERYBODY) label.title = "Chacun appuie sur le bouton au même instant";
      this.$(".choices").append(label);
    }
  }

  become(value) {
    this.me = value === EVERYBODY ? this.setup.people.map((person) => person.id) : [Number(value)];
    const last = this.last;
    this.clear();
    if (last) this.update(last, true);
  }

  isMe(id) { return this.me.length === 1 && id === this.me[0]; }

  act(kind, body) { return this.post({ screen: this.index, user: this.me[0], kind, ...body }, this); }
  say(text, replyTo = null) { return this.act("text", { text, reply_to: replyTo }); }
  start(payload) {
    if (this.setup.group) this.toast("Ouvert dans la conversation privée avec Vigie.");
    return this.act("start", { payload });
  }
  reply(message) { this.composer.answer(message); }
  edit(message) { this.composer.rewrite(message); }

  async press(message, data, button) {
    button.classList.add("busy");
    await this.act("press", { message: message.id, data, users: this.me });
    setTimeout(() => button.classList.remove("busy"), 700);
  }

  // what it shows

  clear() {
    this.shown.clear();
    this.log.replaceChildren(element("div", "empty", "Aucun message pour le moment."));
  }

  update(screen, quiet = false) {
    const first = this.last === undefined || quiet;
    this.last = screen;
    const nodes = [];
    let day = "";
    let arrived = 0;
    for (const message of screen.messages) {
      if (message.day !== day) nodes.push(this.daySeparator(day = message.day));
      const key = JSON.stringify(message);
      const before = this.shown.get(message.id);
      let item = before?.item;
      if (before?.key !== key) {
        item = bubble(message, this);
        if (!first) item.classList.add(before ? "flash" : "fresh");
        if (!first && !before && !this.setup.people.some((person) => person.id === message.from)) arrived += 1;
        this.shown.set(message.id, { key, item });
      }
      nodes.push(item);
    }
    this.replace(nodes, screen);
    if (this.following) this.toBottom(); else if (arrived) this.$(".down").hidden = false;
    if (arrived) this.count(arrived);
    this.composer.update(screen);
  }

  replace(nodes, screen) {
    if (screen.blocked) nodes.push(element("div", "service", "Le robot est bloqué par cette personne."));
    if (screen.out) nodes.push(element("div", "service", "Le robot n’est plus dans ce groupe."));
    if (!nodes.length) return this.clear();
    const kept = new Set(nodes);
    for (const child of [...this.log.children]) if (!kept.has(child)) child.remove();
    nodes.forEach((node, place) => {
      if (this.log.children[place] !== node) this.log.insertBefore(node, this.log.children[place] ?? null);
    });
    return undefined;
  }

  daySeparator(day) {
    const id = `day ${day}`;
    if (!this.shown.has(id)) this.shown.set(id, { key: day, item: element("div", "day", day) });
    return this.shown.get(id).item;
  }

  atBottom() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR; }
  scrolled() {
    this.following = this.atBottom();
    if (this.following) this.$(".down").hidden = true;
  }
  settle() { if (this.following) this.toBottom(); }
  toBottom() {
    this.following = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.$(".down").hidden = true;
  }

  notice(notice) {
    if (notice.kind === "action") return this.typing(notice.text);
    if (!this.setup.people.some((person) => person.id === notice.user)) return undefined;
    for (const button of this.log.querySelectorAll(".busy")) button.classList.remove("busy");
    const many = this.setup.people.length > 1;
    const text = many && notice.text ? `À ${notice.name} : ${notice.text}` : notice.text;
    if (text && notice.alert) return this.alert(text);
    return text || notice.url ? this.toast(text || "Le robot propose d’ouvrir une conversation.", notice.url) : undefined;
  }

  toast(text, url = null) {
    const toast = this.$(".toast");
    const lines = !toast.hidden && this.toasted && this.setup.group ? `${this.toasted}\n${text}` : text;
    this.toasted = lines;
    toast.textContent = lines;
    if (url) {
      const open = element("button", "", "Ouvrir");
      open.type = "button";
      open.addEventListener("click", () => this.start(startPayload(url, this.username) ?? ""));
      toast.append(open);
    }
    toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => { toast.hidden = true; }, TOAST);
  }

  alert(text) {
    this.$(".toast").hidden = true;
    this.$(".alert p").textContent = text;
    this.$(".veil").hidden = false;
    this.$(".alert button").focus();
  }

  typing(action) {
    clearTimeout(this.stopTyping);
    this.$(".role").textContent = action === "typing" ? "Vigie écrit…" : "Vigie prépare un envoi…";
    this.stopTyping = setTimeout(() => { this.$(".role").textContent = this.setup.sous_titre; }, 2500);
  }

  // unread

  count(number) {
    const only = this.root.classList.contains("current") && document.getElementById("tabs").offsetParent !== null;
    if (this.root.matches(":hover, :focus-within") || (only && !document.hidden)) return;
    this.unread += number;
    this.showUnread();
  }

  read() {
    if (!this.unread) return;
    this.unread = 0;
    this.showUnread();
  }

  showUnread() {
    const badge = this.$(".badge");
    badge.hidden = !this.unread;
    badge.textContent = String(this.unread);
    badge.setAttribute("aria-label", `${this.unread} non lus`);
    this.onUnread(this);
  }
}
