// The element: connects the program with the page that it stands in, and says readably when it cannot.

import { load } from "./program.js";
import { calledBy, localeOf, themeOf } from "./settings.js";
import { message, shellSheet } from "./shell.js";
import { TokenSource } from "./token.js";
import { Fault, wordsOf } from "./words.js";

/** Attributes that are strings; each is a property too. */
const ATTRIBUTES = { "api-base": "apiBase", locale: "locale", theme: "theme", organization: "organization" };
const PROPERTIES = [...Object.values(ATTRIBUTES), "view", "backend", "getAccessToken"];
/** After so long it is said that it takes longer than usual. */
const SLOW = 15_000;

export class UsherElement extends HTMLElement {
  static observedAttributes = [...Object.keys(ATTRIBUTES), "backend", "view", "dir"];
  /** The page that it shows at first, and whether the console's own frame is around it. */
  static home = "settings";
  static framed = true;

  #tree = this.attachShadow({ mode: "open" });
  #root = document.createElement("div");
  #body = document.createElement("div");
  #said = document.createElement("div");
  #back = document.createElement("button");
  /** What is under way or shown; another object after every beginning. */
  #run;
  #mounted;
  #view;
  #object;
  #getAccessToken;
  #tokens = new TokenSource(() => this.#getAccessToken);
  #failed = false;
  #planned = false;
  /** Where the backend is, for words. */
  #named = "";

  constructor() {
    super();
    for (const [element, name] of [[this.#root, "root"], [this.#body, "body"], [this.#said, "message"], [this.#back, "back"]]) {
      element.className = `usher-${name}`;
      element.part = name;
    }
    this.#back.type = "button";
    this.#back.hidden = true;
    this.#back.addEventListener("click", () => this.#mounted?.show(this.constructor.home));
    this.#root.append(this.#said, this.#back, this.#body);
    this.#tree.adoptedStyleSheets = [shellSheet()];
    this.#tree.append(this.#root);
    for (const kind of ["click", "auxclick"]) {
      this.#root.addEventListener(kind, this.#follow);
    }
  }

  connectedCallback() {
    // Set before this script was there: such properties hide those of the class.
    for (const name of PROPERTIES) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    this.#plan();
  }

  disconnectedCallback() {
    // An element that is moved is taken out and put in again.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#end();
      }
    });
  }

  attributeChangedCallback(name, before, now) {
    if (before === now) {
      return;
    }
    switch (name) {
      case "locale":
        this.#mounted?.speak(localeOf(now).locale);
        return this.#remark();
      case "theme":
        this.#mounted?.look(themeOf(now).theme);
        return this.#remark();
      case "view":
        return this.#mounted?.show(now ?? this.constructor.home);
      case "dir":
        return this.#turn();
      default:
        return this.#restart();
    }
  }

  get view() {
    return this.#view ?? this.getAttribute("view") ?? this.constructor.home;
  }

  set view(view) {
    if (this.#mounted) {
      this.#mounted.show(String(view));
    } else {
      this.setAttribute("view", view);
    }
  }

  /** The portal's own backend, else what the attribute says. */
  get backend() {
    return this.#object ?? this.getAttribute("backend");
  }

  set backend(backend) {
    this.#object = typeof backend === "object" && backend !== null ? backend : undefined;
    if (typeof backend === "string") {
      this.setAttribute("backend", backend);
    }
    this.#restart();
  }

  get getAccessToken() {
    return this.#getAccessToken;
  }

  set getAccessToken(provide) {
    const other = (typeof provide === "function") !== (typeof this.#getAccessToken === "function");
    this.#getAccessToken = provide ?? undefined;
    // A page that draws itself anew sets the same again and again.
    if (other || this.#failed) {
      this.#restart();
    }
  }

  #plan() {
    if (this.#run || this.#planned) {
      return;
    }
    this.#planned = true;
    // What is set right after the element is put in counts too.
    queueMicrotask(() => {
      this.#planned = false;
      if (this.isConnected && !this.#run) {
        this.#begin();
      }
    });
  }

  #restart() {
    if (this.#run || this.#failed) {
      this.#end();
    }
    if (this.isConnected) {
      this.#plan();
    }
  }

  #end() {
    this.#run = undefined;
    this.#failed = false;
    this.#tokens = new TokenSource(() => this.#getAccessToken);
    this.#body.replaceChildren();
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#said.replaceChildren();
    this.#back.hidden = true;
    this.#tree.querySelector(":scope > svg")?.remove();
  }

  async #begin() {
    const run = {};
    this.#run = run;
    const words = wordsOf(this.getAttribute("locale"));
    this.#turn();
    this.#say(message(words, { loading: words.loading }));
    const slow = setTimeout(() => this.#run === run && !this.#mounted && this.#say(message(words, { loading: words.slow })), SLOW);
    try {
      const { part, ...called } = calledBy({ kind: this.getAttribute("backend"), object: this.#object, apiBase: this.getAttribute("api-base") });
      const provides = this.#getAccessToken !== undefined;
      if (provides && typeof this.#getAccessToken !== "function") {
        throw new Fault("token-invalid");
      }
      const view = this.#view ?? this.getAttribute("view") ?? this.constructor.home;
      if (provides && (called.api || called.platform)) {
        this.#tokens.ahead();
      }
      const program = await load(headOf(view), part);
      if (this.#run !== run) {
        return;
      }
      this.#tree.adoptedStyleSheets = [shellSheet(), program.sheet];
      this.#tree.prepend(document.importNode(program.sprite, true));
      this.#said.replaceChildren();
      this.#named = called.named;
      this.#remark();
      const mounted = await program.mount(this.#body, {
        ...called,
        files: program.files,
        root: this.#root,
        tell: (name, detail) => (this.#run === run ? this.#told(name, JSON.parse(detail)) : true),
        token: provides ? this.#tokens.ask : undefined,
        whose: this.getAttribute("organization") || called.named,
        framed: this.constructor.framed,
        view,
        locale: localeOf(this.getAttribute("locale")).locale,
        theme: themeOf(this.getAttribute("theme")).theme,
      });
      if (this.#run !== run) {
        mounted.free();
        return;
      }
      this.#mounted = mounted;
      this.#catchUp(view);
    } catch (error) {
      if (this.#run === run) {
        this.#fail(error instanceof Fault ? error : new Fault("program-missing", "", String(error)));
      }
    } finally {
      clearTimeout(slow);
    }
  }

  /** What was changed while the program was put there. */
  #catchUp(view) {
    this.#mounted.speak(localeOf(this.getAttribute("locale")).locale);
    this.#mounted.look(themeOf(this.getAttribute("theme")).theme);
    const now = this.#view ?? this.getAttribute("view") ?? this.constructor.home;
    if (now !== view) {
      this.#mounted.show(now);
    }
    this.#went(now);
  }

  /** The program tells what happened; `false` keeps it from going on. */
  #told(name, detail) {
    switch (name) {
      case "send-requested": {
        const goesOn = this.#dispatch(name, detail, true);
        return goesOn && typeof this.confirmSend === "function" ? Promise.resolve(this.confirmSend(detail)).then((said) => said === true, () => false) : goesOn;
      }
      case "not-begun": {
        // Not while the program is still at it.
        const run = this.#run;
        queueMicrotask(() => this.#run === run && this.#fail(this.#tokens.fault ?? new Fault(detail.code, this.#named, detail.message)));
        return true;
      }
      case "view-changed":
        queueMicrotask(() => this.#went(detail.view));
        break;
      case "failed":
        detail = { ...(detail.code === "sign-in-needed" && this.#tokens.fault ? { code: this.#tokens.fault.code, message: this.#tokens.fault.message } : detail), fatal: false };
        break;
    }
    queueMicrotask(() => this.#dispatch(name, detail));
    return true;
  }

  #dispatch(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`usher-${name}`, { detail, bubbles: true, composed: true, cancelable }));
  }

  #fail(fault) {
    const words = wordsOf(this.getAttribute("locale"));
    this.#end();
    this.#failed = true;
    this.#say(message(words, { fault: fault.in(words), onRetry: () => this.#restart() }));
    this.#dispatch("failed", { code: fault.code, message: fault.in(wordsOf("en")), fatal: true });
  }

  /** Says what of the attributes is not known, and goes on without it. */
  #remark() {
    if (!this.#run || this.#failed) {
      return;
    }
    const words = wordsOf(this.getAttribute("locale"));
    const faults = [localeOf(this.getAttribute("locale")), themeOf(this.getAttribute("theme"))].map(({ fault }) => fault).filter(Boolean);
    this.#said.replaceChildren(...faults.map((fault) => message(words, { remark: fault.in(words) })));
    this.#back.textContent = words.back;
    for (const fault of faults) {
      this.#dispatch("failed", { code: fault.code, message: fault.in(wordsOf("en")), fatal: false });
    }
  }

  #say(element) {
    this.#said.replaceChildren(element);
  }

  #turn() {
    // Usher's languages are written from left to right, whatever the page around it is; the portal may say otherwise here.
    this.#root.dir = this.getAttribute("dir") === "rtl" ? "rtl" : "ltr";
  }

  #went(view) {
    this.#view = view;
    this.#back.hidden = this.constructor.framed || headOf(view) === headOf(this.constructor.home);
  }

  /** Links between the console's pages lead within the element. */
  #follow = (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const address = link?.getAttribute("href");
    if (address?.startsWith("#")) {
      event.preventDefault();
      if (event.type === "click" && address.startsWith("#/")) {
        this.#mounted?.show(address);
      }
    }
  };
}

for (const [attribute, property] of Object.entries(ATTRIBUTES)) {
  Object.defineProperty(UsherElement.prototype, property, {
    get() {
      return this.getAttribute(attribute);
    },
    set(value) {
      if (value === null || value === undefined) {
        this.removeAttribute(attribute);
      } else {
        this.setAttribute(attribute, value);
      }
    },
    enumerable: true,
    configurable: true,
  });
}

function headOf(view) {
  return String(view).replace(/^#?\/?/, "").match(/^\w*/)[0];
}
