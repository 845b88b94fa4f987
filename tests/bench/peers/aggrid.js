// The tracker's list as AG Grid makes it: its documented way, with the quick filter's text folded once and cached, the department
// as an external filter, one collator, and people added in transactions.

import { ClientSideRowModelApiModule, ClientSideRowModelModule, ExternalFilterModule, ModuleRegistry, QuickFilterModule, RowApiModule, RowSelectionModule, createGrid } from "ag-grid-community";

import { COLUMNS } from "./columns.js";
import { fold } from "./fold.js";
import { collator, departments, number, readPeople } from "./people.js";

ModuleRegistry.registerModules([ClientSideRowModelModule, ClientSideRowModelApiModule, ExternalFilterModule, QuickFilterModule, RowApiModule, RowSelectionModule]);

document.querySelector("#page").innerHTML = `
  <div class="bar">
    <input type="search" aria-label="Search">
    <select aria-label="Department"><option value="">Any</option></select>
    <p role="status"></p>
    <p role="status">0 selected</p>
  </div>
  <div class="table"></div>`;
const [search, select, count, selected, table] = ["input", "select", "p", "p + p", ".table"].map((name) => document.querySelector(`#page ${name}`));

/** What is not known comes last, whichever way the rest is ordered. */
const times = (a, b, _rowA, _rowB, descending) => {
  if (a === b) {
    return 0;
  }
  if (a === undefined || b === undefined) {
    return (a === undefined) === descending ? -1 : 1;
  }
  return a - b;
};

const columnDefs = COLUMNS.map(({ id, title, width, words }) => {
  const isTime = id === "waiting" || id === "lastMail";
  return {
    colId: id,
    field: id in { account: 0, decision: 0 } ? undefined : id,
    headerName: title,
    width,
    valueGetter: id in { account: 0, decision: 0 } ? ({ data }) => words(data) : undefined,
    valueFormatter: isTime ? ({ data }) => words(data) : undefined,
    sortable: !(id in { account: 0, decision: 0 }),
    comparator: isTime ? times : id === "reminders" ? undefined : collator.compare,
    // All that is searched is in one field, so one column gives it.
    getQuickFilterText: id === "name" ? ({ data }) => data.search : () => "",
  };
});

let department = "";
const grid = createGrid(table, {
  columnDefs,
  rowData: [],
  getRowId: ({ data }) => data.id,
  rowHeight: 36,
  headerHeight: 36,
  animateRows: false,
  cacheQuickFilter: true,
  sortingOrder: ["asc", "desc"],
  rowSelection: { mode: "multiRow", selectAll: "filtered", headerCheckbox: true, checkboxes: true, enableClickSelection: false },
  isExternalFilterPresent: () => department !== "",
  doesExternalFilterPass: ({ data }) => data.department === department,
  onModelUpdated: () => (count.textContent = `${number(grid?.getDisplayedRowCount() ?? 0)} people`),
  onSelectionChanged: ({ selectedNodes }) => (selected.textContent = `${number(selectedNodes?.length ?? 0)} selected`),
});

search.addEventListener("input", () => grid.setGridOption("quickFilterText", fold(search.value)));
select.addEventListener("change", () => {
  department = select.value;
  grid.onFilterChanged();
});

await readPeople((people, given) => {
  grid.applyTransaction({ add: people.slice(given) });
  select.replaceChildren(new Option("Any", ""), ...departments(people).map((name) => new Option(name)));
  select.value = department;
});
