// Runs in the page before anything of the page's own, the same for every candidate. It asks the document only while something is
// being waited for, and never for a layout, so that measuring costs next to nothing.
//
// "Painted" means: a task that was posted at the start of a frame and so runs when that frame was drawn sees the awaited state.

(() => {
  const INTERVAL = 1000 / 60;
  const { port1, port2 } = new MessageChannel();
  let afterFrame = () => {};
  port1.onmessage = () => afterFrame();

  /** Resolves when the next frame was drawn, with the time at which it began. */
  const frame = () =>
    new Promise((drawn) =>
      requestAnimationFrame((begun) => {
        afterFrame = () => drawn(begun);
        port2.postMessage(null);
      }),
    );

  const grid = () => document.querySelector("[role=grid], [role=treegrid]");
  const rowAt = (index) => grid()?.querySelector(`[role=row][aria-rowindex="${index + 2}"]`);
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/ł/g, "l");

  /** Whether the page shows what is awaited; each part that is given must hold. */
  function shows({ rows, contains, first, notFirst, selected, anyRow }) {
    const row = rowAt(0);
    if (anyRow) {
      return row?.textContent.includes("@") ?? false;
    }
    const text = () => row?.textContent ?? "";
    return (
      (rows === undefined || Number(grid()?.getAttribute("aria-rowcount")) === rows + 1) &&
      (contains === undefined || fold(text()).includes(contains)) &&
      (first === undefined || first.some((email) => text().includes(email))) &&
      (notFirst === undefined || (text() !== "" && text() !== notFirst)) &&
      (selected === undefined || showsSelected(selected, row))
    );
  }

  /** The number in words, and the boxes of the rows that can be seen. */
  function showsSelected(count, row) {
    const said = [...document.querySelectorAll("[role=status]")].some((status) => new RegExp(`(^|\\D)${count.toLocaleString("en")} selected`).test(status.textContent));
    return (count === 0 || said) && row?.getAttribute("aria-selected") === String(count > 0);
  }

  let result;

  /** Waits for an event of this type, and then for the frame that shows what is awaited. `taken` gives the result. */
  function arm(type, awaited) {
    result = new Promise((done) => {
      const listen = () => {
        const begun = performance.now();
        let handled;
        // The page's own listeners and what they leave as microtasks run in the task of the event, which this one follows.
        const task = new MessageChannel();
        const end = () => (handled ??= performance.now() - begun);
        task.port1.onmessage = end;
        task.port2.postMessage(null);
        const look = () => {
          end();
          // The first that could come after the event is 1; a frame that the page held up counts as often as it was due.
          const frames = Math.max(1, Math.ceil((performance.now() - begun - 1) / INTERVAL));
          afterFrame = () => (shows(awaited) ? done({ paint: performance.now() - begun, handled, frames }) : requestAnimationFrame(look));
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      };
      addEventListener(type, listen, { capture: true, once: true });
    });
  }

  /** When the first row was painted, counted from the start of the navigation. */
  async function firstRow() {
    while (!shows({ anyRow: true })) {
      await frame();
    }
    return performance.now();
  }

  async function until(awaited) {
    while (!shows(awaited)) {
      await new Promise((later) => setTimeout(later, 50));
    }
  }

  /** The box in which the rows scroll. */
  function scroller() {
    const scrolls = (box) => box.scrollHeight > box.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(box).overflowY);
    for (let box = rowAt(0) ?? grid(); box; box = box.parentElement) {
      if (scrolls(box)) {
        return box;
      }
    }
    return [...grid().querySelectorAll("*")].find(scrolls);
  }

  /**
   * From the top to the bottom in so many steps, one after each frame, as a wheel that is turned evenly does. Gives the time
   * from each frame's start to the next, and on request how many frames had no row in the middle.
   */
  async function sweep(steps, lookForBlanks) {
    const box = scroller();
    box.scrollTop = 0;
    await frame();
    await frame();
    const range = box.scrollHeight - box.clientHeight;
    const middle = box.getBoundingClientRect();
    const gaps = [];
    let blank = 0;
    let before = await frame();
    for (let step = 1; step <= steps; step += 1) {
      box.scrollTop = (range * step) / steps;
      const begun = await frame();
      gaps.push(begun - before);
      before = begun;
      if (lookForBlanks && !document.elementFromPoint(middle.left + 100, middle.top + middle.height / 2)?.closest("[role=row]")) {
        blank += 1;
      }
    }
    return { gaps, blank };
  }

  /** Whether the last of so many rows can be seen with this address, when scrolled as far as it goes. */
  async function reachesLast(rows, email) {
    const box = scroller();
    const lowest = () => box.getBoundingClientRect().bottom + 1;
    for (let tries = 0; tries < 60; tries += 1) {
      box.scrollTop = box.scrollHeight;
      await frame();
      const row = rowAt(rows - 1);
      if (row?.textContent.includes(email) && row.getBoundingClientRect().bottom <= lowest() && row.getBoundingClientRect().height > 0) {
        return { reached: true };
      }
    }
    const indexes = [...grid().querySelectorAll("[role=row]")].filter((row) => row.getBoundingClientRect().bottom <= lowest()).map((row) => Number(row.getAttribute("aria-rowindex")) - 1);
    return { reached: false, last: Math.max(...indexes) };
  }

  const toTop = async () => {
    scroller().scrollTop = 0;
    await frame();
    await frame();
  };

  window.bench = { arm, taken: () => result, firstRow, until, sweep, reachesLast, toTop, firstText: () => rowAt(0)?.textContent ?? "", height: () => scroller().clientHeight };
})();
