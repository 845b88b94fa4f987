// What is done to a page. Everything that can be asked of it is asked before anything is measured; what is given does the rest.

/** A click of the mouse in the middle of an element. */
export async function pressing(page, locator) {
  const box = await locator.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  return () => page.mouse.click(x, y);
}

/** A choice from a `<select>`, by its words; the empty one is the first. */
export async function choosing(locator, words) {
  const element = await locator.elementHandle();
  const choose = (select, words) => {
    const option = words === "" ? 0 : [...select.options].findIndex(({ text }) => text === words);
    if (option < 0) {
      throw new Error(`there is no choice ${words}`);
    }
    select.selectedIndex = option;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  return () => element.evaluate(choose, words);
}
