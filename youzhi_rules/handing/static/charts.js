// Charts: distributions, coefficients and the heat map, drawn by Vega from specifications that Altair made.
const drawn = new Map();
let drawing = Promise.resolve();

// One after the other, so that the page stays at hand; `asked` sees to it that the last call for a place wins.
function draw(place, name, sets, click = null) {
  const asked = {};
  const old = drawn.get(place);
  drawn.set(place, asked);
  if (old && old.finalize) old.finalize();
  drawing = drawing.then(() => (drawn.get(place) === asked ? drawNow(place, name, sets, click) : null));
  return drawing;
}

async function drawNow(place, name, sets, click) {
  const spec = structuredClone(data.specs[name]);
  for (const set of spec.data) if (set.name in sets) set.values = sets[set.name];
  const tooltip = (handler, event, item, value) => {
    place.title = value ? Object.entries(value).map(([key, text]) => (key.trim() ? `${key}${colon}${text}` : text)).join("\n") : "";
  };
  const { view, finalize } = await vegaEmbed(place, spec, { mode: "vega", renderer: "svg", actions: false, defaultStyle: false, tooltip });
  drawn.set(place, { finalize });
  if (click) view.addEventListener("click", (event, item) => { if (item && item.datum) click(item.datum); });
  const picture = place.querySelector("svg");
  if (picture) picture.setAttribute("aria-hidden", "true");
}

function plainTable(heads, rows, caption) {
  const head = heads.map((text) => make("th", { scope: "col" }, text));
  const body = rows.map((row) => make("tr", {}, row.map((text, index) => make(index ? "td" : "th", index ? {} : { scope: "row" }, text))));
  return make("table", {}, make("caption", { class: "visually-hidden" }, caption), make("thead", {}, make("tr", {}, head)), make("tbody", {}, body));
}

function dataOf(heads, rows, caption) {
  const found = make("details", { class: "screen-only" }, make("summary", {}, say("report_chart_data")));
  found.addEventListener("toggle", () => {
    if (found.children.length === 1) found.append(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, plainTable(heads, rows, caption)));
  });
  return found;
}

function captionOf(chart, title) {
  const pieces = [];
  if (chart.standard) pieces.push(`${say("report_standard")} ${chart.standard}`);
  if (chart.floor) pieces.push(`${say("report_floor")} ${chart.floor}`);
  if (chart.mean) pieces.push(`${say("report_mean")} ${chart.mean}`);
  if (chart.relative) pieces.push(say("report_percent_axis"));
  if (chart.blank) pieces.push(say("report_not_drawn", { count: chart.blank }));
  const caption = make("figcaption", {}, make("strong", {}, title), make("span", { class: "soft" }, pieces.join(" · ")));
  if (chart.cv_limit) caption.append(make("br"), `CV ${chart.cv ?? "?"} (${chart.cv_limit}) `, chip(chart.cv_status));
  return caption;
}

function figureOf(chart) {
  const title = steps[chart.step].title + (chart.stage ? ` · ${words[chart.stage]}` : "");
  const label = say("report_histogram_of", { title, count: chart.count, below: chart.below });
  const place = make("div", { class: "chart", role: "img", "aria-label": label });
  const heads = [say("report_range"), say("report_count"), say("report_side")];
  const rows = chart.bars.map((bar) => [bar.range, String(bar.count), bar.side]);
  return [make("figure", {}, captionOf(chart, title), place, dataOf(heads, rows, title)), () => draw(place, "distribution", { bars: chart.bars, lines: chart.lines })];
}

function showCharts() {
  const { drawn: all, cv } = data.charts[state.county];
  const main = all.filter((chart) => chart.part), rest = all.filter((chart) => !chart.part);
  const [first, other] = main.length ? [main, rest] : [rest, []];
  byId("indicators").hidden = !first.length && !cv.length;
  const holder = byId("cv-chart");
  holder.replaceChildren();
  if (cv.length) {
    const place = make("div", { class: "chart", role: "img", "aria-label": say("report_cv_of", { count: cv.length }) });
    const heads = [words.title, words.stage, words.cv, words.limit, words.status];
    const rows = cv.map((row) => [row.title, row.stage, row.cv.toFixed(3), String(row.limit), row.word]);
    holder.append(make("h3", {}, words.cv), make("p", { class: "soft" }, say("report_cv_note")), make("figure", {}, place, dataOf(heads, rows, words.cv)));
    draw(place, "cv", { points: cv });
  }
  fillFigures(byId("charts"), first);
  const more = byId("other-charts");
  more.hidden = !other.length;
  more.open = false;
  more.ontoggle = () => { if (more.open) fillFigures(more.querySelector(".figures"), other); };
}

function fillFigures(place, charts) {
  const made = charts.map(figureOf);
  place.replaceChildren(...made.map(([figure]) => figure));
  made.forEach(([, start]) => start());
}

// --- the heat map -------------------------------------------------------------------------------------------------
const HEAT = 40;
const six = (number) => String(number).padStart(6, "0");
let heatPage = 0, heatTable = null;

function heatUnits(table) {
  const level = byId("heat-level").value, seen = new Set(), found = [];
  const add = (unit) => { if (!seen.has(unit)) { seen.add(unit); found.push(unit); } };
  const stage = data.stages.indexOf(state.stage);
  for (const row of table.order) {
    if (level === "town" || row.level === "town") {
      if (row.level === "town" && level === "town") add(row.unit);
      else if (level === "town" && row.school !== null && school.town[row.school] >= 0) add(school.town[row.school]);
    } else if (level === "school") add(row.school);
    else if (row.level === "section") add(row.unit);
    else for (let unit = section.school.indexOf(row.school); unit >= 0 && section.school[unit] === row.school; unit += 1) if (stage < 0 || section.stage[unit] === stage) add(unit);
  }
  return found;
}

function heatCell(place, unit, row, column) {
  const { level, title } = steps[place], code = codeOf(place, unit), reach = reachOf(place, unit);
  return {
    row: six(row) + unitName(level, unit), column: six(column) + steps[place].short, name: unitName(level, unit), title,
    reach: reach === null || code === 1 || code === 3 ? null : reach / 1000, status: statuses[code], word: words[statuses[code]],
    sign: signs[code], value: valueOf(place, unit), limit: boundOf(place, unit), place, unit,
  };
}

function showHeat(table, page = 0) {
  heatTable = table;
  heatPage = page;
  if (!byId("heat-level").options.length) return;
  const level = byId("heat-level").value, units = heatUnits(table), [first, last] = unitsOf(level, state.county);
  const columns = steps.map((_, place) => place).filter((place) => {
    if (steps[place].level !== level || steps[place].kind === "attest" && level === "section") return false;
    for (let unit = first; unit < last; unit += 1) if (codeOf(place, unit) !== 3) return true;
    return false;
  });
  const shown = units.slice(page * HEAT, (page + 1) * HEAT);
  const cells = shown.flatMap((unit, row) => columns.map((place, column) => heatCell(place, unit, row, column)));
  const place = byId("heat");
  const room = place.parentElement.clientWidth || 320;
  place.style.width = `${Math.max(room - 4, 190 + 27 * columns.length)}px`;
  if (!cells.length) { place.replaceChildren(make("p", {}, say("report_nothing"))); drawn.delete(place); } else {
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", say("report_heatmap_of", { rows: shown.length, columns: columns.length }));
    draw(place, "heat", { cells }, (cell) => { if ("unit" in cell) tellUnit(cell.place, cell.unit); });
  }
  heatPager(units.length);
  const holder = byId("heat-data");
  const table_ = () => holder.replaceChildren(plainTable([capital(words[level === "town" ? "report_town" : "report_school"]), ...columns.map((column) => steps[column].title)],
    shown.map((unit) => [unitName(level, unit), ...columns.map((column) => `${signs[codeOf(column, unit)]} ${words[statuses[codeOf(column, unit)]]} ${valueOf(column, unit)}`)]), say("report_heatmap")));
  holder.parentElement.ontoggle = table_;
  if (holder.parentElement.open) table_();
}

function heatPager(count) {
  const last = Math.ceil(count / HEAT) - 1, pager = byId("heat-pager");
  if (last < 1) return pager.replaceChildren();
  const go = (by) => () => { showHeat(heatTable, heatPage + by); const buttons = pager.querySelectorAll("button"); buttons[by < 0 ? 0 : 1].focus(); };
  return pager.replaceChildren(
    make("button", { type: "button", disabled: heatPage === 0, onclick: go(-1) }, say("report_previous")),
    make("span", {}, say("report_found_page", { count, from: heatPage * HEAT + 1, to: Math.min(count, (heatPage + 1) * HEAT) })),
    make("button", { type: "button", disabled: heatPage === last, onclick: go(1) }, say("report_next")),
  );
}

function startHeat() {
  const levels = ["section", "school", "town"].filter((level) => steps.some((step) => step.level === level) && data.edges[level].at(-1) > 0);
  options(byId("heat-level"), levels.map((level) => [level, say(`report_level_${level}`)]));
  byId("heatmap").hidden = !levels.length;
  byId("heat-level").addEventListener("change", () => showHeat(heatTable));
}
