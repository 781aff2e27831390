// Builds the phones, listens to the simulator, and carries what people do.

import { element } from "./message.js";
import { Phone } from "./phone.js";

const $ = (id) => document.getElementById(id);
let phones = [];

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function act(body, phone) {
  try {
    const answer = await post("/api/act", body);
    if (!answer.ok) phone.toast(answer.error);
    return answer.ok;
  } catch {
    phone.toast("Le simulateur ne répond pas.");
    return false;
  }
}

function choose(index) {
  phones.forEach((phone, place) => {
    phone.root.classList.toggle("current", place === index);
    const tab = $("tabs").children[place];
    tab.setAttribute("aria-selected", String(place === index));
    tab.tabIndex = place === index ? 0 : -1;
  });
  phones[index]?.read();
  phones[index]?.toBottom();
}

function tab(phone, index) {
  const button = element("button", "", phone.setup.titre);
  button.type = "button";
  button.id = `tab-${index}`;
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", phone.root.id);
  button.addEventListener("click", () => choose(index));
  button.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (index + step + phones.length) % phones.length;
    choose(next);
    $("tabs").children[next].focus();
  });
  return button;
}

function showUnread(phone) {
  const button = $("tabs").children[phone.index];
  button?.querySelector(".count")?.remove();
  if (phone.unread && button) button.append(element("span", "count", String(phone.unread)));
  const total = phones.reduce((sum, one) => sum + one.unread, 0);
  document.title = total ? `(${total}) Vigie — démonstration` : "Vigie — démonstration";
}

function build(setup) {
  const current = Math.max(0, phones.findIndex((phone) => phone.root.classList.contains("current")));
  phones = setup.screens.map((screen, index) => new Phone(index, screen, setup.bot, act, showUnread));
  phones.forEach((phone) => { phone.root.id = `phone-${phone.index}`; });
  $("phones").replaceChildren(...phones.map((phone) => phone.root));
  $("tabs").replaceChildren(...phones.map(tab));
  $("steps").replaceChildren(...setup.explanations.map((step) => element("li", "", step)));
  $("guide").hidden = !setup.explanations.length;
  $("guide").open = window.innerWidth > 700 && setup.explanations.length > 0;
  $("moves").hidden = !setup.clock;
  choose(current < phones.length ? current : 0);
}

function listen() {
  const source = new EventSource("/events");
  const on = (name, run) => source.addEventListener(name, (event) => run(JSON.parse(event.data)));
  on("setup", (setup) => { $("lost").hidden = true; build(setup); });
  on("screen", (screen) => phones[screen.index].update(screen));
  on("clock", (clock) => { $("now").textContent = clock.text; });
  on("notice", (notice) => notice.screens.forEach((index) => phones[index].notice(notice)));
  source.addEventListener("error", () => { $("lost").hidden = false; });
}

$("moves").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  await post("/api/clock", { move: button.dataset.move }).catch(() => undefined);
  button.disabled = false;
});
listen();
