// Reads what the portal wrote on the element, and refuses what cannot be meant.

import { Fault, spoken } from "./words.js";

/** The public API of the platform. */
const PLATFORM = "https://webexapis.com/v1";
const THEMES = ["light", "dark", "system"];

/** What is called: the options of the program with the part of it that calls so, or a fault. */
export function calledBy({ kind, object, apiBase }) {
  switch (object ? "portal" : (kind ?? "http")) {
    case "demo":
      return { part: "demonstration", named: "demo" };
    case "portal":
      if (!object) {
        throw new Fault("backend-missing");
      }
      return { part: "portal_backend", portal: object, named: "portal" };
    case "http": {
      const base = addressOf(apiBase);
      return { api: base, named: base };
    }
    case "webex": {
      const base = addressOf(apiBase?.trim() || PLATFORM);
      return { part: "webex", platform: base, named: base };
    }
    default:
      throw new Fault("backend-unknown", kind);
  }
}

/** An address that calls and their token may go to. */
function addressOf(apiBase) {
  if (!apiBase?.trim()) {
    throw new Fault("api-base-missing");
  }
  let address;
  try {
    address = new URL(apiBase.trim(), document.baseURI);
  } catch {
    throw new Fault("api-base-wrong", apiBase);
  }
  // A token goes there: over a line that nobody reads, or to this very machine.
  const safe = address.protocol === "https:" || (address.protocol === "http:" && (address.origin === location.origin || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(address.hostname)));
  const relative = !/^([a-z][a-z\d+.-]*:|\/)/i.test(apiBase.trim());
  if (!safe || relative || address.search || address.hash || address.username || address.password) {
    throw new Fault("api-base-wrong", apiBase);
  }
  return address.href.replace(/\/+$/, "");
}

/** The language of an attribute: nothing where there is none, a fault beside it where it is not spoken. */
export function localeOf(given) {
  return !given || spoken(given) ? { locale: given ?? "" } : { locale: "", fault: new Fault("locale-unknown", given) };
}

/** The appearance of an attribute. */
export function themeOf(given) {
  return !given || THEMES.includes(given) ? { theme: given ?? "" } : { theme: "", fault: new Fault("theme-unknown", given) };
}
