// Fetches the program once for all elements of a page, each file with its hash, and from beside this script.

import { Fault } from "./words.js";
import { FILES, glue } from "./built.js";

let base = new URL("./files/", import.meta.url);
let loading;

/** Says where the files are, for pages whose tools move this script away from them. */
export function setFiles(address) {
  base = new URL(address, document.baseURI);
}

/** The program and what every element shares of it. Parts that are asked for at once are fetched beside it. */
export function load(...parts) {
  loading ??= begin(parts).catch((error) => {
    loading = undefined;
    console.error(error);
    throw new Fault("program-missing");
  });
  return loading;
}

async function fetched({ name, integrity }) {
  const answer = await fetch(new URL(name, base), { integrity, credentials: "omit" });
  if (!answer.ok) {
    throw new Error(`${answer.url}: ${answer.status}`);
  }
  return answer;
}

async function begin(parts) {
  const coming = [fetched(FILES.program), fetched(FILES.styles), fetched(FILES.icons)];
  const { init, ahead, mount } = glue(base.href);
  ahead?.("element", ...parts, "people_columns");
  const [program, styles, icons] = await Promise.all(coming);
  const [css, svg] = await Promise.all([styles.text(), icons.text(), init({ module_or_path: program })]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  // A sprite of another origin cannot be used: each element has its icons in its own tree.
  const sprite = new DOMParser().parseFromString(svg.replaceAll('id="', 'id="icon-'), "image/svg+xml").documentElement;
  sprite.setAttribute("aria-hidden", "true");
  for (const side of ["width", "height"]) {
    sprite.setAttribute(side, "0");
  }
  return { mount, sheet, sprite, files: base.href };
}
