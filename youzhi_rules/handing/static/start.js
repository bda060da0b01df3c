// The page comes to life: the county that is chosen, buttons that stand in the text, and printing.
function showCounty(index) {
  state.county = index;
  document.querySelectorAll(".county").forEach((part) => { part.hidden = Number(part.dataset.of) !== index; });
  const names = ["verdict", "between", "duties"];
  for (const name of names) {
    document.querySelectorAll(`[id="${name}"], [id^="${name}-"]`).forEach((part) => {
      const own = Number(part.closest(".county").dataset.of);
      part.id = own === index ? name : `${name}-${own}`;
    });
    const link = document.querySelector(`nav a[href="#${name}"]`);
    if (link) link.parentElement.hidden = !byId(name);
  }
  if (byId("county")) byId("county").value = String(index);
  showSchools();
  showRules();
  showReady();
  showCharts();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-explain], button[data-rule], button[data-county]");
  if (!button) return;
  if (button.dataset.explain) tellOne(Number(button.dataset.explain), Number(button.dataset.unit));
  else if (button.dataset.rule) choose(Number(button.dataset.rule), "unmet");
  else { showCounty(Number(button.dataset.county)); byId("verdict").scrollIntoView(); }
});
if (byId("county")) byId("county").addEventListener("change", (event) => showCounty(Number(event.target.value)));

const PRINTED = 400;
window.addEventListener("beforeprint", () => [schoolTable, ...Object.values(ready)].forEach((table) => { table.page = 0; table.draw(PRINTED); }));
window.addEventListener("afterprint", () => [schoolTable, ...Object.values(ready)].forEach((table) => table.draw()));

for (const id of ["indicators", "schools", "heatmap", "rules"]) byId(id).hidden = false;
startSchools();
startHeat();
for (const name of ["todo", "kept", "unsolved"]) startReady(name, `${name}-table`, say("report_todo"));
startReady("changes", "compared-table", say("report_compared"));
showCounty(0);
drawing.then(() => { document.documentElement.dataset.drawn = "yes"; });
performance.mark("ready");
document.documentElement.dataset.ready = "yes";
