// People to whom something is sent, the same at every run, and how many of them are where.

const FIRST = "Ada Bożena Céline Dmitri Emma François Grażyna Hélène Igor João Kinga Łukasz Mário Noémie Óscar Piotr Quentin Renata Søren Tomáš Urszula Věra Wanda Xavier Yıldız Željko".split(" ");
const LAST = "Adamski Bąk Castro Dąbrowska Eriksson Fischer García Horák Ibrahimović Jankowski Kowalska Larsson Müller Nguyễn Ørsted Pająk Quiñones Rutkowska Sánchez Tóth Urbańska Veselý Wójcik Yıldırım Żak".split(" ");
const DOMAINS = Array.from({ length: 12 }, (_, n) => `d${n}.example`);

/** So many addresses; the n-th of them is the same whatever their number. */
export function addresses(count, domains = DOMAINS) {
  return Array.from({ length: count }, (_, n) => `person${n}@${domains[n % domains.length]}`);
}

/** A file that the host imports: nobody has signed in, and everybody has a license. */
export function csv(emails) {
  const row = (email, n) => `${email},${FIRST[n % FIRST.length]},${LAST[(n * 7) % LAST.length]},English,Not Verified,TRUE`;
  return `Email,First Name,Last Name,Preferred Language,Status,App\n${emails.map(row).join("\n")}\n`;
}
