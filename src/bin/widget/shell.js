// What the element draws itself, while the program is not there: a line, or a box with the way out.

const CSS = `
:host { display: block; inline-size: 100%; }
:host([hidden]), [hidden] { display: none; }
.usher-said { all: initial; display: block; direction: inherit; padding: 1rem; font: 0.875rem/1.5 var(--usher-font, system-ui, sans-serif); color: light-dark(#18202b, #e7ebf0); background: light-dark(#f4f5f7, #101419); color-scheme: light dark; }
.usher-said strong { display: block; font-size: 1rem; }
.usher-said p { margin: 0.25rem 0; overflow-wrap: anywhere; }
.usher-said[data-kind="fault"] { border-inline-start: 3px solid light-dark(#b0232a, #ff8f8a); }
.usher-said[data-kind="remark"] { border-inline-start: 3px solid light-dark(#8a4b00, #f0b35e); padding-block: 0.5rem; }
.usher-said button, .usher-back { all: revert; font: inherit; margin-block-start: 0.5rem; padding: 0.375rem 0.75rem; border: 1px solid light-dark(#788493, #7b8896); border-radius: 0.375rem; color: light-dark(#18202b, #e7ebf0); background: light-dark(#ffffff, #181d24); cursor: pointer; }
.usher-back { margin: 0.5rem; }
.usher-back[hidden] { display: none; }
`;

let sheet;

/** One for all elements. */
export function shellSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}

/** That it is loading, that it cannot begin, or that it goes on without something. */
export function message(words, { loading, fault, remark, onRetry }) {
  const box = document.createElement("div");
  box.className = "usher-said";
  box.lang = words.code;
  box.dataset.kind = fault ? "fault" : remark ? "remark" : "loading";
  box.setAttribute("role", fault ? "alert" : "status");
  const line = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    box.append(element);
    return element;
  };
  if (fault) {
    line("strong", words.title);
  }
  line("p", loading ?? remark ?? fault);
  if (fault) {
    line("p", words.unharmed);
    const retry = line("button", words.retry);
    retry.type = "button";
    retry.addEventListener("click", onRetry);
  }
  return box;
}
