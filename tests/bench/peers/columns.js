// The columns of the tracker, in its order, with their widths in pixels.

import { accountWords, decisionWords, lastMailWords, waitingWords } from "./people.js";

export const COLUMNS = [
  { id: "name", title: "Name", width: 200, words: (person) => person.name },
  { id: "email", title: "Email", width: 250, words: (person) => person.email },
  { id: "department", title: "Department", width: 150, words: (person) => person.department },
  { id: "licenses", title: "Licenses", width: 160, words: (person) => person.licenses },
  { id: "language", title: "Language", width: 80, words: (person) => person.language },
  { id: "waiting", title: "Waiting", width: 100, words: (person) => waitingWords(person.waiting) },
  { id: "lastMail", title: "Last email", width: 140, words: lastMailWords },
  { id: "reminders", title: "Reminders", width: 80, words: (person) => String(person.reminders) },
  { id: "account", title: "Account", width: 120, words: accountWords },
  { id: "decision", title: "Decision", width: 180, words: decisionWords },
];
