// Starts the console: reads its configuration, fetches the program with its integrity hash, runs it, and says so when it cannot.
//
// A file of its own, since the content security policy allows no inline script. Trunk writes the two links with the
// hashes; an integrity on a preload alone is ignored by browsers, so the fetch repeats it. What carries no hash in the page
// is named with one in `data-sums`, which the build writes.

const boot = document.querySelector("[data-boot]");
const styles = document.querySelector('link[rel="stylesheet"]');
const glue = document.querySelector('link[rel="modulepreload"]');
const program = document.querySelector('link[rel="preload"][as="fetch"]');

const spoken = navigator.languages.map((code) => code.split("-")[0]).find((code) => code === "en" || code === "pl");
document.documentElement.lang = spoken ?? "en";
boot.dataset.boot = "begun";
boot.querySelector(".boot-unstarted").remove();

const sums = new Map((boot.dataset.sums ?? "").split(" ").map((sum) => sum.split("|")));

/** A file as it was built, or an error that names it. */
async function built(url, integrity) {
  // A wrong copy in the browser would be kept for a year; the second try goes past it.
  const response = await fetch(url, { integrity }).catch(() => fetch(url, { integrity, cache: "reload" }).catch(() => {}));
  if (!response?.ok) {
    throw new Error(`${url} ${response?.status ?? ""}`);
  }
  return response;
}

/** What each field of config.json may be, as a pattern and in words. */
const ADDRESS = [/^(https:\/\/[^\s/?#@]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)?(\/([^\s?#/][^\s?#]*)?)?$/, '"/path", "https://…"'];
const FIELDS = { apiBase: ADDRESS, signIn: ADDRESS, locale: [/^(en|pl)?$/, '"en", "pl"'], theme: [/^(system|light|dark)?$/, '"system", "light", "dark"'] };

/** The configuration: checked field by field, empty where there is no such file. What is wrong with it is a SyntaxError, and only that. */
async function configuration() {
  const response = await fetch("config.json", { cache: "no-cache" }).catch(() => {});
  // Some stores of files say "forbidden" of what is not there.
  if ([403, 404, 410].includes(response?.status)) {
    return {};
  }
  if (!response?.ok) {
    throw new Error(`config.json ${response?.status ?? ""}`);
  }
  const config = JSON.parse(await response.text());
  if (config?.constructor !== Object) {
    throw new SyntaxError(`${JSON.stringify(config)} ≠ {}`);
  }
  for (const [name, value] of Object.entries(config)) {
    const [pattern, words] = Object.hasOwn(FIELDS, name) ? FIELDS[name] : [];
    if (!pattern) {
      throw new SyntaxError(`${name} ≠ ${Object.keys(FIELDS).join(", ")}`);
    }
    if (typeof value !== "string" || !pattern.test(value)) {
      throw new SyntaxError(`${name}: ${JSON.stringify(value)} ≠ "", ${words}`);
    }
  }
  return config;
}

try {
  const coming = Promise.all([built(program.href, program.integrity), configuration(), ...["icons.svg", "favicon.svg"].map((name) => built(name, sums.get(name)))]);
  coming.catch(() => {});
  // A style sheet that was refused is there in some browsers, and empty.
  if (getComputedStyle(boot).display !== "grid") {
    await built(styles.href, styles.integrity);
    throw new Error(styles.href);
  }
  const { default: init, ahead, start } = await import(glue.href).catch(async () => {
    await built(glue.href, glue.integrity);
    throw new Error(glue.href);
  });
  // The page that the address names is on its way before the program asks for it.
  ahead?.(location.hash.match(/^#\/(\w+)/)?.[1], "people_columns");
  const [response, config] = await coming;
  // The program reads it there when it starts.
  Object.assign(boot.dataset, config);
  await init({ module_or_path: response });
  start();
  boot.remove();
  setTimeout(offline, 5000);
} catch (error) {
  console.error(error);
  boot.querySelector("[data-boot-loading]").remove();
  const kind = error instanceof SyntaxError ? "config" : "failure";
  boot.querySelector("[data-boot-failed]").append(boot.querySelector(`[data-boot-${kind}]`).content);
  for (const place of boot.querySelectorAll("code")) {
    place.textContent = error.message;
  }
}

/** Once the page is shown: a worker that opens it without a network. An edit loop has none. */
async function offline() {
  const name = "worker.js";
  if (sums.has(name) && navigator.serviceWorker && navigator.onLine) {
    try {
      await built(name, sums.get(name));
      const policy = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => name });
      await navigator.serviceWorker.register(policy?.createScriptURL("") ?? name);
    } catch (error) {
      console.warn(error);
    }
  }
}
