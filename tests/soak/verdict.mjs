// Judges a trial: what the relay accepted, parsed, beside what the host says of its deliveries. It knows nothing of how the
// trial was made but the faults that the relay showed and the moments at which hosts were killed or stopped.

import PostalMime from "postal-mime";

/** Reply codes and stages of the relay's faults, as the host names them. */
const STAGE = { connect: "connect", hello: "hello", mail: "sender", rcpt: "recipient", data: "data", "after-dot": "message" };

/** Milliseconds after an answer of the relay in which it must be on the host's disk, however busy the machine is. */
const LONGEST_COMMIT = 5_000;

/** What the relay accepted, by person's address. Parsed by a library, not by us. */
export async function acceptedIn(records) {
  const accepted = [];
  for (const record of records) {
    if (record.stored) {
      const mail = await PostalMime.parse(Buffer.from(record.raw, "base64"));
      const header = (name) => mail.headers.find(({ key }) => key === name)?.value;
      const to = (mail.to ?? []).map(({ address }) => address);
      accepted.push({ to, batch: header("x-usher-batch"), id: mail.messageId, whole: Boolean(mail.html && mail.text), record });
    }
  }
  return accepted;
}

/**
 * `people` (identifier to address), `deliveries` and `batch` are what the host says; `records` and `accepted` what the relay
 * wrote; `interruptions` the moments of kills, stops and continuations; `deaths` how many hosts lost what they had in hand by them;
 * `connections` how many a host has; `resent` whom an administrator sent
 * to again; `of` are those who were meant, where that is not everybody. Answers figures and violations.
 */
export function judge({ people: everybody, of, deliveries, batch, records, accepted, interruptions, deaths = interruptions.length, connections, resent = new Set() }) {
  const people = of ? new Map([...everybody].filter(([user]) => of.has(user))) : everybody;
  const violations = [];
  const complain = (kind, what) => violations.push({ kind, what });
  const transactions = grouped(records.filter(isTransaction), ({ to }) => to);
  const counted = countAccepted({ people, batch, accepted, complain });

  const states = new Map();
  for (const delivery of deliveries) {
    if (states.has(delivery.user)) {
      complain("two deliveries", delivery.user);
    }
    states.set(delivery.user, delivery);
  }
  const figures = { people: people.size, accepted: accepted.length, sent: 0, failed: 0, skipped: 0, uncertain: 0, "uncertain and accepted": 0 };
  const uncertain = [];
  for (const [user, email] of people) {
    const [delivery, taken] = [states.get(user), counted.get(email) ?? 0];
    const state = delivery?.state.state ?? "none";
    if (taken > (resent.has(user) ? 2 : 1)) {
      complain("duplicate", `${email}: ${taken} times, and ${state}`);
    }
    const tries = transactions.get(email) ?? [];
    switch (state) {
      case "sent":
        figures.sent += 1;
        if (taken === 0) {
          complain("sent but absent", `${email}: ${history(tries)}`);
        }
        break;
      case "failed":
        figures.failed += 1;
        failed({ email, taken, reason: delivery.state.reason, tries, records, complain });
        break;
      case "skipped":
        figures.skipped += 1;
        complain("skipped for no reason", `${email}: ${JSON.stringify(delivery.state.reason)}`);
        break;
      case "uncertain":
        figures.uncertain += 1;
        figures["uncertain and accepted"] += taken > 0 ? 1 : 0;
        uncertain.push({ user, email, taken, ...explained(tries, interruptions) });
        break;
      default:
        complain("missing", `${email}: ${state}`);
    }
  }
  if (deliveries.length !== people.size) {
    complain("missing", `${deliveries.length} deliveries for ${people.size} people`);
  }
  for (const name of ["sent", "failed", "skipped", "uncertain"]) {
    if (batch.counts[name] !== figures[name]) {
      complain("counts differ", `${name}: the batch says ${batch.counts[name]}, its deliveries ${figures[name]}`);
    }
  }
  uncertain.filter(({ why }) => why === "unexplained").forEach(({ email, tries }) => complain("uncertain for no reason", `${email}: ${tries}`));
  const afterDot = records.filter((record) => record.stage === "after-dot" && record.fault && record.answered === null).length;
  const allowed = deaths * connections + afterDot;
  if (uncertain.length > allowed) {
    complain("too many uncertain", `${uncertain.length} of ${allowed}`);
  }
  Object.assign(figures, { kills: deaths, "faults before the dot": faultsBefore(records), "faults after the dot": records.filter((record) => record.stage === "after-dot" && record.fault).length, "uncertain allowed": allowed, "most uncertain by one kill": most(uncertain) });
  return { figures, violations, uncertain };
}

/** How often each address was sent to; what belongs to nobody is a violation. */
function countAccepted({ people, batch, accepted, complain }) {
  const known = new Set(people.values());
  const counted = new Map();
  for (const { to, batch: of, whole, record } of accepted) {
    const [only] = to;
    if (to.length !== 1 || only !== record.to || !known.has(only) || of !== batch.id) {
      complain("stray message", `to ${record.to}, its header says ${to}, batch ${of}`);
    }
    if (!whole) {
      complain("broken message", record.to);
    }
    counted.set(record.to, (counted.get(record.to) ?? 0) + 1);
  }
  return counted;
}

/** Failed for good: by a refusal that the relay gave, or by enough faults one after the other; never what was accepted. */
function failed({ email, taken, reason, tries, records, complain }) {
  const told = `${email}: ${JSON.stringify(reason)}, ${history(tries)}`;
  if (taken > 0) {
    complain("failed but accepted", told);
  }
  const ofConnection = ["connect", "hello", "sender"].includes(reason.stage);
  // The mail library connects and greets in one step.
  const connecting = (stage) => (stage === "hello" ? "connect" : stage);
  const same = (record) => connecting(STAGE[record.stage]) === connecting(reason.stage);
  const met = ofConnection ? records.filter((record) => record.event === "fault" && same(record)).map(({ kind }) => kind) : tries.filter(({ stage, fault }) => fault && STAGE[stage] === reason.stage).map(({ fault }) => fault);
  if (!met.some((kind) => fits(kind, reason))) {
    complain("failed for no reason", told);
  } else if (!(reason.code === "refused" && reason.reply >= 500) && !ofConnection && tries.filter(({ fault }) => fault).length < 2) {
    complain("given up too soon", told);
  }
}

function fits(kind, { code, reply }) {
  switch (kind) {
    case "4xx":
      return code === "refused" && reply >= 400 && reply < 500;
    case "5xx":
      return code === "refused" && reply >= 500;
    case "421":
      return code === "connection_lost" || (code === "refused" && reply === 421);
    default:
      return code === "connection_lost" || code === "timed_out";
  }
}

/**
 * Why nobody can know: the relay broke off after the dot, or a host died or slept between its mark and the moment at which the
 * answer was on the disk. A host marks when the relay waits for the message, so the relay has heard of whatever was marked; of
 * what it refused before the message, it was not. Several hosts may have tried: one that slept begins what another one has sent.
 */
function explained(tries, interruptions) {
  const story = history(tries);
  if (tries.some(({ stage, fault, answered }) => stage === "after-dot" && fault && answered === null)) {
    return { why: "the relay broke off after the dot", tries: story };
  }
  // The last try first: one that an earlier death cut short before its mark was taken anew.
  for (const { stage, began, ended, gone } of tries.toReversed()) {
    const by = stage && stage !== "after-dot" ? -1 : interruptions.findIndex((moment) => moment >= began && moment - ended <= LONGEST_COMMIT);
    if (by >= 0) {
      return { why: `killed (${by + 1}) ${interruptions[by] - ended} ms after ${gone ? "it broke off" : "the answer"}`, by, tries: story };
    }
  }
  return { why: "unexplained", tries: story };
}

function most(uncertain) {
  return Math.max(0, ...[...grouped(uncertain.filter(({ by }) => by !== undefined), ({ by }) => by).values()].map((some) => some.length));
}

const isTransaction = (record) => record.event === "transaction" && record.to !== null;

function faultsBefore(records) {
  return records.filter((record) => record.event === "fault" || (record.fault && record.stage !== "after-dot")).length;
}

function history(tries) {
  return tries.map(({ stage, fault, answered, stored }) => `${stage ?? "broke off"}${fault ? ` ${fault}` : ""}${stored ? " stored" : ""} ${answered?.slice(0, 3) ?? "-"}`).join(", ") || "the relay never heard of it";
}

function grouped(list, key) {
  const groups = new Map();
  for (const one of list) {
    groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  }
  return groups;
}
