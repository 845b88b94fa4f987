// The measures as a table, each with what is asked of Usher.

const MS = (value) => (value >= 1000 ? `${(value / 1000).toFixed(1)} s` : value >= 100 ? `${value.toFixed(0)} ms` : `${value.toFixed(1)} ms`);
const MIB = (value) => `${(value / 1024 / 1024).toFixed(0)} MiB`;
const ROWS = (value) => value.toLocaleString("en");
const PERCENT = (value) => `${value.toFixed(0)} %`;

/** Two frames of 60 Hz, rounded up: a frame that came late. */
const LATE = 33.4;

/**
 * Every line: what it says, which results it takes, how they become one number, how that is written, and what is asked:
 * at most so many times a peer's (`"TanStack"`, `"AG Grid"` or the faster), or at most a number.
 */
const LINES = [
  { title: "first rows on 10 Mbps, 40 ms", key: "firstRows", of: median, as: MS, ratio: 0.6, to: "TanStack" },
  { title: "everybody loaded, on the loopback", key: "loaded", of: median, as: MS },
  { title: "processor until then", key: "loadCpu", of: median, as: MS },
  { title: "memory, loaded", key: "memory", of: median, as: MIB, ratio: 0.5, to: "AG Grid" },
  { title: "memory, after all of the below", key: "memoryAfter", of: median, as: MIB },
  { title: "search, key to paint, median", key: "search", of: median, as: MS },
  { title: "search, key to paint, p99", key: "search", of: p99, as: MS },
  { title: "search, frames until painted, p99", key: "searchFrames", of: p99, as: ROWS, most: 1 },
  { title: "search, processor per key", key: "searchCpu", of: median, as: MS, ratio: 0.05, to: "TanStack" },
  { title: "of that in the page's own thread", key: "searchMain", of: median, as: MS },
  { title: "department, to paint, median", key: "filter", of: median, as: MS },
  { title: "department, to paint, p99", key: "filter", of: p99, as: MS },
  { title: "department, frames until painted, p99", key: "filterFrames", of: p99, as: ROWS, most: 1 },
  { title: "department, processor per choice", key: "filterCpu", of: median, as: MS, ratio: 0.05, to: "TanStack" },
  { title: "sort by waiting, to paint", key: "sortTime", of: median, as: MS },
  { title: "sort by waiting, processor", key: "sortTimeCpu", of: median, as: MS, ratio: 0.05, to: "faster" },
  { title: "the other way, processor", key: "sortTimeAgainCpu", of: median, as: MS, ratio: 0.05, to: "faster" },
  { title: "sort by name, to paint", key: "sortText", of: median, as: MS },
  { title: "sort by name, processor", key: "sortTextCpu", of: median, as: MS, ratio: 0.15, to: "faster" },
  { title: "the other way, processor", key: "sortTextAgainCpu", of: median, as: MS, ratio: 0.15, to: "faster" },
  { title: "sweep, frame to frame, p99", key: "gaps", of: p99, as: MS },
  { title: "sweep, longest frame", key: "longestGap", of: most, as: MS, most: LATE },
  { title: "sweep, processor", key: "sweepCpu", of: median, as: MS, ratio: 0.5, to: "AG Grid" },
  { title: "of that in the page's own thread", key: "sweep-task", of: median, as: MS },
  { title: "sweep, frames without rows", key: "blank", of: median, as: PERCENT },
  { title: "last row that can be reached", key: "reached", of: least, as: ROWS, atLeast: "people" },
  { title: "select all, handler", key: "selectHandler", of: median, as: MS, most: 1 },
  { title: "select all, to paint", key: "select", of: median, as: MS },
];

/** What may grow with the number of people, and how often. */
const GROWTH = [
  { title: "search, key to paint, p99", key: "search" },
  { title: "sweep, frame to frame, p99", key: "gaps" },
];

/** `results[people][candidate]`, each with `measures` and perhaps `failure`. Smaller directories are held to no ratio. */
export function table(results, names) {
  const sizes = [...results.keys()].sort((a, b) => a - b);
  const lines = [["people", "measure", ...names, "asked", ""], Array.from({ length: names.length + 4 }, () => "---")];
  for (const people of sizes) {
    const of = results.get(people);
    for (const line of LINES) {
      const values = names.map((name) => value(of.get(name), line));
      const shown = values.map((value, at) => (value === undefined ? of.get(names[at])?.failure ?? "–" : line.as(value)));
      lines.push([people.toLocaleString("en"), line.title, ...shown, ...judged(line, Object.fromEntries(names.map((name, at) => [name, values[at]])), people, people === sizes.at(-1))]);
    }
  }
  const [small, large] = [sizes[0], sizes.at(-1)];
  if (small !== large) {
    for (const line of GROWTH) {
      const values = names.map((name) => value(results.get(large).get(name), { ...line, of: p99 }) / value(results.get(small).get(name), { ...line, of: p99 }));
      const shown = values.map((value) => (Number.isNaN(value) ? "–" : `× ${value.toFixed(2)}`));
      lines.push([`${small.toLocaleString("en")} → ${large.toLocaleString("en")}`, line.title, ...shown, "at most × 1.1", verdict(values[0] <= 1.1, values[0])]);
    }
  }
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function value(result, { key, of }) {
  const numbers = result?.measures[key];
  return numbers?.length ? of(numbers) : undefined;
}

/** What is asked, and whether it was met. */
function judged(line, values, people, isLargest) {
  const { Usher, ...peers } = values;
  if (line.ratio !== undefined) {
    const compared = line.to === "faster" ? Math.min(...Object.values(peers).filter((value) => value !== undefined)) : peers[line.to];
    const whose = line.to === "faster" ? "the faster" : line.to;
    const asked = isLargest ? `at most ${line.ratio} of ${whose}` : "";
    if (compared === undefined || !Number.isFinite(compared) || Usher === undefined) {
      return [asked, ""];
    }
    const ratio = Usher / compared;
    return [asked, isLargest ? `${verdict(ratio <= line.ratio, ratio)} ${ratio.toFixed(3)}` : ratio.toFixed(3)];
  }
  if (line.most !== undefined) {
    return [`at most ${line.as(line.most)}`, verdict(Usher <= line.most, Usher)];
  }
  if (line.atLeast !== undefined) {
    return ["all", verdict(Usher >= people, Usher)];
  }
  return ["", ""];
}

function verdict(met, value) {
  return value === undefined || Number.isNaN(value) ? "" : met ? "✓" : "✗";
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The nearest rank: of fewer than a hundred numbers the largest. */
export function p99(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * 0.99) - 1];
}

function most(numbers) {
  return Math.max(...numbers);
}

function least(numbers) {
  return Math.min(...numbers);
}
