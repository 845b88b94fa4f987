// In the portal: <usher-frame>, which shows an element of Usher in a document and an origin of its own.
//
// Nothing of Usher runs in the portal's page but this. Every message is checked for its source, its origin and its version.

import { ATTRIBUTES, ELEMENTS, EVENTS, PROTOCOL, VERSION } from "./frame-protocol.js";

/** The frame says hello within so many milliseconds, or something is wrong with it. */
const PATIENCE = 20_000;

export class UsherFrame extends HTMLElement {
  static observedAttributes = [...ATTRIBUTES, "element", "src"];

  #tree = this.attachShadow({ mode: "open" });
  #frame;
  #origin;
  #late;
  #heard = false;
  #getAccessToken;

  connectedCallback() {
    if (Object.hasOwn(this, "getAccessToken")) {
      const provide = this.getAccessToken;
      delete this.getAccessToken;
      this.getAccessToken = provide;
    }
    if (!this.#frame) {
      this.#begin();
    }
  }

  disconnectedCallback() {
    // A frame that is moved begins anew by itself.
    removeEventListener("message", this.#hear);
    clearTimeout(this.#late);
    this.#frame?.remove();
    this.#frame = undefined;
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#frame) {
      return;
    }
    if (name === "src") {
      this.disconnectedCallback();
      this.#begin();
    } else {
      this.#configure();
    }
  }

  get getAccessToken() {
    return this.#getAccessToken;
  }

  set getAccessToken(provide) {
    this.#getAccessToken = provide ?? undefined;
    this.#configure();
  }

  #begin() {
    const address = new URL(this.getAttribute("src") ?? new URL("frame.html", import.meta.url), document.baseURI);
    this.#origin = address.origin;
    this.#heard = false;
    const frame = document.createElement("iframe");
    frame.title = "Usher";
    // The frame is told whose page this is, and nothing of its address.
    frame.referrerPolicy = "origin";
    frame.allow = "clipboard-write";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-downloads allow-modals");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":host { display: block; block-size: 48rem; } iframe { inline-size: 100%; block-size: 100%; border: 0; }");
    this.#tree.adoptedStyleSheets = [sheet];
    this.#tree.replaceChildren(frame);
    this.#frame = frame;
    addEventListener("message", this.#hear);
    this.#late = setTimeout(() => this.#dispatch("failed", { code: "frame-silent", message: `${address} does not answer this page`, fatal: true }), PATIENCE);
    frame.src = address;
  }

  #send(kind, contents = {}) {
    this.#frame?.contentWindow?.postMessage({ protocol: PROTOCOL, version: VERSION, kind, ...contents }, this.#origin);
  }

  #configure() {
    if (!this.#heard) {
      return;
    }
    const name = this.getAttribute("element") ?? "usher-console";
    const attributes = Object.fromEntries(ATTRIBUTES.filter((attribute) => this.hasAttribute(attribute)).map((attribute) => [attribute, this.getAttribute(attribute)]));
    if (!ELEMENTS.includes(name)) {
      this.#dispatch("failed", { code: "element-unknown", message: `${name} is no element of Usher`, fatal: true });
      return;
    }
    this.#send("configure", { name, attributes, gives: typeof this.#getAccessToken === "function" });
  }

  #hear = async (event) => {
    const said = event.data;
    if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== this.#origin || said?.protocol !== PROTOCOL) {
      return;
    }
    if (said.version !== VERSION || said.kind === "failed-version") {
      clearTimeout(this.#late);
      this.#dispatch("failed", { code: "frame-version", message: `the frame speaks version ${said.wanted ?? said.version}, this page ${VERSION}`, fatal: true });
      return;
    }
    switch (said.kind) {
      case "hello":
        clearTimeout(this.#late);
        this.#heard = true;
        return this.#configure();
      case "token-wanted":
        return this.#answer(said.id, async () => this.#getAccessToken());
      case "send-requested":
        return this.#answer(said.id, async () => this.#dispatch("send-requested", said.detail, true));
      case "event":
        if (EVENTS.includes(said.name)) {
          this.#dispatch(said.name, said.detail);
        }
    }
  };

  async #answer(id, find) {
    try {
      this.#send("answer", { id, value: await find() });
    } catch {
      // Why is the portal's own affair.
      this.#send("answer", { id, fault: true });
    }
  }

  #dispatch(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`usher-${name}`, { detail, bubbles: true, composed: true, cancelable }));
  }
}

if (!customElements.get("usher-frame")) {
  customElements.define("usher-frame", UsherFrame);
}
