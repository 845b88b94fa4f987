// The texts of the mails that are examined: every kind of block, every merge field, every form of text, in three
// languages and for two purposes, with words in them that try to be more than words.

export const languages = ["en", "pl", "ar"] as const;
export const purposes = ["activation", "reminder"] as const;
export type Language = (typeof languages)[number];
export type Purpose = (typeof purposes)[number];

/** The organization's name, as the host is started with it. */
export const organization = `Zażółć & <b>Söhne</b> "GmbH"`;
/** The portal, as the host is started with it: an ampersand that looks like an entity. */
export const portal = "https://portal.example.com/?a=1&copy=2&lang='pl'";
/** The sender. */
export const sender = { name: `Dział IT, "Help" <desk@evil.example>`, address: "it@example.com", reply_to: "help@example.com" };

/** The person in whose place the mails are rendered. */
export const person = {
  email: "o'neil+a=b@example.com",
  first: `</td></table><script>alert(1)</script>`,
  last: `"><img src=x onerror=alert(1)>`,
  display: `=?utf-8?q?Bcc=3A_eve=40example.org?= {{email}} **[x](https://evil.example)** \u{1F9D1}\u{200D}\u{1F680} 山田`,
  department: `R&amp;D <!-- ]]> \u{202E}gnp.exe`,
  room: "https://room.example.com/~o'neil?a=1&b=%22%3E&lt=2",
};

/** The person as the directory file has them. */
export const directory = ["Email,First Name,Last Name,Display Name,Department,Personal Meeting Room,Status,App"]
  .concat(
    [person.email, person.first, person.last, person.display, person.department, person.room, "Not Verified", "TRUE"]
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(","),
  )
  .join("\n");

interface Words {
  subject: Record<Purpose, string>;
  preheader: string;
  hello: string;
  heading: string;
  /** A sentence long enough to be wrapped. */
  long: string;
  open: string;
}

const words: Record<Language, Words> = {
  en: {
    subject: { activation: "Your Webex account at {{organization}} is ready", reminder: "{{display_name}}, {{first_name|x}}, your account still waits" },
    preheader: "Sign in with your company credentials – it takes a minute",
    hello: "Hello {{display_name}},",
    heading: "Welcome to {{organization}}",
    long: "Meetings, messages and calls come together in one place, so that teams in different offices can work as one, whether they sit at a desk, walk between two rooms or answer from a train.",
    open: "Open Webex",
  },
  pl: {
    subject: { activation: "Twoje konto Webex w {{organization}} jest gotowe", reminder: "{{display_name}}, {{first_name|x}}, zażółć gęślą jaźń: konto wciąż czeka" },
    preheader: "Zaloguj się służbowym kontem – zajmie to minutę",
    hello: "Dzień dobry, {{display_name}},",
    heading: "Witamy w {{organization}}",
    long: "Spotkania, wiadomości i rozmowy łączą się w jednym miejscu, aby zespoły z różnych biur mogły pracować razem: przy biurku, w drodze między salami albo w pociągu, gdzie zasięg bywa różny.",
    open: "Otwórz Webex",
  },
  ar: {
    subject: { activation: "حسابك في Webex لدى {{organization}} جاهز", reminder: "{{display_name}}، {{first_name|x}}، حسابك ما زال في انتظارك" },
    preheader: "سجّل الدخول ببيانات شركتك – يستغرق ذلك دقيقة واحدة",
    hello: "مرحبا {{display_name}}،",
    heading: "أهلا بك في {{organization}}",
    long: "تجتمع الاجتماعات والرسائل والمكالمات في مكان واحد حتى تتمكن الفرق في المكاتب المختلفة من العمل معا، سواء كانوا على مكاتبهم أو بين غرفتين أو في القطار حيث تتغير التغطية من دقيقة إلى أخرى.",
    open: "افتح Webex",
  },
};

/** A word of which no part can be broken off, longer than a line of a mail may be. */
const longWord = `https://long.example.com/?q=${"0123456789abcdef".repeat(90)}`;
const helpDesk = "https://help.example.com/a%28b%29?x=1&y=2#z";
const write = "mailto:help@example.com?subject=Webex";
const call = "tel:+48123456789";

/** Where a mail's links lead, in their order. */
export const links = [helpDesk, person.room, helpDesk, write, portal, call, portal, longWord];
/** What its pictures are. */
export const pictures = ["https://pictures.example.com/a.png?x=1&y=2", "https://pictures.example.com/b.png"];

function blocks(purpose: Purpose, language: Language) {
  const { hello, heading, long, open } = words[language];
  const item = (kind: string, extra: object = {}) => ({ id: kind, kind, title: `${heading} <i>1</i>`, text: long, ...extra });
  const values = "{{first_name|x}} {{last_name|x}} · {{department|x}} · {{email}} · {{organization}}";
  const markup = "</td></table><script>alert(1)</script><!--[if mso]><img src=x onerror=alert(1)><![endif]-->";
  return [
    // A reminder begins without a heading, as its starter text does.
    ...(purpose === "activation" ? [{ id: "heading", kind: "heading", title: heading }] : []),
    { id: "hello", kind: "text", text: `${hello}\n\n${long}\nFrom here on:\n.\n..\n\n${values}` },
    item("goals"),
    item("value", { text: `- **${long}**\n- *a* & <b>b</b> &amp; "c"\n- [help *desk*](${helpDesk})` }),
    item("meeting_room", { label: `${open} > <script>`, url: "{{meeting_room_url|https://settings.webex.com}}" }),
    item("help_desk", { label: `${open} 1`, url: helpDesk }),
    item("training", { label: `${open} 2`, url: write }),
    item("portal", { label: `${open} 3`, url: "{{portal_url}}" }),
    item("activate", { text: `1. ${long}\n2. {{email}}, [${open}](${call})\n3. [{{department|x}}]({{portal_url}})` }),
    { id: "divider", kind: "divider" },
    { id: "hostile", kind: "text", text: `${markup}\n\n=\n=20\n--boundary--\n\n${long}` },
    { id: "button", kind: "button", label: `${open} & "go" <b>`, url: longWord },
    { id: "picture", kind: "image", url: pictures[0], alt: `A "picture" <b> onerror='x' & ${open}` },
    { id: "decoration", kind: "image", url: pictures[1], alt: "" },
  ];
}

/** A draft in one language. */
export function draft(purpose: Purpose, language: Language) {
  const { subject, preheader } = words[language];
  return {
    name: `${purpose} ${language}`,
    purpose,
    variants: [{ language, subject: subject[purpose], preheader, blocks: blocks(purpose, language) }],
  };
}

/** The subject of a test mail, with the person's values in it. */
export function expectedSubject(purpose: Purpose, language: Language): string {
  const values: Record<string, string> = { organization, first_name: person.first, display_name: person.display };
  return `[TEST] ${words[language].subject[purpose].replaceAll(/{{(\w+)[^}]*}}/g, (_, name: string) => values[name] ?? name)}`;
}
