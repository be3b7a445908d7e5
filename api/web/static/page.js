// What the page gains with JavaScript: evidence beside the figures, copying, hints, and how long ago.
const body = document.body;
const lang = document.documentElement.lang;

function enhance(root) {
  for (const button of root.querySelectorAll("[data-copy], [data-chart]")) button.hidden = false;
  since(root);
}

function since(root) {
  const form = new Intl.RelativeTimeFormat(lang === "ar" ? "ar-u-nu-latn" : lang, { numeric: "auto" });
  for (const place of root.querySelectorAll("[data-since]")) {
    const days = Math.round((Date.parse(place.dataset.since + "T12:00:00Z") - Date.now()) / 86_400_000);
    const [count, unit] =
      Math.abs(days) < 45 ? [days, "day"] : Math.abs(days) < 700 ? [Math.round(days / 30.44), "month"] : [Math.trunc(days / 365.25), "year"];
    place.textContent = body.dataset.ago.replace("{ago}", form.format(count, unit));
  }
}

async function copy(button) {
  const label = button.firstChild;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    label.textContent = body.dataset.copied;
  } catch {
    label.textContent = body.dataset.copyFailed;
  }
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (label.textContent = before), 2500);
}

// Evidence opens beside the page; the link itself still leads to the page of its own.
let drawer;
function makeDrawer() {
  drawer = document.createElement("dialog");
  drawer.className = "drawer";
  const bar = document.createElement("div");
  bar.className = "bar";
  const link = document.createElement("a");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.textContent = body.dataset.close;
  close.addEventListener("click", () => drawer.close());
  bar.append(link, close);
  const inside = document.createElement("div");
  inside.className = "body";
  drawer.append(bar, inside);
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  body.append(drawer);
}

async function open(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-drawer]");
  if (!answer.ok || !part) throw new Error(answer.statusText);
  // Ids belong to the page below; in the drawer they would be there twice.
  for (const place of part.querySelectorAll("[id]")) place.id = "drawer-" + place.id;
  for (const place of part.querySelectorAll("[aria-labelledby]")) place.setAttribute("aria-labelledby", "drawer-" + place.getAttribute("aria-labelledby"));
  for (const place of part.querySelectorAll('a[href^="#"]')) place.setAttribute("href", url + place.getAttribute("href"));
  if (!drawer) makeDrawer();
  const heading = part.querySelector("h1");
  const link = drawer.querySelector(".bar a");
  link.href = url;
  link.textContent = page.title.split(" · ")[0];
  if (heading) {
    heading.id = "drawer-title";
    drawer.setAttribute("aria-labelledby", heading.id);
  }
  const inside = drawer.querySelector(".body");
  inside.replaceChildren(document.importNode(part, true));
  enhance(inside);
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  document.dispatchEvent(new CustomEvent("humstats:shown", { detail: inside }));
}

// Vega comes only when somebody asks for it.
async function chart(button) {
  const holder = button.closest(".stack");
  const place = holder.querySelector("[data-chart-place]");
  const values = JSON.parse(holder.querySelector("[data-chart-values]").textContent);
  const drawing = [...place.childNodes];
  const words = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.loading;
  try {
    const { drawChart } = await import(button.dataset.module);
    await drawChart(place, values, (url) => open(url).catch(() => location.assign(url)));
    button.remove();
  } catch {
    place.replaceChildren(...drawing);
    button.textContent = words;
    button.disabled = false;
    const note = Object.assign(document.createElement("p"), { className: "alert", textContent: button.dataset.failed });
    note.setAttribute("role", "alert");
    button.after(note);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) return void copy(button);
  const wish = event.target.closest("[data-chart]");
  if (wish) return void chart(wish);
  const link = event.target.closest("a[data-evidence]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const url = link.getAttribute("href");
  open(url).catch(() => location.assign(url));
});

// The reading of a figure in a text, at the pointer and at the keyboard alike.
let tip;
function show(figure) {
  tip ??= body.appendChild(Object.assign(document.createElement("div"), { className: "tip", role: "tooltip", id: "tip" }));
  tip.textContent = figure.dataset.note;
  tip.hidden = false;
  figure.setAttribute("aria-describedby", "tip");
  const at = figure.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
  const above = at.top - tip.offsetHeight - 8;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${(above > 4 ? above : at.bottom + 8) + scrollY}px`;
  pair(figure, true);
}
function hide(figure) {
  if (tip) tip.hidden = true;
  figure.removeAttribute("aria-describedby");
  pair(figure, false);
}
function pair(figure, on) {
  document.querySelector(`[data-of="${CSS.escape(figure.id)}"]`)?.classList.toggle("on", on);
}
for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => {
    const figure = event.target.closest?.("[data-note]");
    if (figure) show(figure);
  });
  document.addEventListener(end, (event) => {
    const figure = event.target.closest?.("[data-note]");
    if (figure) hide(figure);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("[data-submit]")) event.target.form.requestSubmit();
  if (event.key === "Escape" && tip) tip.hidden = true;
});

// A form that takes a moment says so.
document.addEventListener("submit", (event) => {
  const button = event.target.dataset.busy && event.target.querySelector("button[type=submit]");
  if (!button) return;
  const words = button.textContent;
  button.textContent = event.target.dataset.busy;
  button.setAttribute("aria-busy", "true");
  addEventListener("pageshow", () => (button.textContent = words), { once: true });
});

enhance(document);
