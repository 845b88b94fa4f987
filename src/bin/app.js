// Starts the console: fetches the program with its integrity hash, runs it, and says so when it cannot.
//
// A file of its own, since the content security policy allows no inline script. Trunk writes the two links with the
// hashes; an integrity on a preload alone is ignored by browsers, so the fetch repeats it.

const boot = document.querySelector("[data-boot]");
const glue = document.querySelector('link[rel="modulepreload"]');
const program = document.querySelector('link[rel="preload"][as="fetch"]');

const spoken = navigator.languages.map((code) => code.split("-")[0]).find((code) => code === "en" || code === "pl");
document.documentElement.lang = spoken ?? "en";
boot.hidden = false;

try {
  const coming = fetch(program.href, { integrity: program.integrity });
  const { default: init, ahead, start } = await import(glue.href);
  // The page that the address names is on its way before the program asks for it.
  ahead?.(location.hash.match(/^#\/(\w+)/)?.[1]);
  const response = await coming;
  if (!response.ok) {
    throw new Error(`${program.href}: ${response.status}`);
  }
  await init({ module_or_path: response });
  start();
  boot.remove();
} catch (error) {
  console.error(error);
  boot.querySelector("[data-boot-loading]").remove();
  boot.querySelector("[data-boot-failed]").append(boot.querySelector("[data-boot-failure]").content);
}
