// Where things are on the tracker's page.

import { execFileSync } from "node:child_process";

import { choosing } from "./acts.mjs";

/** Everybody, in an order that is none of those that are measured. */
const PAGE = "/#/tracker?standing=everybody&sort=email";

/** The tracker, served by a host over a folder. */
export function usher({ origin, program, env, data }) {
  return {
    name: "Usher",
    url: () => `${origin}${PAGE}`,
    /** Past the page, so that nothing of it is fetched before it is measured. */
    async signIn(context) {
      const printed = execFileSync(program, ["--data", data, "sign-in"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
      const link = printed.match(/http:\/\/\S+\/sign-in\?token=\S+/)?.[0];
      if (!link) {
        throw new Error(`no sign-in link in: ${printed}`);
      }
      const answer = await context.request.get(link, { maxRedirects: 0 });
      if (answer.status() >= 400) {
        throw new Error(`signing in: ${answer.status()}`);
      }
    },
    search: (page) => page.getByRole("searchbox").first(),
    choosing: (page, department) => choosing(page.getByRole("combobox", { name: "Department", exact: true }), department),
    heading: (page, column) => page.getByRole("columnheader", { name: HEADINGS[column] }).getByRole("button").first(),
    selectAll: (page) => page.getByRole("columnheader").getByRole("checkbox"),
  };
}

const HEADINGS = { name: /^Name/, waiting: /^Waiting/ };
