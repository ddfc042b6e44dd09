"use strict";
const files = JSON.parse(document.getElementById("index").textContent);
const blobs = document.querySelectorAll("script.blob");
const ways = ["untouched", "automatic", "differs", "not"];
const by = id => document.getElementById(id);
const sections = ["summary", "blockers", "risks", "features", "file"];
let state = {}, opened = -1, shown = [], drawing = 0;

function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}

// The state of the page is its address: links, the back button and bookmarks work.
function read() { return Object.fromEntries(new URLSearchParams(location.hash.slice(1))); }
function go(change, replace) {
  const next = {...state, ...change};
  for (const name of Object.keys(next)) if (next[name] === "" || next[name] == null) delete next[name];
  const text = "#" + new URLSearchParams(next);
  if (replace) { history.replaceState(null, "", text); update(); } else location.hash = text;
}

function target() { return state.target || by("target").options[0].value; }

function matches(file) {
  const words = (state.q || "").toLowerCase().split(/\s+/).filter(Boolean);
  if (state.way && file.ways[target()] !== state.way) return false;
  const text = file.path.toLowerCase() + " " + file.q;
  return words.every(word => text.includes(word));
}

function drawTree() {
  shown = files.map((file, number) => number).filter(number => matches(files[number]));
  by("shown").textContent = shown.length === files.length ? `${files.length} files` : `${shown.length} of ${files.length} files`;
  const tree = by("tree"), rows = document.createDocumentFragment();
  let folder = null;
  for (const number of shown) {
    const file = files[number], cut = file.path.lastIndexOf("/");
    const here = cut < 0 ? "" : file.path.slice(0, cut + 1);
    if (here !== folder) {
      folder = here;
      if (here) { const head = make("li", here, "folder"); head.title = here; rows.append(head); }
    }
    const item = make("li"), link = make("a");
    item.setAttribute("role", "treeitem");
    link.href = "#" + new URLSearchParams({...state, view: "", line: "", file: file.path});
    link.dataset.number = number;
    link.title = file.path;
    link.append(make("i", undefined, "dot " + file.ways[target()]), make("span", file.path.slice(cut + 1)));
    if (file.findings) link.append(make("small", file.findings));
    link.setAttribute("aria-selected", String(file.path === state.file));
    item.append(link);
    rows.append(item);
  }
  tree.replaceChildren(rows);
}

async function unpack(number) {
  const bytes = Uint8Array.from(atob(blobs[number].textContent), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function lineCell(text, finding) {
  const cell = make("td");
  if (!finding || finding[2] <= finding[1]) { cell.textContent = text; return cell; }
  const a = Math.min(finding[1] - 1, text.length), b = Math.min(finding[2] - 1, text.length);
  cell.append(text.slice(0, a), make("mark", text.slice(a, b)), text.slice(b));
  return cell;
}

function findingRow(finding, columns) {
  const [, column, , code, severity, message, hint, targets, suppressed] = finding;
  const row = make("tr", undefined, "finding " + severity + (suppressed ? " suppressed" : ""));
  const cell = make("td");
  cell.colSpan = columns;
  cell.append(make("b", code, "code"), " ", message);
  for (const name of targets) cell.append(make("i", by("target").querySelector(`[value="${name}"]`).textContent, "tag"));
  if (suppressed) cell.append(make("div", "allowed: " + suppressed, "hint"));
  else if (hint) cell.append(make("div", hint, "hint"));
  row.append(cell);
  return row;
}

function drawCode(data, number) {
  const own = data.targets[target()], left = data.text.split(/\r?\n/);
  const right = own.same ? left : own.text.split(/\r?\n/);
  const findings = new Map();
  for (const f of data.findings) if (f[7].includes(target())) findings.set(f[0], [...(findings.get(f[0]) || []), f]);
  const table = make("table"), columns = make("colgroup"), body = make("tbody");
  for (const name of ["n", "", "n", ""]) columns.append(make("col", undefined, name));
  const rows = own.rows.length ? own.rows : [[1, 0, 3, left.length]];
  for (const [l, r, way, length] of rows) for (let step = 0; step < length; step++) {
    const a = l && l + step, b = r && r + step, here = findings.get(a);
    const row = make("tr", undefined, way ? ways[way] : "");
    if (a) row.dataset.line = a;
    const first = make("td", a || "", "n");
    row.append(first, a ? lineCell(left[a - 1] ?? "", here && here[0]) : make("td", "", "none"));
    row.append(make("td", b || "", "n"), b ? make("td", right[b - 1] ?? "") : make("td", "", "none"));
    first.onclick = () => go({line: a});
    body.append(row);
    for (const finding of here || []) body.append(findingRow(finding, 4));
  }
  table.append(columns, body);
  const tabs = [[own.name || "(not read)", () => by("code").replaceChildren(table)]];
  for (const [name, text] of own.extras) tabs.push([name, () => by("code").replaceChildren(plain(text))]);
  by("tabs").replaceChildren(...tabs.map(([name, show], position) => {
    const button = make("button", name);
    button.setAttribute("role", "tab");
    button.setAttribute("aria-selected", String(position === 0));
    button.onclick = () => {
      for (const other of by("tabs").children) other.setAttribute("aria-selected", String(other === button));
      show();
    };
    return button;
  }));
  by("name").textContent = files[number].path;
  by("made").textContent = own.name;
  tabs[0][1]();
  const row = state.line && body.querySelector(`tr[data-line="${CSS.escape(state.line)}"]`);
  if (row) { row.classList.add("here"); row.scrollIntoView({block: "center"}); } else by("content").scrollTop = 0;
}

function plain(text) {
  const table = make("table"), columns = make("colgroup"), body = make("tbody");
  columns.append(make("col", undefined, "n"), make("col"));
  text.split(/\r?\n/).forEach((line, index) => {
    const row = make("tr");
    row.append(make("td", index + 1, "n"), make("td", line));
    body.append(row);
  });
  table.append(columns, body);
  return table;
}

async function update() {
  state = read();
  const turn = ++drawing;
  if (by("search").value !== (state.q || "")) by("search").value = state.q || "";
  by("way").value = state.way || "";
  by("target").value = target();
  drawTree();
  const number = state.file ? files.findIndex(file => file.path === state.file) : -1;
  const view = number >= 0 && !state.view ? "file" : sections.includes(state.view) ? state.view : "summary";
  opened = view === "file" ? number : -1;
  if (opened >= 0) {
    const data = await unpack(number);
    if (turn !== drawing) return;
    drawCode(data, number);
  }
  for (const name of sections) by(name).hidden = name !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  document.body.dataset.ready = view;
}

function step(by_) {
  const at = shown.indexOf(opened), next = shown[Math.max(0, Math.min(shown.length - 1, at + by_))];
  if (next !== undefined) {
    go({file: files[next].path, view: "", line: ""});
    document.querySelector(`#tree a[data-number="${next}"]`)?.scrollIntoView({block: "nearest"});
  }
}

function jump(by_) {
  const rows = [...document.querySelectorAll("#code tr.finding")];
  if (!rows.length) return;
  const at = Number(by("code").dataset.at ?? (by_ > 0 ? -1 : rows.length)) + by_;
  by("code").dataset.at = (at + rows.length) % rows.length;
  rows[by("code").dataset.at].scrollIntoView({block: "center"});
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  try { localStorage.setItem("unwarp-theme", name); } catch { /* a page without storage keeps the system's choice */ }
}

let stored = null;
try { stored = localStorage.getItem("unwarp-theme"); } catch { /* as above */ }
theme(stored || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
by("theme").onclick = () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
by("help").onclick = () => by("keys").showModal();
by("search").oninput = event => go({q: event.target.value}, true);
by("way").onchange = event => go({way: event.target.value});
by("target").onchange = event => go({target: event.target.value});
for (const table of document.querySelectorAll("table.sortable")) {
  table.tHead.addEventListener("click", event => {
    const column = [...event.target.parentNode.children].indexOf(event.target), body = table.tBodies[0];
    const key = row => row.cells[column].textContent.trim();
    const up = table.dataset.sorted === String(column);
    table.dataset.sorted = up ? "" : String(column);
    const rows = [...body.rows].sort((a, b) => key(a).localeCompare(key(b), undefined, {numeric: true}) * (up ? -1 : 1));
    body.replaceChildren(...rows);
  });
}
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || by("keys").open) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.target.id === "search" && shown.length) go({file: files[shown[0]].path, view: ""});
    return;
  }
  const targets = [...by("target").options].map(option => option.value);
  if (event.key === "/") { event.preventDefault(); by("search").focus(); by("search").select(); }
  else if (event.key === "ArrowDown" || event.key === "j") { event.preventDefault(); step(1); }
  else if (event.key === "ArrowUp" || event.key === "k") { event.preventDefault(); step(-1); }
  else if (event.key === "n") jump(1);
  else if (event.key === "p") jump(-1);
  else if (event.key === "s") location.hash = "";
  else if (event.key === "t") by("theme").click();
  else if (event.key === "?") by("keys").showModal();
  else if (targets[event.key - 1]) go({target: targets[event.key - 1]});
});
addEventListener("hashchange", update);
update();
