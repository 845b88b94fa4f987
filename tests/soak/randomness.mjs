// Chance that can be repeated: everything follows from a seed, so that a failing run can be run again.

import { createHash } from "node:crypto";

/** Numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Two numbers from 0 to 1 that belong to these words: the same however many connections race for their turn. */
export function chanceOf(seed, ...words) {
  const digest = createHash("sha256").update(JSON.stringify([seed, ...words])).digest();
  return [digest.readUInt32BE(0) / 2 ** 32, digest.readUInt32BE(4) / 2 ** 32];
}
