// What the element says by itself: before the program is there, and when it cannot begin. All else is said by the program.

const WORDS = {
  en: {
    loading: "Loading Usher…",
    slow: "This takes longer than usual. Check your connection.",
    title: "Usher cannot start",
    unharmed: "Nothing was changed or sent.",
    retry: "Try again",
    back: "Back",
    faults: {
      "api-base-missing": "The address of the backend is missing. The portal gives it in the attribute “api-base”.",
      "api-base-wrong": "“{0}” is not the address of a backend. The attribute “api-base” wants an address that begins with https://, without a query.",
      "backend-unknown": "“{0}” is not a kind of backend. The attribute “backend” is http, demo, portal or webex.",
      "backend-missing": "The portal promised a backend of its own and gave none in the property “backend”.",
      "locale-unknown": "“{0}” is not a language of Usher. It speaks English and Polish.",
      "theme-unknown": "“{0}” is not an appearance of Usher. The attribute “theme” is light, dark or system.",
      "token-rejected": "The portal could not give access: its function “getAccessToken” failed. Sign in to the portal again.",
      "token-timeout": "The portal did not give access within {0} seconds. Try again, or sign in to the portal again.",
      "token-invalid": "What the portal gave for access is not a token. Its function “getAccessToken” must promise a text.",
      "program-missing": "The program could not be loaded, or is not what was published. Check your connection and try again.",
      unreachable: "The backend at {0} could not be reached, or it does not allow this page to call it.",
      "sign-in-needed": "The backend does not take the access that it was given. Sign in to the portal again.",
      "not-a-backend": "What answers at {0} is not a backend of Usher, or another version of it.",
      "not-found": "What answers at {0} is not a backend of Usher, or another version of it.",
      "newer-data": "What the backend keeps was written by another version of it.",
    },
  },
  pl: {
    loading: "Wczytywanie Ushera…",
    slow: "Trwa to dłużej niż zwykle. Sprawdź połączenie.",
    title: "Nie można uruchomić Ushera",
    unharmed: "Niczego nie zmieniono ani nie wysłano.",
    retry: "Spróbuj ponownie",
    back: "Wróć",
    faults: {
      "api-base-missing": "Brakuje adresu zaplecza. Portal podaje go w atrybucie „api-base”.",
      "api-base-wrong": "„{0}” nie jest adresem zaplecza. Atrybut „api-base” wymaga adresu zaczynającego się od https://, bez części po znaku zapytania.",
      "backend-unknown": "„{0}” nie jest rodzajem zaplecza. Atrybut „backend” to http, demo, portal albo webex.",
      "backend-missing": "Portal zapowiedział własne zaplecze, ale nie podał go we właściwości „backend”.",
      "locale-unknown": "„{0}” nie jest językiem Ushera. Usher mówi po angielsku i po polsku.",
      "theme-unknown": "„{0}” nie jest wyglądem Ushera. Atrybut „theme” to light, dark albo system.",
      "token-rejected": "Portal nie mógł dać dostępu: jego funkcja „getAccessToken” zawiodła. Zaloguj się do portalu ponownie.",
      "token-timeout": "Portal nie dał dostępu w ciągu {0} sekund. Spróbuj ponownie albo zaloguj się do portalu jeszcze raz.",
      "token-invalid": "To, co portal dał jako dostęp, nie jest tokenem. Jego funkcja „getAccessToken” musi obiecać tekst.",
      "program-missing": "Programu nie udało się wczytać albo nie jest tym, co opublikowano. Sprawdź połączenie i spróbuj ponownie.",
      unreachable: "Zaplecze pod adresem {0} jest nieosiągalne albo nie pozwala tej stronie na połączenie.",
      "sign-in-needed": "Zaplecze nie przyjmuje dostępu, który otrzymało. Zaloguj się do portalu ponownie.",
      "not-a-backend": "Pod adresem {0} odpowiada coś, co nie jest zapleczem Ushera, albo jego inna wersja.",
      "not-found": "Pod adresem {0} odpowiada coś, co nie jest zapleczem Ushera, albo jego inna wersja.",
      "newer-data": "Dane zaplecza zapisała jego inna wersja.",
    },
  },
};

/** The code of the language, where Usher speaks it. */
export function spoken(locale) {
  const code = String(locale).split(/[-_]/)[0].toLowerCase();
  return Object.hasOwn(WORDS, code) ? code : undefined;
}

/** The words of a language, else of the browser's first one that is spoken. */
export function wordsOf(locale) {
  const code = spoken(locale) ?? navigator.languages.map(spoken).find(Boolean) ?? "en";
  return { code, ...WORDS[code] };
}

/** What keeps the element from beginning. */
export class Fault extends Error {
  /** `code` is for programs, `named` is what the words name, `message` is said where the code has no words. */
  constructor(code, named = "", message = code) {
    super(message);
    this.code = code;
    this.named = String(named).slice(0, 200);
  }

  in(words) {
    return words.faults[this.code]?.replace("{0}", this.named) ?? this.message;
  }
}
