// Opens the shell when there is no network. It keeps the page and what the page names by its hash, and nothing else: no answer
// of the API, nobody's data. While the network answers, it hands nothing out of what it keeps, so a new deployment is seen at
// once, and the browser checks the integrity of what it hands out as of everything else.

const SHELL = "usher-shell";
const scope = new URL(registration.scope);
const kept = () => caches.open(SHELL);

/** The last page came from here, so its files may have to as well. */
let away = false;

/** What the page loads by itself, as it names it. */
function named(html) {
  const names = [...html.matchAll(/\s(?:href|src)=["']?([^"'\s>#]+)/g)].map(([, name]) => name);
  return [...new Set([...names, "icons.svg", "config.json"])].map((name) => new URL(name, scope).href).filter((url) => url.startsWith(scope.href));
}

/** Keeps this page and its files in place of the ones before; all of them, or none. */
async function keep(page) {
  const html = await page.clone().text();
  const cache = await kept();
  const before = await cache.match(scope.href, { ignoreVary: true });
  if (before && (await before.text()) === html) {
    // The same version, which may have been set up otherwise meanwhile.
    return cache.add(new URL("config.json", scope).href);
  }
  const urls = named(html);
  const answers = await Promise.all(urls.map((url) => fetch(url)));
  if (!html.includes("data-boot") || answers.some((answer) => !answer.ok)) {
    return;
  }
  await Promise.all(urls.map((url, at) => cache.put(url, answers[at])));
  await cache.put(scope.href, page);
  for (const { url } of await cache.keys()) {
    if (url !== scope.href && !urls.includes(url)) {
      await cache.delete(url);
    }
  }
}

async function shell(event) {
  try {
    const page = await fetch(event.request);
    away = false;
    if (page.ok && page.type === "basic" && !page.redirected) {
      event.waitUntil(keep(page.clone()).catch(() => {}));
    }
    return page;
  } catch (error) {
    const page = await (await kept()).match(scope.href, { ignoreVary: true });
    if (!page) {
      throw error;
    }
    away = true;
    return page;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const answer = await (await kept()).match(request.url, { ignoreVary: true });
    if (!answer) {
      throw error;
    }
    return answer;
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch(scope.href).then((page) => (page.ok && !page.redirected ? keep(page) : undefined)));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.origin) {
    return;
  }
  if (request.mode === "navigate") {
    if (pathname === scope.pathname || pathname === `${scope.pathname}index.html`) {
      event.respondWith(shell(event));
    }
    return;
  }
  // Only what lies beside the page is kept; what lies deeper, such as an API, is never even asked here.
  const beside = pathname.startsWith(scope.pathname) && !pathname.slice(scope.pathname.length).includes("/") && search === "";
  if (beside && (away || !navigator.onLine)) {
    event.respondWith(file(request));
  }
});
