// Lets the glue turn text into elements under Trusted Types, by one policy that nothing outside the glue can reach. On the page
// only text that the build put into the program becomes elements: it lies where the linker laid it, below the heap; whatever
// somebody typed or a backend answered lies above. What is pasted is parsed into a document of its own, which runs nothing.

/** Every way from text to elements, as wasm-bindgen writes it. */
const SINK = /\.(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment)\b|document\.write|new DOMParser|\beval\(|new Function/g;
const TEMPLATE = /\b(\w+)\.innerHTML = getStringFromWasm0\((\w+), (\w+)\);/;
const PARSED = /\b(\w+)\.parseFromString\((getStringFromWasm0\(\w+, \w+\)), /;

const POLICY = `
const markup = { createHTML(text, at, length) {
if (at === undefined) return text;
if ((at >>> 0) + (length >>> 0) > wasm.__heap_base.value) throw new TypeError("only what was built becomes elements");
return getStringFromWasm0(at, length);
} };
let policy;
function trusted(text, at, length) {
policy ??= globalThis.trustedTypes?.createPolicy("usher", markup) ?? markup;
return policy.createHTML(text, at, length);
}`;

/** The glue with its ways to markup under the policy. */
export function withTrustedTypes(glue) {
  const sinks = glue.match(SINK) ?? [];
  if (sinks.sort().join() !== ".innerHTML,new DOMParser" || !TEMPLATE.test(glue) || !PARSED.test(glue)) {
    throw new Error(`the glue makes elements from text by ${sinks.join() || "nothing"}: something new, or another version of the tools?`);
  }
  const guarded = glue.replace(TEMPLATE, '$1.innerHTML = trusted("", $2, $3);').replace(PARSED, "$1.parseFromString(trusted($2), ");
  return `${guarded}\n${POLICY}\n`;
}
