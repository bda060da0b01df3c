// Explanations, put together from what is the same for all units of a rule and what is each unit's own.
const withUnit = (text, unit) => (unit && text && !text.endsWith("?") ? `${text} ${unit}` : text);
const compared = (value, bound) => filled(words.compared_to, { value, bound });

function boundLines(step, unit) {
  const { cells, measured, unit: suffix } = steps[step];
  const bound = at(cells.l, unit) ?? (boundOf(step, unit) || `${steps[step].sign} ?`);
  const told = [[words.measured, measured]];
  if (cells.a) told.push([words.arithmetic, withUnit(at(cells.a, unit), suffix)]);
  told.push([words.compared, compared(withUnit(at(cells.x, unit), suffix), bound)]);
  return told;
}

function quotaLines(step, unit) {
  const { parts, floors } = steps[step];
  return parts.map((part, place) => {
    const { cells, kind, sign, title, unit: suffix } = steps[part];
    const status = statuses[codeOf(part, unit)];
    const met = status === "unknown" ? "?" : words[status];
    if (status === "not_applicable" || kind !== "bound") return [title, met];
    const least = boundOf(part, unit) && floors && floors[place];
    const floor = least ? `; ${words.floor} ${least[at(cells.b, unit)]}` : "";
    return [title, `${compared(withUnit(at(cells.x, unit), suffix), boundOf(part, unit) || `${sign} ?`)}: ${met}${floor}`];
  });
}

function attestLines(step, unit) {
  const { cells, facts } = steps[step];
  return facts.map((fact, index) => [fact, words[["no", "yes", "missing"][cells.f[index][unit]]]]);
}

// The lines of `result.explain`, in the same order and the same words.
function explained(step, unit) {
  const { cells, kind, source } = steps[step];
  const own = (cells.e || {})[unit];
  if (own) return [...own, ...source];
  const told = kind === "bound" ? boundLines(step, unit) : kind === "quotaof" ? quotaLines(step, unit) : attestLines(step, unit);
  if (gapOf(step, unit)) told.push([words.gap, gapOf(step, unit)]);
  const reason = at(cells.w, unit);
  if (reason !== null && reason >= 0) told.push([words.reason, cells.reasons[reason]]);
  return [...told, ...source];
}
window.explained = explained;

function explanation(step, unit) {
  return make("dl", {}, explained(step, unit).map(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]));
}

const dialog = byId("told"), dialogBody = byId("told-body"), dialogTitle = byId("told-title");
function open(title, ...children) {
  dialogTitle.textContent = title;
  dialogBody.replaceChildren(...children);
  if (!dialog.open) dialog.showModal();
  dialogBody.scrollTop = 0;
  dialogTitle.focus();
}
byId("told-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

function tellOne(step, unit) {
  const { level, title, stage } = steps[step];
  const name = unitName(level, unit) + (stage ? ` · ${words[stage]}` : "");
  open(`${name} — ${title}`, make("p", {}, chip(codeOf(step, unit))), explanation(step, unit));
}

function ruleDetails(step, unit, opened) {
  const value = valueOf(step, unit), bound = boundOf(step, unit), { strength, title } = steps[step];
  const kind = ["component", "recommended", "target"].includes(strength) ? ` [${words[strength]}]` : "";
  const figures = [value && bound ? `${value} (${bound})` : "", gapOf(step, unit)].filter(Boolean).join(" · ");
  const summary = make("summary", {}, chip(codeOf(step, unit)), make("span", { class: "t" }, title + kind), make("span", { class: "soft" }, figures));
  const found = make("details", { class: "rule" }, summary);
  const fill = () => { if (found.children.length === 1) found.append(explanation(step, unit)); };
  found.addEventListener("toggle", fill);
  if (opened) { found.open = true; fill(); }
  return found;
}

// Everything about one school: its own rules, then those of its sections; the worst of each first.
const rank = [0, 1, 3, 4, 2];
function tellSchool(index, step = null, unit = null) {
  const first = section.school.indexOf(index);
  const sections = [];
  for (let at = first; at >= 0 && section.school[at] === index; at += 1) sections.push(at);
  const parts = [["section", sections], ["school", [index]]].flatMap(([level, units]) => units.map((each) => [level, each]));
  const told = parts.flatMap(([level, each]) => {
    const own = steps.map((_, place) => place).filter((place) => steps[place].level === level);
    if (!own.length) return [];
    own.sort((a, b) => rank[codeOf(a, each)] - rank[codeOf(b, each)] || a - b);
    const head = level === "school" ? say("report_whole_school") : stageName(each);
    return [make("h3", {}, head), ...own.map((place) => ruleDetails(place, each, place === step && each === unit))];
  });
  const key = keyOf(index) === school.name[index] ? "" : keyOf(index);
  open(say("report_all_of_school", { name: school.name[index] }), make("p", { class: "soft" }, [townOf(index), key].filter(Boolean).join(" · ")), ...told);
  const chosen = dialogBody.querySelector("details[open]");
  if (chosen) chosen.scrollIntoView({ block: "nearest" });
}

function tellUnit(step, unit) {
  const { level } = steps[step];
  if (level === "section" || level === "school") tellSchool(schoolOf(level, unit), step, unit);
  else tellOne(step, unit);
}
