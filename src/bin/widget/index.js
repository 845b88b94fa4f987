// The elements and their names. A page that has another version of them already keeps that one; this one can stand beside it
// under names with a suffix.

import { UsherElement } from "./element.js";
import { VERSION } from "./built.js";

export { setFiles } from "./program.js";

export const version = VERSION;

/** The whole console. */
export class UsherConsole extends UsherElement {}

/** The email settings alone. */
export class UsherEmailSettings extends UsherElement {
  static framed = false;
}

/** The templates alone. */
export class UsherComposer extends UsherElement {
  static home = "composer";
  static framed = false;
}

/** The people alone. */
export class UsherTracker extends UsherElement {
  static home = "tracker";
  static framed = false;
}

const ELEMENTS = { "usher-console": UsherConsole, "usher-email-settings": UsherEmailSettings, "usher-composer": UsherComposer, "usher-tracker": UsherTracker };

/** Defines the elements, as `usher-console` and so on, with a suffix where one is given. Says which names were taken. */
export function define(suffix = "") {
  const taken = [];
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (customElements.get(name + suffix)) {
      taken.push(name + suffix);
    } else {
      // One class has one name: with a suffix it is another class.
      customElements.define(name + suffix, suffix ? class extends element {} : element);
    }
  }
  if (taken.length > 0) {
    console.info(`usher-widget ${VERSION}: ${taken.join(", ")} is there already, from another version; that one stays`);
  }
  return taken;
}

define(new URL(import.meta.url).searchParams.get("suffix") ?? "");
