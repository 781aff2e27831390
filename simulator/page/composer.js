// What one phone writes: text, photo, voice, place, commands, answers and corrections.

import { element } from "./message.js";

const BIGGEST = 10 * 1024 * 1024;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.answered = null;
    this.rewritten = null;
    this.forced = 0;
    this.text = phone.$("textarea");
    this.text.id = `text-${phone.index}`;
    this.text.setAttribute("aria-label", `Message de ${phone.setup.titre}`);
    this.text.addEventListener("input", () => this.fit());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.forget();
    });
    phone.$(".composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    phone.$(".context button").addEventListener("click", () => this.forget());
    for (const opener of phone.root.querySelectorAll("[data-open]")) {
      opener.addEventListener("click", () => this.open(opener.dataset.open));
    }
    for (const sender of phone.root.querySelectorAll("[data-send]")) {
      sender.addEventListener("click", () => this.attach(sender.dataset.send));
    }
    this.preparePhoto();
    this.suggest(phone.setup.suggestions);
  }

  suggest(suggestions) {
    const chips = this.phone.$(".chips");
    chips.replaceChildren(...suggestions.map((text) => {
      const chip = element("button", "", text);
      chip.type = "button";
      chip.title = text;
      chip.addEventListener("click", () => this.phone.say(text));
      return chip;
    }));
    chips.hidden = !suggestions.length;
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 120)}px`;
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    const done = this.rewritten
      ? await this.phone.act("edit", { message: this.rewritten, text })
      : await this.phone.say(text, this.answered);
    if (!done) return;
    this.forget();
    this.text.value = "";
    this.fit();
  }

  // answers and corrections

  context(text) {
    this.phone.$(".context p").textContent = text;
    this.phone.$(".context").hidden = false;
    this.text.focus();
  }

  answer(message) {
    this.rewritten = null;
    this.answered = message.id;
    this.context(`Réponse à ${message.name} : ${message.text || "pièce jointe"}`);
  }

  rewrite(message) {
    this.answered = null;
    this.rewritten = message.id;
    this.text.value = message.text;
    this.fit();
    this.context("Modification du message");
  }

  forget() {
    if (this.rewritten) this.text.value = "";
    this.answered = this.rewritten = null;
    this.phone.$(".context").hidden = true;
  }

  /** After each change of the screen: the menu, and the answer the bot asks for with a forced reply. */
  update(screen) {
    const menu = this.phone.$(".menu");
    menu.replaceChildren(...(screen.menu.length ? screen.menu.map((item) => {
      const line = element("button");
      line.type = "button";
      line.append(element("b", "", `/${item.command}`), element("span", "", item.description));
      line.addEventListener("click", () => { this.close(); this.phone.say(`/${item.command}`); });
      return line;
    }) : [element("p", "", "Le robot n’a pas encore donné de menu.")]));
    const last = screen.messages.at(-1);
    if (last?.force_reply && last.id !== this.forced) {
      this.forced = last.id;
      this.answered = last.id;
      this.phone.$(".context p").textContent = `Réponse à ${last.name} : ${last.text}`;
      this.phone.$(".context").hidden = false;
    }
    this.keyboard(screen.messages.findLast?.((message) => message.bot)?.keyboard);
  }

  keyboard(rows) {
    const wanted = JSON.stringify(rows ?? null);
    if (wanted === this.keyboardShown) return;
    this.keyboardShown = wanted;
    const labels = (rows ?? []).flat().map((key) => (typeof key === "string" ? key : key.text));
    this.suggest([...labels, ...this.phone.setup.suggestions]);
  }

  // panels

  open(name) {
    const panel = this.phone.$(`.${name}`);
    const wasOpen = !panel.hidden;
    this.close();
    panel.hidden = wasOpen;
    this.phone.$(`[data-open="${name}"]`).setAttribute("aria-expanded", String(!wasOpen));
    if (!wasOpen) panel.querySelector("button")?.focus();
  }

  close() {
    for (const panel of this.phone.root.querySelectorAll(".panel")) panel.hidden = true;
    for (const opener of this.phone.root.querySelectorAll("[data-open]")) opener.setAttribute("aria-expanded", "false");
  }

  attach(kind) {
    this.close();
    if (kind !== "photo") return this.phone.act(kind, {});
    this.phone.$(".photo").hidden = false;
    return this.phone.$(".photo [name=caption]").focus();
  }

  preparePhoto() {
    const form = this.phone.$(".photo");
    const [image, picker] = [form.querySelector("img"), form.querySelector("[type=file]")];
    let data = "";
    picker.addEventListener("change", () => {
      const [file] = picker.files;
      if (!file) return;
      if (file.size > BIGGEST) { this.phone.toast("Image trop lourde : 10 Mo au plus."); return; }
      const reader = new FileReader();
      reader.addEventListener("load", () => { image.src = reader.result; data = reader.result.split(",")[1]; });
      reader.readAsDataURL(file);
    });
    const reset = () => { form.reset(); form.hidden = true; data = ""; image.src = "/page/exemple.png"; };
    form.querySelector("[data-cancel]").addEventListener("click", reset);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await this.phone.act("photo", { caption: form.elements.caption.value, data })) reset();
    });
  }
}
