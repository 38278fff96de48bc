"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

const findings = all(".finding");
const search = one("#search");
const chips = all(".chip[data-severity]");
const only = one("#only");
let box = null; // the id of the box that the list is limited to

const marksOf = (finding) => finding.dataset.marks.split(" ").filter(Boolean);

function light(marks) {
  for (const drawing of all(".wiring")) {
    const lit = marks.map((id) => document.getElementById(id)).filter((node) => node && drawing.contains(node));
    drawing.classList.toggle("dimmed", lit.length > 0);
    for (const node of all(".lit", drawing)) node.classList.remove("lit");
    for (const node of lit) node.classList.add("lit");
    if (lit.length > 0) {
      drawing.closest("details").open = true;
      bringIntoView(drawing.parentElement, lit);
    }
  }
}

// Scrolls the drawing inside its frame, never the page: the reader stays where they clicked.
function bringIntoView(canvas, nodes) {
  const frame = canvas.getBoundingClientRect();
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  const middle = (low, high) => (Math.min(...boxes.map((box) => box[low])) + Math.max(...boxes.map((box) => box[high]))) / 2;
  canvas.scrollBy({
    left: middle("left", "right") - (frame.left + frame.right) / 2,
    top: middle("top", "bottom") - (frame.top + frame.bottom) / 2,
    behavior: "smooth",
  });
}

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.severity));
  let count = 0;
  for (const finding of findings) {
    const text = finding.dataset.text;
    const fits = wanted.has(finding.dataset.severity) && words.every((word) => text.includes(word))
      && (box === null || marksOf(finding).includes(box) || finding.dataset.ends.split(" ").includes(box));
    finding.hidden = !fits;
    count += fits;
  }
  for (const file of all(".file")) {
    let next = file.nextElementSibling, any = false;
    while (next && !next.classList.contains("file")) { any ||= next.classList.contains("finding") && !next.hidden; next = next.nextElementSibling; }
    file.hidden = !any;
  }
  one("#count").textContent = count === findings.length ? "" : `${count} of ${findings.length}`;
  one("#none").hidden = count > 0;
  only.hidden = box === null;
}

function limit(id) {
  box = box === id ? null : id;
  light(box === null ? [] : [box]);
  if (box !== null) only.textContent = `only ${one("title", document.getElementById(box)).textContent}  ×`;
  show();
}

search.addEventListener("input", show);
only.addEventListener("click", () => limit(box));
for (const chip of chips) chip.addEventListener("click", () => {
  chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
  show();
});
for (const finding of findings) finding.addEventListener("toggle", () => {
  if (finding.open) light(marksOf(finding));
  else if (!findings.some((other) => other.open)) light([]);
});
for (const node of all(".wiring .box")) {
  node.addEventListener("click", () => limit(node.id));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); limit(node.id); }
  });
}
for (const link of all("a[data-page]")) link.addEventListener("click", () => {
  document.getElementById(link.dataset.page).open = true;
});
one("#expand").addEventListener("click", () => {
  const shown = findings.filter((finding) => !finding.hidden);
  const open = shown.some((finding) => !finding.open);
  for (const finding of shown) finding.open = open;
});
one("#theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape") { search.value = ""; box = null; light([]); show(); }
});
show();
