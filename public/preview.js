// Shows a message in a document that can neither fetch, run nor lead anywhere: its policy allows nothing but inline
// styles, its frame has no origin, and whatever could act is taken out before it is put in.

const ACTIVE = "script, meta, base, link, iframe, frame, frameset, object, embed, applet, form, input, button, select, textarea, template, svg, math";

// Dark or light is the page's choice here and not the system's, so the message's own queries for it are answered by hand.
function answer(rules, dark) {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && /prefers-color-scheme/.test(rule.media.mediaText)) {
      rule.media.mediaText = /dark/.test(rule.media.mediaText) === dark ? "all" : "not all";
    }
  }
}

let shown;

/** A picture that travels with the message is shown from the page's own copy of it. */
function attach(mail, pictures) {
  for (const image of mail.querySelectorAll("img")) {
    const [, data] = pictures.find(([name]) => image.getAttribute("src") === `cid:${name}`) ?? [];
    if (data?.startsWith("data:image/")) {
      image.setAttribute("src", data);
    }
  }
}

function show(text, dark, pictures) {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  // A picture named "body" would be what a document says its body is: so this is asked past all names, which then go.
  const mail = Reflect.get(Document.prototype, "documentElement", parsed);
  for (const element of mail.querySelectorAll(ACTIVE)) {
    element.remove();
  }
  for (const element of [mail, ...mail.querySelectorAll("*")]) {
    for (const name of element.getAttributeNames()) {
      if (name.startsWith("on") || name === "name") {
        element.removeAttribute(name);
      }
    }
  }
  attach(mail, pictures);
  for (const name of ["lang", "dir"]) {
    document.documentElement.setAttribute(name, mail.getAttribute(name) ?? "");
  }
  const styles = [...mail.querySelectorAll("head > style")];
  const look = `${dark} ${styles.map((style) => style.textContent).join()}`;
  if (look !== shown) {
    shown = look;
    for (const old of document.querySelectorAll("head > style")) {
      old.remove();
    }
    document.head.append(...styles);
    for (const sheet of document.styleSheets) {
      answer(sheet.cssRules, dark);
    }
  }
  const { scrollX, scrollY } = window;
  // A set of frames stands in place of a body, and is gone by now.
  change(document.body, document.adoptNode(parsed.body ?? parsed.createElement("body")));
  scrollTo(scrollX, scrollY);
}

/** Puts in what is new, and leaves what is the same where it is: a key changes one line of a long message. */
function change(old, fresh) {
  if (old.isEqualNode(fresh)) {
    return;
  }
  const [before, after] = [old.childNodes, fresh.childNodes];
  if (old.nodeName === fresh.nodeName && before.length === after.length && after.length > 0 && old.cloneNode().isEqualNode(fresh.cloneNode())) {
    for (const [at, child] of [...after].entries()) {
      change(before[at], child);
    }
  } else {
    old.replaceWith(fresh);
  }
}

addEventListener("message", (event) => {
  if (event.source === window.parent && Array.isArray(event.data)) {
    const [text, dark, pictures] = event.data;
    show(String(text), dark === true, Array.isArray(pictures) ? pictures : []);
  }
});
for (const kind of ["click", "auxclick", "submit", "dragstart"]) {
  addEventListener(kind, (event) => event.preventDefault(), true);
}
// The frame has no origin of its own; the page that made it is the only one that can hear this.
window.parent.postMessage("ready", "*");
