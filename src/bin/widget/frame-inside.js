// Inside the frame: shows an element as the page around says, asks that page for tokens, and tells it what happened.
//
// Every message is checked for its source, its origin and its version; any other is not for this frame and gets no answer.

import { ATTRIBUTES, ELEMENTS, EVENTS, PROTOCOL, VERSION } from "./frame-protocol.js";

/** For so long the page may think whether a send goes on, in milliseconds. */
const PATIENCE = 60_000;

const bare = new CSSStyleSheet();
bare.replaceSync("body { margin: 0; } p { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; }");
document.adoptedStyleSheets = [bare];

const allowed = document.querySelector('meta[name="usher-origins"]').content.split(/\s+/).filter(Boolean);
const holder = document.referrer && new URL(document.referrer).origin;
const waiting = new Map();
let asked = 0;
let element;

if (window.parent === window || !allowed.includes(holder)) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.textContent =
    window.parent === window
      ? "This is the frame of Usher; it is shown within a portal."
      : `Usher is not shown here: ${holder || "a page that does not tell its origin"} is not among the portals that may hold this frame.`;
  document.body.append(line);
} else {
  addEventListener("message", hear);
  send("hello");
}

function send(kind, contents = {}) {
  window.parent.postMessage({ protocol: PROTOCOL, version: VERSION, kind, ...contents }, holder);
}

function hear(event) {
  const said = event.data;
  if (event.source !== window.parent || event.origin !== holder || said?.protocol !== PROTOCOL) {
    return;
  }
  if (said.version !== VERSION) {
    send("failed-version", { wanted: VERSION });
    return;
  }
  switch (said.kind) {
    case "configure":
      return configure(said);
    case "answer":
      waiting.get(said.id)?.(said);
      waiting.delete(said.id);
  }
}

/** Shows the element, or gives the one that is shown what changed. */
function configure({ name, attributes, gives }) {
  if (!ELEMENTS.includes(name) || typeof attributes !== "object" || attributes === null) {
    return;
  }
  const fresh = element?.localName !== name;
  const shown = fresh ? document.createElement(name) : element;
  for (const attribute of ATTRIBUTES) {
    const value = attributes[attribute];
    if (typeof value === "string") {
      shown.setAttribute(attribute, value);
    } else {
      shown.removeAttribute(attribute);
    }
  }
  if ((gives === true) !== (typeof shown.getAccessToken === "function")) {
    shown.getAccessToken = gives === true ? () => ask("token-wanted").then(({ value }) => value) : undefined;
  }
  if (!fresh) {
    return;
  }
  shown.confirmSend = (detail) => ask("send-requested", { detail }).then(({ value }) => value === true);
  for (const event of EVENTS) {
    shown.addEventListener(`usher-${event}`, ({ detail }) => send("event", { name: event, detail }));
  }
  element?.remove();
  element = shown;
  document.body.replaceChildren(shown);
}

/** Asks the page around; it answers by the same number. */
function ask(kind, contents) {
  asked += 1;
  const id = asked;
  return new Promise((done, failed) => {
    const late = setTimeout(() => (waiting.delete(id), failed(new Error("no answer"))), PATIENCE);
    waiting.set(id, (said) => {
      clearTimeout(late);
      if (said.fault) {
        failed(new Error("refused"));
      } else {
        done(said);
      }
    });
    send(kind, { id, ...contents });
  });
}
