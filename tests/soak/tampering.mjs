// Proves that the verdict can fail: real evidence, tampered with in one place, must be found out, and by its right name.

import { judge } from "./verdict.mjs";

/** Ways to tamper, each with the violation that must be found. */
const WAYS = [
  ["duplicate", (evidence) => evidence.accepted.push(evidence.accepted.find(({ record }) => stateOf(evidence, record.to) === "sent"))],
  ["sent but absent", (evidence) => evidence.accepted.splice(evidence.accepted.findIndex(({ record }) => stateOf(evidence, record.to) === "sent"), 1)],
  ["missing", (evidence) => evidence.deliveries.splice(first(evidence, "sent"), 1)],
  ["missing", (evidence) => change(evidence, { state: "queued" })],
  ["counts differ", (evidence) => change(evidence, { state: "uncertain" })],
  ["failed but accepted", (evidence) => change(evidence, { state: "failed", reason: { code: "refused", stage: "recipient", reply: 550, status: null } })],
  ["failed for no reason", (evidence) => change(evidence, { state: "failed", reason: { code: "refused", stage: "recipient", reply: 550, status: null } }, untroubled)],
  ["skipped for no reason", (evidence) => change(evidence, { state: "skipped", reason: { code: "setting_is_off" } })],
  ["two deliveries", (evidence) => evidence.deliveries.push(evidence.deliveries[0])],
  ["stray message", (evidence) => (evidence.accepted[0] = { ...evidence.accepted[0], to: ["somebody@else.example"] })],
  ["stray message", (evidence) => (evidence.accepted[0] = { ...evidence.accepted[0], batch: "another" })],
  ["too many uncertain", (evidence) => evidence.deliveries.forEach((delivery) => (delivery.state = { state: "uncertain" }))],
  ["uncertain for no reason", (evidence) => {
    evidence.interruptions = [];
    change(evidence, { state: "uncertain" }, untroubled);
  }],
];

/** Which of these were not found out; none, if the verdict is worth something. */
export function unnoticed(evidence) {
  return WAYS.filter(([kind, tamper]) => {
    const tampered = { ...evidence, accepted: [...evidence.accepted], deliveries: evidence.deliveries.map((delivery) => ({ ...delivery })) };
    tamper(tampered);
    return !judge(tampered).violations.some((violation) => violation.kind === kind);
  }).map(([kind, tamper]) => `${kind}: ${tamper}`);
}

export const TAMPERINGS = WAYS.length;

function stateOf({ people, deliveries }, email) {
  return deliveries.find(({ user }) => people.get(user) === email)?.state.state;
}

function first(evidence, state, which = () => true) {
  return evidence.deliveries.findIndex((delivery) => delivery.state.state === state && which(evidence, delivery));
}

/** The relay showed this person no fault. */
function untroubled({ people, records }, { user }) {
  return records.every((record) => record.to !== people.get(user) || !record.fault);
}

function change(evidence, state, which) {
  evidence.deliveries[first(evidence, "sent", which)].state = state;
}
