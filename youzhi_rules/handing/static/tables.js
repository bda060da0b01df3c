// Schools, rules, things to do and changes, as tables of the county that is chosen.
const state = { county: 0, search: "", stage: "", status: "", rule: "" };
const plain = (text) => text.normalize("NFKC").toLowerCase();
const counted = steps.map((step) => step.decides && step.strength !== "component");

// Per school of a county, the statuses of the rules that count: how many are unmet and unknown, and its quotas.
function tally(county) {
  const [first, last] = unitsOf("school", county);
  const found = [];
  for (let index = first; index < last; index += 1) found.push({ school: index, unmet: 0, unknown: 0, judged: 0, sections: [], quotas: [] });
  const [from, to] = unitsOf("section", county);
  for (let unit = from; unit < to; unit += 1) found[section.school[unit] - first].sections.push(unit);
  steps.forEach((step, place) => {
    if (step.level !== "school" && step.level !== "section") return;
    const [start, end] = unitsOf(step.level, county);
    for (let unit = start; unit < end; unit += 1) {
      const row = found[schoolOf(step.level, unit) - first], code = codeOf(place, unit);
      if (step.kind === "quotaof" && step.level === "section" && code !== 3) row.quotas.push([place, unit]);
      if (!counted[place] || code === 3) continue;
      row.judged += 1;
      if (code === 0) row.unmet += 1;
      else if (code === 1) row.unknown += 1;
    }
  });
  return found;
}

const tallies = new Map();
function schoolRows() {
  if (!tallies.has(state.county)) tallies.set(state.county, tally(state.county));
  const wanted = plain(state.search.trim()), stage = data.stages.indexOf(state.stage);
  const fits = {
    "": () => true,
    unmet: (row) => row.unmet > 0,
    unknown: (row) => row.unknown > 0,
    met: (row) => row.judged > 0 && !row.unmet && !row.unknown,
  }[state.status] || (() => true);
  return tallies.get(state.county).filter((row) =>
    fits(row) && (stage < 0 || row.sections.some((unit) => section.stage[unit] === stage)) && named(row.school, wanted));
}
const named = (index, wanted) => !wanted || plain(`${school.name[index]} ${keyOf(index)} ${townOf(index)}`).includes(wanted);

function ruleRows(place) {
  const { level } = steps[place], [first, last] = unitsOf(level, state.county), rows = [];
  const wanted = plain(state.search.trim()), stage = data.stages.indexOf(state.stage);
  for (let unit = first; unit < last; unit += 1) {
    if (state.status && statuses[codeOf(place, unit)] !== state.status) continue;
    if (level === "section" && stage >= 0 && section.stage[unit] !== stage) continue;
    const name = level === "town" ? !wanted || plain(data.town.name[unit]).includes(wanted) : named(schoolOf(level, unit), wanted);
    if (name) rows.push({ place, level, unit, school: level === "town" ? null : schoolOf(level, unit) });
  }
  return rows;
}

const nameButton = (text, click) => make("button", { type: "button", class: "name", onclick: click }, text);
const quotaText = ([place, unit]) => make("span", {}, `${stageName(unit)} `,
  make("span", { class: `chip ${statuses[codeOf(place, unit)]}` }, `${signs[codeOf(place, unit)]} ${valueOf(place, unit) || "?"}/${steps[place].of}`), " ");

const hasTowns = () => {
  const [first, last] = unitsOf("town", state.county);
  return last > first;
};
const townColumn = () => (hasTowns() ? [{ head: say("report_town"), wide: true, sort: (row) => townOf(row.school), cell: (row) => townOf(row.school) }] : []);

function schoolColumns() {
  const columns = [
    { head: capital(say("report_school")), row: true, sort: (row) => school.name[row.school], cell: (row) => nameButton(school.name[row.school], () => tellSchool(row.school)) },
    ...townColumn(),
  ];
  const quota = steps.findIndex((step) => step.kind === "quotaof" && step.level === "section");
  const least = (row) => row.quotas.length ? Math.min(...row.quotas.map(([place, unit]) => reachOf(place, unit) ?? 0)) : null;
  const title = quota < 0 ? capital(words.stage) : data.groups[steps[quota].group].name;
  columns.push({ head: title, sort: least, cell: (row) => row.quotas.length ? row.quotas.map(quotaText) : row.sections.map(stageName).join(" ") });
  columns.push({ head: say("report_unmet_count"), number: true, first: "down", sort: (row) => row.unmet, cell: (row) => String(row.unmet) });
  columns.push({ head: say("report_unknown_count"), number: true, sort: (row) => row.unknown, cell: (row) => String(row.unknown) });
  return columns;
}

function ruleColumns(place) {
  const { level, title } = steps[place];
  const name = (row) => (level === "town" ? data.town.name[row.unit] : school.name[row.school]);
  const columns = [{ head: capital(words[level === "town" ? "report_town" : "report_school"]), row: true, sort: name, cell: (row) => nameButton(name(row), () => tellUnit(place, row.unit)) }];
  if (level !== "town") columns.push(...townColumn());
  if (level === "section") columns.push({ head: capital(words.stage), sort: (row) => section.stage[row.unit], cell: (row) => stageName(row.unit) });
  const reach = steps[place].cells.r ? (row) => reachOf(place, row.unit) : (row) => valueOf(place, row.unit);
  const code = (row) => chip(codeOf(place, row.unit));
  return columns.concat([
    { head: words.status, sort: (row) => rank[codeOf(place, row.unit)], cell: code },
    { head: words.value, number: true, first: steps[place].cells.r ? "up" : null, sort: reach, cell: (row) => valueOf(place, row.unit) },
    { head: words.limit, number: true, wide: true, cell: (row) => boundOf(place, row.unit) },
    { head: say("report_gap"), sort: reach, cell: (row) => gapOf(place, row.unit) },
    { head: say("report_explain"), act: true, wide: true, cell: (row) => make("button", { type: "button", onclick: () => tellOne(place, row.unit), "aria-label": `${say("report_explain")}${colon}${name(row)} ${title}` }, say("report_explain")) },
  ]);
}

const options = (select, pairs) => select.replaceChildren(...pairs.map(([value, text]) => make("option", { value }, text)));
function statusOptions() {
  const chosen = state.rule === "" ? [["unmet", say("report_any_unmet")], ["unknown", say("report_any_unknown")], ["met", say("report_all_met")]]
    : statuses.map((status, code) => [status, `${signs[code]} ${words[status]}`]);
  options(byId("f-status"), [["", say("report_any")], ...chosen]);
  if (!chosen.some(([value]) => value === state.status)) state.status = "";
  byId("f-status").value = state.status;
}

let schoolTable = null;
function showSchools() {
  if (state.rule === "") schoolTable.show(schoolColumns(), schoolRows(), "schools");
  else schoolTable.show(ruleColumns(Number(state.rule)), ruleRows(Number(state.rule)), state.rule);
}

function choose(rule, status) {
  Object.assign(state, { rule: String(rule), status, search: "", stage: "" });
  byId("f-search").value = byId("f-stage").value = "";
  byId("f-rule").value = state.rule;
  statusOptions();
  showSchools();
  byId("schools").scrollIntoView();
  byId("f-rule").focus({ preventScroll: true });
}

function startSchools() {
  const below = steps.map((step, place) => [step, place]).filter(([step]) => ["section", "school", "town"].includes(step.level));
  options(byId("f-stage"), [["", say("report_any")], ...data.stages.filter((_, code) => section.stage.includes(code)).map((stage) => [stage, words[stage]])]);
  options(byId("f-rule"), [["", say("report_any_rule")], ...below.map(([step, place]) => [String(place), step.title])]);
  schoolTable = new Paged(byId("schools-table"), { caption: say("report_schools"), changed: (table) => showHeat(table) });
  statusOptions();
  let waiting = 0;
  byId("f-search").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.search = event.target.value; showSchools(); }, 120);
  });
  for (const name of ["stage", "status", "rule"]) {
    byId(`f-${name}`).addEventListener("change", (event) => { state[name] = event.target.value; statusOptions(); showSchools(); });
  }
  const form = document.querySelector("form.filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    Object.assign(state, { search: "", stage: "", status: "", rule: "" });
    setTimeout(() => { statusOptions(); showSchools(); });
  });
}

// --- every rule ---------------------------------------------------------------------------------------------------
function showRules() {
  const tables = data.groups.map((group, index) => {
    const own = steps.map((_, place) => place).filter((place) => steps[place].group === index);
    return own.length ? [make("h3", {}, group.name + (group.plan ? ` (${say("report_duties")})` : "")), ruleTable(own, group.name)] : [];
  });
  byId("rules-table").replaceChildren(...tables.flat());
}

function ruleTable(places, caption) {
  const heads = [[words.rule], [words.level, "wide-only"], [words.status], [say("report_figures"), "wide-only"], [capital(words.clause), "wide-only"]];
  const head = heads.map(([name, kind]) => make("th", { scope: "col", class: kind || "" }, name));
  head.push(make("th", { scope: "col", class: "act" }, make("span", { class: "visually-hidden" }, say("report_explain"))));
  const body = make("tbody", {}, places.map(ruleLine));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: "visually-hidden" }, caption), make("thead", {}, make("tr", {}, head)), body));
}

function ruleLine(place) {
  const { level, title, stage, strength, clause, due } = steps[place];
  const [first, last] = unitsOf(level, state.county);
  const few = level === "county" || level === "city";
  const kind = strength === "required" ? "" : ` [${words[strength]}${due ? ` · ${due}` : ""}]`;
  const name = make("th", { scope: "row" }, title + (stage ? `（${words[stage]}）` : ""), make("span", { class: "soft" }, kind));
  const figures = few && first < last && valueOf(place, first) ? [compared(valueOf(place, first), boundOf(place, first)), gapOf(place, first)] : [];
  const count = [0, 0, 0, 0, 0];
  for (let unit = first; unit < last; unit += 1) count[codeOf(place, unit)] += 1;
  const worst = [0, 1, 4, 2, 3].find((code) => count[code]) ?? 3;
  const button = few ? make("button", { type: "button", onclick: () => tellOne(place, first), "aria-label": say("report_explain_of", { title }) }, say("report_explain"))
    : make("button", { type: "button", onclick: () => choose(place, ""), "aria-label": `${say("report_show_units")}${colon}${title}` }, say("report_show_units"));
  return make("tr", {}, name, make("td", { class: "k wide-only" }, words[level]), make("td", { class: "k" }, chip(worst)),
    make("td", { class: "wide-only" }, few ? figures.filter(Boolean).join(semicolon) : say("report_units_of", { unmet: count[0], unknown: count[1], met: count[2] })),
    make("td", { class: "wide-only" }, clause || ""), make("td", { class: "act k" }, first < last ? button : ""));
}

// --- rows that come ready: what to do, what changed ---------------------------------------------------------------
const ready = {};
function startReady(name, place, caption) {
  if (!data[name] || !byId(place)) return;
  ready[name] = new Paged(byId(place), { caption, size: 25 });
}
function showReady() {
  for (const [name, table] of Object.entries(ready)) {
    const { heads, numbers, wide, rows } = data[name];
    const columns = heads.map((head, index) => ({
      head, row: index === 0, number: numbers.includes(index), wide: wide.includes(index),
      sort: (row) => (Array.isArray(row[index + 2]) ? row[index + 2][1] : row[index + 2]),
      cell: (row) => (index === 0 && row[1] !== null ? nameButton(row[2], () => tellSchool(row[1])) : Array.isArray(row[index + 2]) ? row[index + 2][0] : row[index + 2] ?? ""),
    }));
    table.show(columns, rows.filter((row) => row[0] === null || row[0] === state.county));
  }
}
