// A domain whose server does not answer: how much longer the others wait for their mail than without it.

import { addresses } from "./people.mjs";
import { scene } from "./scene.mjs";
import { startBatch } from "./stage.mjs";

const DEAD = "dead.example";
/** Longer than the whole trial. */
const STALL = 600_000;
/** As a host is by itself: as patient, so that a dead domain is not found out sooner than in real life, and with as many connections. */
const BY_ITSELF = { USHER_SMTP_STEP_MS: "60000", SMTP_CONNECTIONS: undefined };
const PATIENCE = 180_000;

export async function deadDomain(report, size, seed) {
  const { living, dead, rounds, ratio } = size.domain;
  const times = { without: [], with: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.without.push(await timeOf(living, 0, seed));
    times.with.push(await timeOf(living, dead, seed));
  }
  const [without, beside] = [median(times.without), median(times.with)];
  const found = beside / without;
  report.figures("a dead domain", { people: living, "in the dead domain": dead, "ms without it (median)": Math.round(without), "ms beside it (median)": Math.round(beside), ratio: Number(found.toFixed(3)), "ratio allowed": ratio });
  report.check(`a dead domain slows the others by at most ${ratio} times`, found <= ratio, `${found.toFixed(2)}: ${JSON.stringify(times)}`);
}

/** Milliseconds until everybody else has their mail. */
function timeOf(living, dead, seed) {
  const others = addresses(living);
  // They come all through the batch, not at its end.
  const every = dead > 0 ? Math.floor(living / dead) : Infinity;
  const people = others.flatMap((email, at) => (at % every === 0 && at / every < dead ? [`person${at}@${DEAD}`, email] : [email]));
  const faults = { seed, domains: { [DEAD]: { stage: "rcpt", kind: "stall" } } };
  return scene({ people, relay: { faults, stall: STALL }, env: BY_ITSELF }, async ({ host, relay, template }) => {
    const begun = performance.now();
    await startBatch(host, template);
    if (!(await relay.until(({ accepted }) => accepted >= living, PATIENCE))) {
      throw new Error(`only ${relay.accepted} of ${living} got their mail beside a dead domain within ${PATIENCE / 1_000} s`);
    }
    return performance.now() - begun;
  });
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
