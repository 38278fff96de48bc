"use strict";
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const KEPT = 200;
const list = one("#requests");
const told = one("#told");
const search = one("#search");
const failed = one("#failed");
const requests = new Map(); // number to what the server told, oldest first
let chosen = null; // the number of the request that is shown
let follows = true; // until somebody chooses one

// Everything comes as text and stays text: nothing is ever parsed as HTML.
function make(tag, words = "", classes = "") {
  const node = document.createElement(tag);
  node.textContent = words;
  if (classes) node.className = classes;
  return node;
}

const hueOf = (status) => (status >= 500 ? "error" : status >= 400 ? "warning" : "fine");
const textOf = (request) => `${request.status} ${request.method} ${request.path} ${request.route} ${request.explanation?.cause?.title ?? ""}`.toLowerCase();

function add(request) {
  requests.set(request.number, request);
  const row = make("button", "", `request ${hueOf(request.status)}`);
  row.type = "button";
  row.dataset.number = request.number;
  row.append(make("span", request.status, "code"), make("span", request.method, "verb"), make("span", request.path, "path"),
    make("span", `${Math.round(request.ms)} ms`, "took"));
  row.addEventListener("click", () => { follows = false; choose(request.number); });
  const item = make("li");
  item.append(row);
  list.prepend(item);
  if (requests.size > KEPT) {
    requests.delete(requests.keys().next().value);
    list.lastElementChild.remove();
  }
  filter(item);
  one("#none").hidden = true;
}

function filter(item) {
  const request = requests.get(Number(one(".request", item).dataset.number));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const onlyFailed = failed.getAttribute("aria-pressed") === "true";
  item.hidden = (onlyFailed && request.status < 400) || !words.every((word) => textOf(request).includes(word));
}

function choose(number) {
  chosen = number;
  for (const row of all(".request")) row.setAttribute("aria-current", String(Number(row.dataset.number) === number));
  show(requests.get(number));
}

function show(request) {
  told.hidden = false;
  told.className = `told ${hueOf(request.status)}`;
  const title = make("h2");
  title.append(make("span", request.status, "code"), document.createTextNode(`${request.method} ${request.path}`));
  const about = [new Date(request.time).toLocaleTimeString(), `${request.ms} ms`, request.route, request.id].filter(Boolean);
  told.replaceChildren(title, make("p", about.join(" · "), "about"), ...cause(request), ...steps(request), ...logs(request));
  light(request);
}

function cause({ explanation }) {
  if (!explanation) return [];
  const box = make("div", "", "cause");
  const found = explanation.cause;
  box.append(make("p", found ? found.title : explanation.detail || "The function answered so itself"));
  const rows = [["refused", explanation.step && `${explanation.step}: ${explanation.detail}`]];
  if (found) {
    rows.push(["fix", found.cdk], ["console", found.console], ["tell", found.tell], ["retry", found.retry],
      ["seen", found.seen.join("; ")], ["rules", found.rules.join(", ")], ["more", `wellwired explain ${found.id}`]);
  }
  const table = make("dl");
  for (const [word, value] of rows) if (value) table.append(make("dt", word), make("dd", value));
  box.append(table);
  return [box];
}

function steps(request) {
  const signs = { passed: "✓", refused: "✗", skipped: "·" };
  const rows = make("ol", "", "steps");
  for (const step of request.steps) {
    const row = make("li", "", step.verdict);
    const sign = make("span", signs[step.verdict], "sign");
    sign.setAttribute("aria-label", step.verdict);
    sign.setAttribute("role", "img");
    const words = make("span");
    words.append(make("b", step.name), make("small", step.detail));
    row.append(sign, words);
    rows.append(row);
  }
  return [make("h3", "The path"), rows];
}

function logs(request) {
  const parts = [];
  if (request.log.length > 0) {
    const lines = make("pre", "", "log");
    lines.tabIndex = 0;
    for (const line of request.log) {
      lines.append(make("span", line.text, `${line.written ? "written" : "unwritten"}${line.error ? " bad" : ""}`));
    }
    parts.push(make("h3", "Execution log"), lines);
    if (request.log.some((line) => !line.written)) {
      parts.push(make("p", "Pale lines are not written on AWS: the stage's logging level leaves them out.", "hint"));
    }
  }
  if (request.functionLog.length > 0) {
    const lines = make("pre", "", "log");
    lines.tabIndex = 0;
    for (const line of request.functionLog) lines.append(make("span", line));
    parts.push(make("h3", "Function log"), lines);
  }
  return parts;
}

function light(request) {
  for (const drawing of all(".wiring")) {
    for (const node of all(".lit", drawing)) node.classList.remove("lit", "refused");
    const lit = request.taken.map((id) => document.getElementById(id)).filter((node) => node && drawing.contains(node));
    for (const node of lit) node.classList.add("lit");
    for (const id of request.broken) document.getElementById(id)?.classList.add("refused");
    drawing.classList.toggle("dimmed", lit.length > 0);
  }
}

function step(by) {
  const rows = all("li:not([hidden]) .request", list);
  const place = rows.findIndex((row) => Number(row.dataset.number) === chosen);
  const row = rows[Math.min(Math.max(place + by, 0), rows.length - 1)];
  if (!row) return;
  follows = false;
  choose(Number(row.dataset.number));
  row.focus();
}

function say(words, on) {
  one("#state").textContent = words;
  one("#state").className = `state ${on ? "on" : "off"}`;
}

const source = new EventSource("/_wellwired/requests");
source.addEventListener("open", () => say("listening", true));
source.addEventListener("error", () => say("the server is gone", false));
source.addEventListener("served", (event) => {
  if (event.data !== document.documentElement.dataset.generation) location.reload();
});
source.addEventListener("message", (event) => {
  const request = JSON.parse(event.data);
  if (requests.has(request.number)) return;
  add(request);
  if (follows) choose(request.number);
});

search.addEventListener("input", () => all("li", list).forEach(filter));
failed.addEventListener("click", () => {
  failed.setAttribute("aria-pressed", String(failed.getAttribute("aria-pressed") !== "true"));
  all("li", list).forEach(filter);
});
one("#theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
document.addEventListener("keydown", (event) => {
  if (event.target === search) {
    if (event.key === "Escape") { search.value = ""; search.dispatchEvent(new Event("input")); search.blur(); }
    return;
  }
  if (event.key === "/") { event.preventDefault(); search.focus(); }
  if (event.key === "ArrowDown" || event.key === "j") { event.preventDefault(); step(1); }
  if (event.key === "ArrowUp" || event.key === "k") { event.preventDefault(); step(-1); }
});
