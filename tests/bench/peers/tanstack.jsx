// The tracker's list as TanStack Table and TanStack Virtual make it: their documented way, with the text that is searched folded
// once, one collator, rows that are not drawn again when nothing in them changed, and the virtual rows in a component of their own.

import {
  FlexRender,
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

import { COLUMNS } from "./columns.js";
import { fold } from "./fold.js";
import { collator, departments, number, readPeople } from "./people.js";

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSelectionFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
});

/** Every word occurs in name, address or department. */
const search = Object.assign((row, _column, words) => words.every((word) => row.original.search.includes(word)), {
  resolveFilterValue: (typed) => fold(typed).split(/\s+/).filter(Boolean),
});
const isExactly = (row, _column, department) => row.original.department === department;
const text = (a, b, column) => collator.compare(a.original[column], b.original[column]);

const helper = createColumnHelper();
const columns = COLUMNS.map(({ id, title, words }) => {
  const isTime = id === "waiting" || id === "lastMail";
  return helper.accessor((person) => person[id], {
    id,
    header: title,
    cell: ({ row }) => words(row.original),
    sortFn: isTime || id === "reminders" ? sortFn_basic : text,
    sortUndefined: isTime ? "last" : false,
    enableSorting: id !== "decision" && id !== "account",
    filterFn: isExactly,
  });
});
const nobody = [];
const rowId = (person) => person.id;
// All that is searched is in one field, so one column asks for it.
const isSearched = (column) => column.id === "name";

function Page() {
  const [data, setData] = useState(nobody);
  useEffect(() => void readPeople((people) => setData([...people])), []);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: rowId,
    globalFilterFn: search,
    getColumnCanGlobalFilter: isSearched,
    enableSortingRemoval: false,
    enableSubRowSelection: false,
  });
  const { columnFilters, globalFilter, rowSelection } = table.state;
  const rows = table.getRowModel().rows;
  const choices = useMemo(() => departments(data), [data]);
  const selected = useMemo(() => Object.keys(rowSelection).length, [rowSelection]);
  return (
    <>
      <div className="bar">
        <input type="search" aria-label="Search" value={globalFilter ?? ""} onChange={(event) => table.setGlobalFilter(event.target.value)} />
        <select aria-label="Department" value={columnFilters[0]?.value ?? ""} onChange={(event) => table.getColumn("department").setFilterValue(event.target.value || undefined)}>
          <option value="">Any</option>
          {choices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <p role="status">
          {number(rows.length)} of {number(data.length)} people
        </p>
        <p role="status">{number(selected)} selected</p>
      </div>
      <List table={table} rows={rows} selection={rowSelection} />
    </>
  );
}

const widths = Object.fromEntries(COLUMNS.map(({ id, width }) => [id, { inlineSize: width }]));
const check = { inlineSize: 40 };

function List({ table, rows, selection }) {
  const scroller = useRef(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 36,
    overscan: 8,
    scrollPaddingStart: 36,
  });
  const all = useMemo(() => rows.length > 0 && table.getIsAllRowsSelected(), [table, rows, selection]);
  return (
    <div className="table scroller" ref={scroller}>
      <div role="grid" className="grid" aria-label="People" aria-rowcount={rows.length + 1} aria-multiselectable="true">
        <div role="row" className="row head" aria-rowindex={1}>
          <div role="columnheader" style={check}>
            <input type="checkbox" aria-label="Select all" checked={all} onChange={table.getToggleAllRowsSelectedHandler()} />
          </div>
          {table.getHeaderGroups()[0].headers.map((header) => (
            <div key={header.id} role="columnheader" style={widths[header.column.id]}>
              <button type="button" onClick={header.column.getToggleSortingHandler()}>
                <FlexRender header={header} />
              </button>
            </div>
          ))}
        </div>
        <div className="body" style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return <Row key={row.id} row={row} at={item.index} top={item.start} selected={selection[row.id] === true} />;
          })}
        </div>
      </div>
    </div>
  );
}

const Row = memo(function Row({ row, at, top, selected }) {
  return (
    <div role="row" className="row" aria-rowindex={at + 2} aria-selected={selected} style={{ transform: `translateY(${top}px)` }}>
      <div role="gridcell" style={check}>
        <input type="checkbox" aria-label={`Select ${row.original.name}`} checked={selected} onChange={row.getToggleSelectedHandler()} />
      </div>
      {row.getAllCells().map((cell) => (
        <div key={cell.id} role="gridcell" style={widths[cell.column.id]}>
          <FlexRender cell={cell} />
        </div>
      ))}
    </div>
  );
});

createRoot(document.querySelector("#page")).render(<Page />);
