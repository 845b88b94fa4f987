// A message that passes every check, where nobody bought Meetings, for journeys that need one and are not about it.

import type { Page } from "@playwright/test";

import { api, type Host } from "./fixtures.ts";

const block = (kind: string, title: string, text: string, link?: { label: string; url: string }) => ({ id: kind, kind, title, text, ...link });

/** The message, as a draft. */
export function rollout(purpose: "activation" | "reminder" = "activation") {
  const blocks = [
    block("goals", "Why we move", "All meetings move to one app by the end of the year."),
    block("value", "What you gain", "One place for calls, meetings and messages."),
    block("help_desk", "When you are stuck", "We answer from 8 to 18.", { label: "Open the help desk", url: "https://help.example.com" }),
    block("training", "First steps", "Ten minutes are enough.", { label: "Open the course", url: "https://learn.example.com" }),
    block("portal", "Your settings", "Change them yourself.", { label: "Open the portal", url: "https://settings.webex.com" }),
    block("activate", "How to begin", "Sign in with your company credentials."),
  ];
  return { name: "Rollout", purpose, variants: [{ language: "en", subject: "Your account is ready", preheader: "", blocks }] };
}

/** Publishes it past the page; answers the template's identifier. */
export async function publishRollout(page: Page, host: Host, purpose?: "activation" | "reminder"): Promise<string> {
  const created = await api(page, host, "POST", "/templates", rollout(purpose));
  await api(page, host, "POST", `/templates/${created.id}/versions`, undefined, { "If-Match": `"${created.version}"` });
  return created.id;
}
