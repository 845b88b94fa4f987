// What a portal's tools read of the package: types, the manifest of the elements, and how to begin.

const ATTRIBUTES = [
  ["api-base", "apiBase", "string | null", "Address of the backend, without /api: https, this page's own origin, or this machine. Needed where backend is http."],
  ["backend", "backend", '"http" | "demo" | "portal" | "webex" | UsherBackend | null', "Kind of backend; http where nothing is said. As a property also the backend itself, an object that the portal wrote."],
  ["locale", "locale", "string | null", "Language, such as pl or en-GB. Where it is given, the portal decides and the console offers no choice."],
  ["theme", "theme", '"light" | "dark" | "system" | null', "Appearance. Where it is given, the portal decides."],
  ["view", "view", "string", "Page that is shown, such as tracker?due=today."],
  ["organization", "organization", "string | null", "Whose preferences and drafts this browser keeps; the address of the backend where nothing is said."],
];

const EVENTS = [
  ["usher-ready", "UsherReady", "The console knows its backend."],
  ["usher-failed", "UsherFailed", "Something did not succeed; where it is fatal, the element shows why in place of the console."],
  ["usher-view-changed", "UsherViewChanged", "Another page is shown, or other filters."],
  ["usher-settings-saved", "UsherSettingsSaved", "The email settings were saved."],
  ["usher-send-requested", "UsherSendRequested", "Before a batch is started. Cancelable: preventDefault keeps it from being started."],
  ["usher-batch-started", "UsherBatchStarted", "A batch was started or scheduled."],
];

const PARTS = [
  ["root", "All of the element."],
  ["body", "The console."],
  ["message", "What the element says itself: loading, failures."],
  ["back", "The way back, in an element of one page."],
];

const PROPERTIES = ["accent", "accent-strong", "focus", "ground", "surface", "ink", "ink-quiet", "line", "font", "radius", "radius-l", "unit", "block-size", "min-block-size"];

const ELEMENTS = [
  ["usher-console", "UsherConsole", "The whole console."],
  ["usher-email-settings", "UsherEmailSettings", "The email settings alone."],
  ["usher-composer", "UsherComposer", "The templates alone."],
  ["usher-tracker", "UsherTracker", "The people alone."],
];

export const manifest = {
  schemaVersion: "2.1.0",
  modules: [
    {
      kind: "javascript-module",
      path: "usher-widget.js",
      declarations: ELEMENTS.map(([tagName, name, description]) => ({
        kind: "class",
        customElement: true,
        tagName,
        name,
        description,
        superclass: { name: "HTMLElement" },
        attributes: ATTRIBUTES.map(([attribute, fieldName, type, text]) => ({ name: attribute, fieldName, type: { text: type }, description: text })),
        members: [
          ...ATTRIBUTES.map(([attribute, field, type, text]) => ({ kind: "field", name: field, attribute, type: { text: type }, description: text })),
          { kind: "field", name: "getAccessToken", type: { text: "(() => Promise<string>) | undefined" }, description: "Promises the portal's access token; asked again once where the backend does not take it." },
          { kind: "field", name: "confirmSend", type: { text: "((detail: UsherSendRequested) => boolean | Promise<boolean>) | undefined" }, description: "Asked before a batch is started, after usher-send-requested; only true lets it go on." },
        ],
        events: EVENTS.map(([event, type, text]) => ({ name: event, type: { text: `CustomEvent<${type}>` }, description: text })),
        cssParts: PARTS.map(([part, text]) => ({ name: part, description: text })),
        cssProperties: PROPERTIES.map((property) => ({ name: `--usher-${property}` })),
      })),
      exports: ELEMENTS.flatMap(([tag, name]) => [
        { kind: "js", name, declaration: { name, module: "usher-widget.js" } },
        { kind: "custom-element-definition", name: tag, declaration: { name, module: "usher-widget.js" } },
      ]),
    },
  ],
};

const KINDS = ELEMENTS.map(([tag]) => `"${tag}"`).join(" | ");

export const types = `// Elements of Usher for other pages.

/** A backend that the portal wrote itself: one method for each use case, each answering what the REST contract answers. */
export type UsherBackend = object;

export interface UsherReady {}

export interface UsherFailed {
  /** For programs: "unreachable", "sign-in-needed", "not-a-backend", "api-base-missing", "token-rejected" and so on. */
  code: string;
  /** In English, for logs. */
  message: string;
  /** Whether the element shows this in place of the console. */
  fatal: boolean;
}

export interface UsherViewChanged {
  view: string;
}

export interface UsherSettingsSaved {
  version: number;
}

export interface UsherSendRequested {
  kind: "activation" | "reminder";
  template: string;
  /** How many people would receive. */
  recipients: number;
}

export interface UsherBatchStarted {
  batch: string;
  kind: "activation" | "reminder";
  recipients: number;
}

export interface UsherEventMap {
${EVENTS.map(([event, type, text]) => `  /** ${text} */\n  "${event}": CustomEvent<${type}>;`).join("\n")}
}

declare class UsherElement extends HTMLElement {
${ATTRIBUTES.map(([, field, type, text]) => (field === "backend" ? `  /** ${text} */\n  get backend(): ${type};\n  set backend(value: ${type});` : `  /** ${text} */\n  ${field}: ${type};`)).join("\n")}
  /** Promises the portal's access token; asked again once where the backend does not take it. */
  getAccessToken: (() => Promise<string>) | undefined;
  /** Asked before a batch is started, after usher-send-requested; only true lets it go on. */
  confirmSend: ((detail: UsherSendRequested) => boolean | Promise<boolean>) | undefined;
  addEventListener<K extends keyof UsherEventMap>(type: K, listener: (event: UsherEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof UsherEventMap>(type: K, listener: (event: UsherEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

${ELEMENTS.map(([, name, text]) => `/** ${text} */\nexport declare class ${name} extends UsherElement {}`).join("\n")}

/** Version of this package. */
export declare const version: string;
/** Says where the folder \`files\` is served, for tools that move the script away from it. Before an element is shown. */
export declare function setFiles(address: string): void;
/** Defines the elements once more, under names with a suffix; says which names were taken already. */
export declare function define(suffix?: string): (${KINDS} | string)[];

declare global {
  interface HTMLElementTagNameMap {
${ELEMENTS.map(([tag, name]) => `    "${tag}": ${name};`).join("\n")}
  }
}
`;

export function packageJson(version) {
  return {
    name: "usher-widget",
    version,
    description: "Elements of Usher, the console for an organization's activation email, for other pages",
    license: "MIT OR Apache-2.0",
    type: "module",
    main: "./usher-widget.js",
    types: "./index.d.ts",
    exports: {
      ".": { types: "./index.d.ts", default: "./usher-widget.js" },
      "./frame": "./usher-frame.js",
      "./files/*": "./files/*",
      "./package.json": "./package.json",
      "./custom-elements.json": "./custom-elements.json",
    },
    customElements: "custom-elements.json",
    sideEffects: ["./usher-widget.js", "./usher-frame.js"],
  };
}

export function readme(version, integrity) {
  return `# usher-widget ${version}

Elements of Usher for other pages: \`<usher-console>\`, \`<usher-email-settings>\`, \`<usher-composer>\`, \`<usher-tracker>\`.

From a CDN that serves this folder (with \`Access-Control-Allow-Origin: *\`):

\`\`\`html
<script type="module" src="https://cdn.example/usher-widget/${version}/usher-widget.js"
  integrity="${integrity}" crossorigin="anonymous"></script>
<usher-tracker api-base="https://usher.example" locale="pl"></usher-tracker>
<script type="module" src="portal.js"></script>
\`\`\`

\`\`\`js
// portal.js
const tracker = document.querySelector("usher-tracker");
tracker.getAccessToken = async () => (await fetch("/usher-token")).text();
tracker.addEventListener("usher-failed", (event) => report(event.detail.code));
\`\`\`

From npm: \`import "usher-widget"\`. The folder \`files\` is looked for beside the script; a tool that bundles the script is told to
leave it out (Vite: \`optimizeDeps: { exclude: ["usher-widget"] }\`), or the folder is copied and \`setFiles("/usher/")\` called.

Policy of the page: \`script-src\` of this folder and \`'wasm-unsafe-eval'\`, \`connect-src\` of this folder and the backend,
\`frame-src\` of this folder (the preview of a message), \`img-src data:\`.
`;
}
