// What both peers' pages do alike: read everybody from the API, and say in words what stands in a cell.

import { fold } from "./fold.js";

/** Where people stand, as the tracker shows it. */
const STANDINGS = { waiting: "Not signed in yet", signedIn: "Signed in", deactivated: "Deactivated", pending: "Pending acceptance", unknown: "Unknown" };

// The list is as high as the one that it is compared with, so that as many rows are drawn.
document.documentElement.style.setProperty("--height", new URLSearchParams(location.search).get("height") ?? "100%");

const numbers = new Intl.NumberFormat("en");
const dates = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
export const number = (value) => numbers.format(value);

/** The order of names. One collator for all comparisons is many times faster than `localeCompare`. */
export const collator = new Intl.Collator("en");

/**
 * Reads everybody, a small page first. `take` gets all that came so far, and is called with the first page, whenever their
 * number doubled, and at the end: each call makes the table do its work over everybody.
 */
export async function readPeople(take) {
  const people = [];
  let given = 0;
  let cursor = null;
  do {
    const answer = await fetch(`/api/v1/users?limit=${people.length === 0 ? 100 : 1000}${cursor === null ? "" : `&cursor=${cursor}`}`);
    if (!answer.ok) {
      throw new Error(`the people could not be read: ${answer.status}`);
    }
    const page = await answer.json();
    for (const record of page.users) {
      people.push(person(record));
    }
    cursor = page.next_cursor;
    if (cursor === null || people.length >= 2 * given) {
      take(people, given);
      given = people.length;
    }
  } while (cursor !== null);
}

/** What a row needs, and no more: the records themselves are let go. */
function person({ user, mail }) {
  const name = user.name.display || `${user.name.first} ${user.name.last}`.trim() || user.email;
  const department = same(user.department ?? "");
  const standing = standingOf(user);
  return {
    id: user.id,
    name,
    email: user.email,
    department,
    licenses: same(user.licenses.map((license) => license.replace(/^Webex /, "")).join(", ")),
    language: same(user.language ?? ""),
    // In milliseconds; `undefined` is not known.
    waiting: standing === "waiting" && user.added ? Date.parse(user.added) : undefined,
    lastMail: mail.last ? Date.parse(mail.last.at) : undefined,
    outcome: same(mail.last?.outcome ?? ""),
    reminders: mail.reminders_sent,
    standing,
    reminded: mail.activation_sent !== null && user.reminders_declined !== null,
    search: fold(`${name} ${user.email} ${department}`),
  };
}

const texts = new Map();

/** One string for all that are equal: few values, many people. */
function same(text) {
  const known = texts.get(text);
  if (known === undefined) {
    texts.set(text, text);
    return text;
  }
  return known;
}

function standingOf(user) {
  if (user.account_status === "deactivated") {
    return "deactivated";
  }
  if (user.account_status === "pending_acceptance" && user.activation.state !== "activated") {
    return "pending";
  }
  return { not_activated: "waiting", activated: "signedIn", unknown: "unknown" }[user.activation.state];
}

export const accountWords = (person) => STANDINGS[person.standing];

export function waitingWords(since) {
  return since === undefined ? "–" : `${Math.max(0, Math.floor((Date.now() - since) / 86_400_000))} days`;
}

export function lastMailWords(person) {
  return person.lastMail === undefined ? "None" : `${person.outcome} ${dates.format(person.lastMail)}`;
}

/** What is decided about the next automatic email while no rule is set and the setting is on. */
export function decisionWords(person) {
  if (person.standing !== "waiting") {
    return `Not applicable: ${accountWords(person)}`;
  }
  if (person.licenses === "") {
    return "Not applicable: no license";
  }
  return person.reminded ? "Not applicable: declined" : "Send: the setting is on";
}

/** The departments that occur, in order. */
export function departments(people) {
  return [...new Set(people.map((person) => person.department))].filter(Boolean).sort(collator.compare);
}
