// What all parts share: the data, elements, words, and tables in pages.
const data = JSON.parse(document.getElementById("data").textContent);
const { steps, statuses, signs, words } = data;
const byId = (id) => document.getElementById(id);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
const say = (name, values) => (values ? filled(words[name], values) : words[name]);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const colon = data.lang === "zh" ? "：" : ": ";
const semicolon = data.lang === "zh" ? "；" : "; ";
const collator = new Intl.Collator(data.lang === "zh" ? "zh-Hans" : "en", { numeric: true });

// An element; text goes in as text, whatever it holds.
function make(tag, attributes, ...children) {
  const found = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") found.className = value;
    else if (name.startsWith("on")) found.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) found.setAttribute(name, value);
  }
  found.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return found;
}

function chip(code) {
  const status = statuses[code];
  return make("span", { class: `chip ${status}` }, make("b", { "aria-hidden": "true" }, signs[code]), ` ${words[status]}`);
}

// --- columns of statuses ------------------------------------------------------------------------------------------
function at(column, unit) {
  if (column === undefined) return null;
  return column.length === 1 ? column[0] : column[unit];
}
const codeOf = (step, unit) => Number(steps[step].cells.s[unit]);
function boundOf(step, unit) {
  const { cells } = steps[step];
  const place = at(cells.b, unit);
  return place === null || place < 0 ? "" : cells.bounds[place];
}
const valueOf = (step, unit) => (statuses[codeOf(step, unit)] === "not_applicable" ? "" : at(steps[step].cells.v, unit) ?? "");
const gapOf = (step, unit) => (steps[step].cells.g || {})[unit] ?? "";
const reachOf = (step, unit) => at(steps[step].cells.r, unit);

// --- units --------------------------------------------------------------------------------------------------------
const school = data.school, section = data.section;
const keyOf = (index) => (school.key ? school.key[index] : school.name[index]);
const townOf = (index) => (school.town[index] < 0 ? "" : data.town.name[school.town[index]]);
const stageName = (unit) => (section.stage[unit] < 0 ? "?" : words[data.stages[section.stage[unit]]]);
const schoolOf = (level, unit) => (level === "section" ? section.school[unit] : unit);
function unitName(level, unit) {
  if (level === "section") return `${school.name[section.school[unit]]} ${stageName(unit)}`;
  if (level === "school") return school.name[unit];
  if (level === "town") return data.town.name[unit];
  return level === "city" ? data.cities[unit] : data.counties[unit];
}
function unitsOf(level, county) {
  if (level === "county") return [county, county + 1];
  if (level === "city") return data.city[county] < 0 ? [0, 0] : [data.city[county], data.city[county] + 1];
  return [data.edges[level][county], data.edges[level][county + 1]];
}

// --- a table in pages, sorted by its heads ------------------------------------------------------------------------
// columns: {head, cell(row) → text or node, sort(row) → text or number, number, wide, row}; with `row` it heads its row,
// with `first` (up or down) the table is sorted by it to begin with.
class Paged {
  constructor(place, { size = 50, caption = "", changed = null } = {}) {
    Object.assign(this, { place, size, caption, changed, page: 0, by: null, down: false, kind: null, rows: [], columns: [] });
    this.live = make("p", { class: "soft", "aria-live": "polite" });
    this.part = make("p", { class: "soft print-only" });
    this.body = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption });
    this.pager = make("div", { class: "pager" });
    place.replaceChildren(this.live, this.body, this.part, this.pager);
  }

  show(columns, rows, kind = "") {
    Object.assign(this, { columns, rows, page: 0 });
    const first = columns.findIndex((column) => column.first);
    if (kind !== this.kind) Object.assign(this, { kind, by: first < 0 ? null : first, down: first >= 0 && columns[first].first === "down" });
    this.sorted();
    this.draw();
  }

  sorted() {
    const column = this.by === null ? null : this.columns[this.by];
    this.order = [...this.rows];
    if (!column) return;
    const turn = this.down ? -1 : 1;
    const blank = (value) => value === null || value === undefined || value === "";
    const keys = new Map(this.order.map((row) => [row, column.sort(row)]));
    this.order.sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (blank(a) || blank(b)) return blank(a) - blank(b);
      return turn * (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
    });
  }

  sortBy(index) {
    this.down = this.by === index && !this.down;
    this.by = index;
    this.page = 0;
    this.sorted();
    this.draw();
    this.body.querySelectorAll("thead th")[index].querySelector("button").focus();
  }

  get shown() {
    return this.order.slice(this.page * this.size, (this.page + 1) * this.size);
  }

  draw(most = this.size) {
    const from = this.page * this.size, rows = this.order.slice(from, from + most), count = this.order.length;
    const to = from + rows.length;
    this.live.textContent = count > rows.length ? say("report_found_page", { count, from: from + 1, to }) : say("report_found", { count });
    this.part.textContent = most > this.size && count > rows.length ? say("report_print_part", { shown: rows.length, count }) : "";
    const heads = this.columns.map((column, index) => this.head(column, index));
    const table = make("table", {}, make("caption", { class: "visually-hidden" }, this.caption));
    table.append(make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows.map((row) => this.line(row))));
    this.body.replaceChildren(count ? table : make("p", {}, say("report_nothing")));
    this.turn(count);
    if (this.changed) this.changed(this);
  }

  head(column, index) {
    const kind = [column.number ? "n" : "", column.wide ? "wide-only" : "", column.act ? "act" : ""].join(" ").trim();
    if (!column.sort) return make("th", { scope: "col", class: kind }, make("span", { class: column.act ? "visually-hidden" : "" }, column.head));
    const sort = this.by !== index ? "none" : this.down ? "descending" : "ascending";
    const click = () => this.sortBy(index);
    return make("th", { scope: "col", class: kind, "aria-sort": sort }, make("button", { type: "button", onclick: click }, column.head));
  }

  line(row) {
    return make("tr", {}, this.columns.map((column) => {
      const kind = [column.number ? "n" : "", column.wide ? "wide-only" : "", column.act ? "act k" : ""].join(" ").trim();
      return make(column.row ? "th" : "td", { class: kind, scope: column.row ? "row" : null }, column.cell(row));
    }));
  }

  turn(count) {
    const last = Math.ceil(count / this.size) - 1;
    if (last < 1) return this.pager.replaceChildren();
    const go = (by) => () => {
      this.page += by;
      this.draw();
      const buttons = this.pager.querySelectorAll("button");
      (by < 0 ? [buttons[0], buttons[1]] : [buttons[1], buttons[0]]).find((button) => !button.disabled).focus();
    };
    return this.pager.replaceChildren(
      make("button", { type: "button", disabled: this.page === 0, onclick: go(-1) }, say("report_previous")),
      make("span", {}, `${this.page + 1} / ${last + 1}`),
      make("button", { type: "button", disabled: this.page === last, onclick: go(1) }, say("report_next")),
    );
  }
}
