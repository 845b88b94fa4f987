// Where things are on the peers' pages.

import { choosing } from "./acts.mjs";

export function tanstack({ origin }) {
  return { ...peer, name: "TanStack", url: (height) => at(`${origin}/tanstack`, height), heading: (page, column) => page.getByRole("button", { name: HEADINGS[column], exact: true }) };
}

export function agGrid({ origin }) {
  return { ...peer, name: "AG Grid", url: (height) => at(`${origin}/aggrid`, height), heading: (page, column) => page.locator(`[role=columnheader][col-id=${column}] .ag-header-cell-text`) };
}

/** A page whose list is so many pixels high. */
function at(url, height) {
  return height === undefined ? url : `${url}?height=${height}px`;
}

const HEADINGS = { name: "Name", waiting: "Waiting" };

const peer = {
  signIn: async () => {},
  search: (page) => page.getByRole("searchbox", { name: "Search" }),
  choosing: (page, department) => choosing(page.getByRole("combobox", { name: "Department" }), department),
  selectAll: (page) => page.getByRole("columnheader").getByRole("checkbox").first(),
};
