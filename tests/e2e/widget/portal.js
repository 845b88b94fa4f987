// What a portal writes for itself. It runs before the elements are defined.

window.heard = [];
for (const name of ["ready", "failed", "view-changed", "settings-saved", "send-requested", "batch-started"]) {
  addEventListener(`usher-${name}`, (event) => window.heard.push({ name, element: event.target.localName, detail: event.detail, composed: event.composed, cancelable: event.cancelable }));
}
window.asked = 0;
for (const element of document.querySelectorAll("usher-console, usher-email-settings, usher-composer, usher-tracker, usher-frame")) {
  element.getAccessToken = async () => {
    window.asked += 1;
    return (await fetch("/token")).text();
  };
}
