import { firstPageFiles, followingFiles } from "../../.ci/sizes.mjs";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("the console starts from the files that the host serves", async ({ page, host }) => {
  const loaded: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    expect(origin, "nothing is fetched from elsewhere").toBe(host.baseURL);
    loaded.push(pathname.slice(1));
  });
  const response = await page.goto(host.link);

  await expect(page.locator("[data-boot]")).toHaveCount(0);
  await expect(page.getByText("Usher").first()).toBeVisible();
  // All that the page loads by itself has come, and nothing is on its way when the host stops.
  await page.waitForLoadState("networkidle");
  const policy = (await response?.allHeaders())?.["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");

  // The size budget is over what index.html names, so the page may load no other file of ours but what reads people, whose size
  // is told beside it, and none twice.
  // (The icon is asked for by the page and by the browser's tab; the sprite of icons again to hear that it is still the same.)
  const files = loaded.filter((path) => !/^(api\/|sign-in|favicon\.svg|$)/.test(path));
  expect(files.filter((path) => !firstPageFiles().includes(path)).sort()).toEqual(followingFiles().sort());
  const once = files.filter((path) => path !== "icons.svg");
  expect(once).toEqual([...new Set(once)]);
});

test("the first page has no accessibility fault", async ({ signedIn }) => {
  await expect(signedIn.locator("[data-boot]")).toHaveCount(0);
  await expectAccessible(signedIn);
});

test("a part that does not arrive is told, and comes on the second try", async ({ signedIn, complaints }) => {
  await signedIn.route("**/part-activity-*.wasm", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "changed" }));
  await signedIn.getByRole("link", { name: "Activity" }).click();
  await expect(signedIn.getByRole("main").getByRole("alert")).toContainText("This part of the console did not load");
  await expectAccessible(signedIn);
  // The integrity hash refuses it, and the browser says so.
  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;

  await signedIn.unroute("**/part-activity-*.wasm");
  await signedIn.getByRole("button", { name: "Try again" }).click();
  await expect(signedIn.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
});

for (const [locale, message] of [
  ["en-GB", "Usher could not be loaded"],
  ["pl-PL", "Nie udało się wczytać Ushera"],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a program that does not arrive is told in words", async ({ page, host, complaints }) => {
      await page.route("**/*.wasm", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "changed" }));
      await page.goto(host.link);
      await expect(page.getByRole("alert")).toContainText(message);
      await expectAccessible(page);
      // The integrity hash refuses it, and the browser says so.
      expect(complaints.length).toBeGreaterThan(0);
      complaints.length = 0;
    });
  });
}
