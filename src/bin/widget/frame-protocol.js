// What both ends of the variant in a frame speak: the page around, and the document inside.
//
// Whoever changes what is said between them counts the version up: the two may come from different packages.

export const PROTOCOL = "usher-frame";
export const VERSION = 1;
export const ELEMENTS = ["usher-console", "usher-email-settings", "usher-composer", "usher-tracker"];
export const ATTRIBUTES = ["api-base", "backend", "locale", "theme", "view", "organization", "dir"];
export const EVENTS = ["ready", "failed", "view-changed", "settings-saved", "batch-started"];
