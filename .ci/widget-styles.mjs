// Makes, from the console's stylesheet, the one for an element: what is said of the document holds for the element's own root,
// what is measured by the screen is measured by the element, and some of the tokens can be set by the page around it.

/** Tokens that a portal can set, as `--usher-NAME`. They are part of the interface: see README. */
const OPEN = ["accent", "accent-strong", "focus", "ground", "surface", "ink", "ink-quiet", "line", "font", "radius", "radius-l"];

/** A length of the page's letters; a portal whose root has letters of another size sets `--usher-unit: 16px`. */
const UNIT = "var(--usher-unit,1rem)";

const OWN = `
@layer reset {
  .usher-root { all: initial; display: block; position: relative; color-scheme: inherit; font-size: ${UNIT}; container-type: inline-size; min-inline-size: 15rem; overflow: clip; }
  .usher-body { display: block; }
}
@layer pages {
  /* The one row that takes what is left, whether there is a bar above or none. */
  .usher-body [data-content] { grid-row: 3; }
  .usher-body > * { min-block-size: var(--usher-min-block-size, 0); }
}
`;

export function widgetStyles(css) {
  let out = css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    // A selector at its beginning: after a brace, a comma, or within :has() and the like.
    .replace(/(^|[{},;(\s>+~])(:root|html)(?=[\s,.:[{>+~)])/g, "$1.usher-root")
    .replace(/(^|[{},;(\s>+~])body(?=[\s,.:[{>+~)])/g, "$1.usher-body");
  out = byOwnWidth(out);
  out = outsideOfQueries(out, (text) =>
    text.replace(/(?<![\w#.-])(-?(?:\d+\.?\d*|\.\d+))rem\b/g, `calc($1*${UNIT})`).replace(/(?<![\w#.-])(\d+)dvh\b/g, "calc($1*var(--usher-block-size,100dvh)/100)"),
  );
  for (const name of OPEN) {
    const before = out;
    out = out.replace(new RegExp(`(\\.usher-root\\s*\\{[^}]*?--${name}:\\s*)([^;}]+)`), (_, head, value) => `${head}var(--usher-${name},${value.trim()})`);
    if (out === before) {
      throw new Error(`the stylesheet has no token --${name}`);
    }
  }
  if (/:root|(?<![\w.-])(?:body|html)\s*\{/.test(out)) {
    throw new Error("the stylesheet still speaks of the document");
  }
  // Layers are ordered by where they are named first, which the console's own sheet does.
  return out + OWN;
}

/** What asks for the width of the window asks for the element's own; what asks for its height too is said in two parts. */
function byOwnWidth(css) {
  const width = /^\((?:(?:max|min)-width:\s*[\d.]+px|width\s*[<>]=?\s*[\d.]+px)\)$/;
  let [out, at] = ["", 0];
  for (const found of css.matchAll(/@media\s*([^{]*)\{/g)) {
    if (found.index < at || !/width/.test(found[1])) {
      continue;
    }
    const end = closing(css, found.index + found[0].length);
    const rules = css.slice(found.index + found[0].length, end);
    const asked = found[1].split(",").map((query) => query.split(/\band\b/).map((part) => part.trim()));
    if (asked.flat().some((part) => !/^\([^()]*\)$/.test(part) || (/width/.test(part) && !width.test(part)))) {
      throw new Error(`the stylesheet asks for the width of the window in another way: ${found[0]}`);
    }
    const inside = (parts) => parts.reduceRight((rules, part) => `${width.test(part) ? "@container" : "@media"} ${part}{${rules}}`, rules);
    out += css.slice(at, found.index) + asked.map(inside).join("");
    at = end + 1;
  }
  return out + css.slice(at);
}

/** Where the brace closes that was opened before this. */
function closing(css, from) {
  for (let [at, open] = [from, 1]; at < css.length; at += 1) {
    open += css[at] === "{" ? 1 : css[at] === "}" ? -1 : 0;
    if (open === 0) {
      return at;
    }
  }
  throw new Error("the stylesheet has a brace that is not closed");
}

/** What stands between @media or @container and its brace keeps its lengths. */
function outsideOfQueries(css, change) {
  return css
    .split(/(@(?:media|container)[^{]*\{)/)
    .map((piece, at) => (at % 2 ? piece : change(piece)))
    .join("");
}
