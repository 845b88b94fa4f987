// Makes a program of the release build small to compress, which is how it travels. What it does stays the same.
//
// Binaryen rewrites it, by the passes with which brotli gains: some that make a program shorter make it longer once it is
// compressed. Then functions that are alike are laid beside each other: a compressor tells what it has seen before by how far
// back it stands, in fewer bits the nearer it is.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { bodiesOf, CODE, contentsOf, customSection, FUNCTION, IMPORTS, importsOf, withoutCustomSections, written } from "./wasm.mjs";

/** Each of them was seen to make the first page's program smaller by brotli. Browsers do not look at alignment. */
const PASSES = ["dealign", "duplicate-function-elimination", "optimize-instructions", "rse", "vacuum", "reorder-locals"];
/** What functions have in common is counted in runs of so many octets. */
const RUN = 5;
/** A run that more functions have than this tells nothing of any of them, and takes time. */
const COMMON = 1000;
/** So many runs are added to those of a function when its likeness is taken, since a small one is like many. */
const DOUBT = 20;

const binaryen = await loaded();
/** What programs for wasm32-unknown-unknown use (The rustc book, platform support), and no more. */
const FEATURES = ["BulkMemory", "BulkMemoryOpt", "CallIndirectOverlong", "Multivalue", "MutableGlobals", "NontrappingFPToInt", "ReferenceTypes", "SignExt"]
  .map((name) => binaryen.Features[name])
  .reduce((all, feature) => all | feature);

/** A program with names or without becomes a smaller one without. */
export function compact(program) {
  const rewritten = passed(withoutCustomSections(program), PASSES);
  const order = alike(bodiesOf(contentsOf(rewritten, CODE)));
  return passed(named(rewritten, order), ["reorder-functions-by-name"]);
}

function passed(program, passes) {
  const module = binaryen.readBinary(program, FEATURES);
  try {
    module.runPasses(passes);
    if (!module.validate()) {
      throw new Error(`a program is not valid any more after ${passes.join(", ")}`);
    }
    return Buffer.from(module.emitBinary());
  } finally {
    module.dispose();
  }
}

/** Functions in an order in which each stands behind the one that it has most in common with, of those that were left. */
function alike(bodies) {
  const runs = bodies.map(runsOf);
  const having = new Map();
  for (const [index, all] of runs.entries()) {
    for (const run of all) {
      having.get(run)?.push(index) ?? having.set(run, [index]);
    }
  }
  const left = new Set(bodies.keys());
  const order = [];
  let next = 0;
  while (left.size > 0) {
    left.delete(next);
    order.push(next);
    const shared = new Map();
    for (const run of runs[next]) {
      const others = having.get(run);
      for (const other of others.length > COMMON ? [] : others) {
        if (left.has(other)) {
          shared.set(other, (shared.get(other) ?? 0) + 1);
        }
      }
    }
    let most = 0;
    [next] = left;
    for (const [other, count] of shared) {
      const likeness = count / (runs[other].size + DOUBT);
      if (likeness > most) {
        [most, next] = [likeness, other];
      }
    }
  }
  return order;
}

/** All runs of a function, each as a number that hardly two of them have (FNV-1a). */
function runsOf(body) {
  const runs = new Set();
  for (let at = 0; at + RUN <= body.length; at += 1) {
    let run = 0x811c9dc5;
    for (let octet = at; octet < at + RUN; octet += 1) {
      run = Math.imul(run ^ body[octet], 0x01000193);
    }
    runs.add(run);
  }
  return runs;
}

/** Gives functions names that sort as `order` has them. */
function named(program, order) {
  const before = importsOf(contentsOf(program, IMPORTS)).filter(({ kind }) => kind === FUNCTION).length;
  const names = order.map((index, place) => [before + index, String(place).padStart(9, "0")]).sort(([a], [b]) => a - b);
  const entries = names.flatMap(([index, name]) => [written(index), written(name.length), Buffer.from(name)]);
  const map = Buffer.concat([written(names.length), ...entries]);
  return Buffer.concat([program, customSection("name", [Buffer.from([1]), written(map.length), map])]);
}

async function loaded() {
  const place = join(process.env.USHER_TOOLS ?? "", `binaryen-${process.env.BINARYEN}`, "node_modules/binaryen/index.js");
  if (!existsSync(place)) {
    throw new Error("Binaryen is not installed: build with `make`, which sees to it");
  }
  return (await import(pathToFileURL(place))).default;
}
