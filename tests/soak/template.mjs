// The activation email that is sent: the starter text that the console itself begins with.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const texts = JSON.parse(readFileSync(join(import.meta.dirname, "../../src/domain/starter/en.json"), "utf8"));
const URLS = { help_desk: "https://help.example.com", training: "https://training.example.com", portal: "{{portal_url}}" };

export function draft() {
  const { name, subject, preheader, greeting } = texts.activation;
  const items = ["goals", "value", "help_desk", "training", "portal", "activate"].map((kind) => ({ id: kind, kind, url: URLS[kind] ?? "", ...texts[kind] }));
  const blocks = [{ id: "greeting", kind: "text", text: greeting }, ...items];
  return { name, purpose: "activation", variants: [{ language: "en", subject, preheader, blocks }] };
}
