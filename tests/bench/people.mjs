// People as a large organization has them, the same at every run: names from many countries, few departments, addresses that
// occur once, and what was mailed to them. Everything follows from the seed.

import { fold } from "./peers/fold.js";

const FIRST =
  "Adam Agata Agnieszka Aleksander Alžběta Amélie Ana Andrea Andrzej Anđela Ángel Anna Antônio Arkadiusz Åsa Ayşe Barbara Bartłomiej Beata Björn Bożena Camille Çağla Céline Chloé Clara Dagmar Daniel Danuta David Dominik Dorota Elżbieta Emil Emma Eszter Ewa Fátima Fernando Filip Franciszek François Gabriela Giulia Grażyna Grzegorz Guðrún Hanna Hélène Henryk Hugo Ignacy Inês Irena Isabel Jadwiga Jakub Jan Jarosław Jelena Jerzy Jiří Joanna João José Julia Jürgen Kacper Kamil Karolina Katarzyna Kateřina Kinga Krystyna Krzysztof Lars Laura Lech León Liên Lucía Ludmiła Łucja Łukasz Maciej Magdalena Małgorzata Marek Maria Mário Mateusz Matylda Michał Mikołaj Minh Miloš Mirosława Monika Natalia Nicolás Niels Noémie Oğuz Ola Oliwia Óscar Patrycja Paulina Paweł Peter Petra Piotr Přemysl Quentin Rafał René Renata Robert Róża Ryszard Sébastien Sára Šárka Sławomir Sofia Søren Stanisław Świętosława Tadeusz Teresa Thérèse Tomasz Tomáš Urszula Václav Vanessa Věra Víctor Violetta Walter Wanda Wiktor Wojciech Xavier Yasemin Yıldız Zbigniew Zdzisław Zofia Zoë Żaneta Željko".split(" ");
const LAST =
  "Adamski Andersson Baranowska Bąk Becker Bergström Bielecki Błaszczyk Brzęczyszczykiewicz Borowska Březina Castro Çelik Chmielewski Cieślak Costa Czarnecka Dąbrowska Demir Díaz Dobrowolski Domański Dubois Duda Dvořák Eriksson Fernández Fischer Fontaine Gajewska García Gąsior Głowacki Górska Grabowski Green Grzelak Hansen Hernández Hoffmann Horák Ibrahimović Jabłoński Jakubowska Jankowski Jansson Jaworska Jensen Kaczmarek Kalinowska Kamiński Kaźmierczak Kołodziej Konieczny Kovács Kowalczyk Kowalska Kowalski Kozłowska Krawczyk Król Krüger Kubiak Kučera Kwiatkowska Larsson Laskowski Leclerc Lewandowska Lis Łukaszewicz Maciejewska Majewski Makowska Malinowski Marciniak Martínez Mazur Meyer Michalska Młynarczyk Möller Moreau Müller Nagy Ng Nguyễn Nielsen Nováková Nowak Nowakowska Nowicki Núñez Olszewska Ørsted Ostrowski Öztürk Pająk Pawlak Pereira Petersson Pham Pietrzak Piotrowska Popović Přibyl Quiñones Radziszewski Ramírez Rodríguez Roux Rutkowska Sadowski Sánchez Santos Sawicka Schäfer Schröder Şahin Sikorska Silva Šimek Smith Sobczak Sokołowska Sørensen Souza Stępień Svobodová Szczepańska Szewczyk Szymańska Tanaka Tomaszewski Tóth Trần Urbańska Vázquez Vasiľ Veselý Walczak Wasilewska Weber Weiß Wieczorek Wilk Wiśniewska Witkowski Włodarczyk Wojciechowska Woźniak Wójcik Wright Wróbel Yıldırım Zając Zakrzewska Zalewski Zawadzka Zielińska Ziółkowski Żak Żurek Žižka Αντωνίου Παπαδόπουλος Иванов Шевченко".split(" ");
/** Not equally large: the first are many times the last. */
export const DEPARTMENTS =
  "Sales|Customer Service|Engineering|Łódź Service Desk|Finance|Operations|Logistyka Poznań|Human Resources|IT|Marketing|Vertrieb München|R&D|Legal|Procurement|Kraków Engineering|Facilities|Security|Comptabilité|Field Service|Zürich Treasury|São Paulo Sales|Quality|Obsługa klienta|Förderung und Presse|Training|Data Office|Investor Relations|Köln Logistik|Bratislava Zákazníci|Årsta Lager|Audit|Design|Święta i wydarzenia|Compliance|Museum|İstanbul Satış|Board Office|Archiwum Gdańsk".split("|");
const LANGUAGES = ["English", "Polish", "German", "French", "Spanish", "Portuguese (Brazil)", "Japanese", "Arabic"];
const DOMAINS = ["example.com", "mail.example.com", "contractor.example", "partner.example"];
const LICENSES = ["Webex Meetings", "Webex Messaging", "Webex Calling", "Webex Webinars"];

const DAY = 86_400_000;
/** The last day on which anybody was added. */
const END = Date.UTC(2026, 9, 31);

/** Those whom every order by name begins and ends with, and every order by waiting: so a sorted list can be told from another. */
const PLANTED = [
  { first: "Aabel", last: "Aabye", email: "aabel.aabye@example.com", added: Date.UTC(2026, 8, 1, 9) },
  { first: "龠", last: "龘", email: "yue.da@example.com", added: Date.UTC(2026, 8, 1, 10) },
  { first: "Maria", last: "Nowak", email: "longest.wait@example.com", added: Date.UTC(2014, 2, 3, 9) },
  { first: "Maria", last: "Nowak", email: "shortest.wait@example.com", added: END + DAY + DAY / 2 },
];
export const EXTREMES = {
  name: { first: PLANTED[0].email, last: PLANTED[1].email },
  waiting: { first: PLANTED[2].email, last: PLANTED[3].email },
};

/** So many people, one after the other. */
export function* people(count, seed = 20261124) {
  const random = randomNumbers(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const used = new Map();
  for (let at = 0; at < count; at += 1) {
    const planted = PLANTED[(at - Math.floor(count / 3)) / 7];
    const first = pick(FIRST);
    const last = random() < 0.12 ? `${pick(LAST)}-${pick(LAST)}` : pick(LAST);
    const named = random() >= 0.003;
    const base = `${first}.${last}`.replace(/[^\p{Script=Latin}.-]/gu, "x");
    const local = fold(base).replace(/ß/g, "ss").replace(/[^a-z.-]/g, "");
    const before = used.get(local) ?? 0;
    used.set(local, before + 1);
    // The square makes the first departments the largest.
    const department = random() < 0.03 ? "" : DEPARTMENTS[Math.floor(random() ** 2 * DEPARTMENTS.length)];
    const language = random() < 0.05 ? "" : LANGUAGES[Math.floor(random() ** 2 * LANGUAGES.length)];
    const licenses = LICENSES.filter((_, n) => random() < [0.8, 0.7, 0.3, 0.1][n]);
    const status = statusOf(random());
    const added = random() < 0.02 ? undefined : END - Math.floor(random() ** 2 * 400 * DAY);
    const seen = status === "Active" ? (added ?? END) + Math.floor(random() * 30 * DAY) : undefined;
    const person = { first: named ? first : "", last: named ? last : "", email: `${local}${before || ""}@${DOMAINS[Math.floor(random() ** 2 * DOMAINS.length)]}`, department, language, licenses, status, added, seen };
    const mail = mailOf(random, added ?? END);
    yield { ...person, mail, ...(planted && { ...planted, status: "Not Verified", seen: undefined, licenses: ["Webex Meetings"] }) };
  }
}

function statusOf(share) {
  const steps = [[0.4, "Not Verified"], [0.7, "Verified"], [0.88, "Active"], [0.93, "Inactive"], [0.97, "Pending"], [1, ""]];
  return steps.find(([below]) => share < below)[1];
}

/** What was mailed to a person, as the API says it. */
function mailOf(random, added) {
  if (random() < 0.4) {
    return { last: null, activation_sent: null, reminders_sent: 0, contacted: null };
  }
  const sent = added + Math.floor(random() * DAY);
  const reminders = Math.floor(random() * 5);
  const last = sent + reminders * 3 * DAY + Math.floor(random() * DAY);
  const chance = random();
  const outcome = chance < 0.95 ? "sent" : chance < 0.99 ? "failed" : "uncertain";
  return { last: { kind: reminders ? "reminder" : "activation", at: time(last), outcome }, activation_sent: time(sent), reminders_sent: reminders, contacted: null };
}

export const CSV_HEADER = ["Email", "First Name", "Last Name", "Department", "Preferred Language", "Status", "Added", "Last Seen", ...LICENSES].join(",");

/** A person as a row of a file that the host imports. */
export function csvRow(person) {
  const licenses = LICENSES.map((license) => (person.licenses.includes(license) ? "TRUE" : "FALSE"));
  return [person.email, person.first, person.last, person.department, person.language, person.status, time(person.added), time(person.seen), ...licenses].join(",");
}

function time(at) {
  return at === undefined ? "" : new Date(at).toISOString();
}

/** What the pages must show: how many people have each beginning of a word, and how many are in these departments. */
export function expectations(word) {
  const found = Array.from({ length: word.length }, () => 0);
  const departments = new Map(DEPARTMENTS.map((name) => [name, 0]));
  const take = (person) => {
    const text = fold(`${`${person.first} ${person.last}`.trim() || person.email} ${person.email} ${person.department}`);
    for (let length = 1; length <= word.length && text.includes(word.slice(0, length)); length += 1) {
      found[length - 1] += 1;
    }
    departments.set(person.department, (departments.get(person.department) ?? 0) + 1);
  };
  return { found, departments, take };
}

/** Numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
