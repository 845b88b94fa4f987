// What every trial stands on: people in a directory, a sender, a published template, and a batch to everybody.

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Unanswered } from "./host.mjs";
import { csv } from "./people.mjs";
import { draft } from "./template.mjs";

/** How many connections a host has to the relay. */
export const CONNECTIONS = 8;

/** How long another host waits for one that fell silent, in milliseconds. */
export const LEASE = 3_000;

/** Waits that are minutes in real life are moments here, or no trial would end. */
export const HURRY = {
  SMTP_CONNECTIONS: String(CONNECTIONS),
  USHER_RETRY_AFTER_MS: "10",
  USHER_SMTP_STEP_MS: "2000",
  USHER_LEASE_MS: String(LEASE),
  // Large batches are what is tried here; nobody is there for a second look.
  USHER_BATCH_CEILING: "0",
};

/** A folder that is gone when `remove` is called. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "usher-soak-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Puts people in by the command line, as an administrator would. */
export function importPeople(host, folder, emails) {
  const file = join(folder, "people.csv");
  writeFileSync(file, csv(emails));
  const printed = host.command("import", file);
  rmSync(file);
  if (!printed.includes(`added: ${emails.length},`)) {
    throw new Error(`not everybody was imported:\n${printed}`);
  }
}

/** Sets the sender and publishes the template; answers the template. */
export async function prepare(host) {
  const { version, settings } = await host.ask("GET", "/email-settings");
  const sender = { name: "IT, Help", address: "it@sender.example", reply_to: "help@sender.example" };
  await host.ask("PUT", "/email-settings", { ...settings, sender }, { "If-Match": `"${version}"` });
  const { id } = await host.ask("POST", "/templates", draft());
  await host.ask("POST", `/templates/${id}/versions`, null, { "If-Match": '"1"' });
  return id;
}

/** A click on "send" to everybody whom the filter finds: what is posted, with its key. */
export async function click(host, template, filter = {}) {
  const recipients = { by: "filter", filter, except: [], expected: 0 };
  const plan = await host.ask("POST", "/send-batches/plan", { kind: "activation", recipients });
  const body = { kind: "activation", template, recipients: { ...recipients, expected: plan.matching }, expected_recipients: plan.recipients };
  return { body, headers: { "Idempotency-Key": randomUUID() } };
}

export async function startBatch(host, template, filter) {
  const { body, headers } = await click(host, template, filter);
  return host.ask("POST", "/send-batches", body, headers);
}

/** Everything that one trial has: people, host and batch, the latter not begun. */
export async function ready(host, folder, emails) {
  importPeople(host, folder, emails);
  await host.start();
  return prepare(host);
}

export const isOver = (batch) => !["scheduled", "running", "paused"].includes(batch.state) && batch.counts.queued === 0 && batch.counts.sending === 0;

/** Asks until the batch is over, which must come nearer all the time; answers the batch. */
export async function finish(host, id, patience = 120_000) {
  for (let [last, since] = ["", Date.now()]; ; ) {
    const batch = await host.ask("GET", `/send-batches/${id}`);
    if (isOver(batch)) {
      return batch;
    }
    const now = JSON.stringify(batch.counts);
    if (now !== last) {
      [last, since] = [now, Date.now()];
    } else if (Date.now() - since > patience) {
      throw new Error(`nothing happens any more: ${last} ${batch.state}\n${host.output.slice(-2_000)}`);
    }
    await pause(50);
  }
}

/** The same, where the host may be down; answers nothing then. */
export async function unlessDown(asked) {
  try {
    return await asked();
  } catch (error) {
    if (error instanceof Unanswered) {
      return undefined;
    }
    throw error;
  }
}

/** What the host says of a batch: people, deliveries, counts. */
export async function told(host, id) {
  const users = await host.all("/users", "users");
  const people = new Map(users.map(({ user }) => [user.id, user.email]));
  return { people, deliveries: await host.all(`/send-batches/${id}/deliveries`, "deliveries"), batch: await host.ask("GET", `/send-batches/${id}`) };
}

export const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));
