//! Owns the wording that a hand-written email must not contain: a verification link or a password to create.
//! Such a message carries neither (source: the platform's help on turning automatic activation emails off).
//! Refuses to understand sentences: it looks for pairs of word stems close to each other, in every language at once.

/// Two groups of word stems; a word of the second within a few words after one of the first is a promise.
struct Promise {
    first: &'static [&'static str],
    then: &'static [&'static str],
}

/// Words between the two at most.
const REACH: usize = 4;

const PROMISES: &[Promise] = &[
    // English
    Promise { first: &["verify", "verifying", "confirm", "validate"], then: &["email", "e-mail", "address", "account", "identity"] },
    Promise { first: &["verification", "confirmation"], then: &["link", "email", "e-mail", "code", "message"] },
    Promise {
        first: &["set", "create", "creating", "choose", "reset", "change", "pick", "temporary", "initial", "new", "your"],
        then: &["password", "passwords", "passcode"],
    },
    Promise { first: &["password"], then: &["below", "is:", "reset", "link"] },
    // Polish
    Promise { first: &["zweryfik", "weryfik", "potwierd"], then: &["adres", "e-mail", "email", "kont", "tożsamo"] },
    Promise { first: &["weryfikacyjn", "potwierdzając"], then: &["link", "odnośnik", "e-mail", "kod", "wiadomo"] },
    Promise { first: &["link", "odnośnik", "kod"], then: &["weryfikacyjn", "potwierdzając"] },
    Promise {
        first: &["ustaw", "utwórz", "utworz", "stwórz", "nadaj", "zmień", "zresetuj", "wybierz", "twoje", "nowe", "tymczasowe"],
        then: &["hasł"],
    },
    Promise { first: &["hasło", "hasła"], then: &["tymczasow", "startow", "początkow", "poniżej"] },
    // German, French, Spanish, Portuguese
    Promise { first: &["bestätige", "verifizier"], then: &["e-mail", "email", "adresse", "konto"] },
    Promise { first: &["passwort", "kennwort"], then: &["fest", "erstell", "zurück", "wähl", "leg"] },
    Promise { first: &["confirme", "vérifie", "valide"], then: &["adresse", "e-mail", "compte"] },
    Promise { first: &["créez", "définis", "choisis", "réinitialis"], then: &["passe"] },
    Promise { first: &["confirma", "confirme", "verifi", "valid"], then: &["correo", "dirección", "cuenta", "endereço", "conta"] },
    Promise { first: &["crea", "crie", "establez", "defina", "elige", "escolha", "restablez", "redefin"], then: &["contraseña", "senha"] },
];

/// Parts of a link target that promise the same.
const LINK_PARTS: &[&str] = &[
    "verify",
    "verification",
    "confirm-email",
    "confirm_email",
    "reset-password",
    "reset_password",
    "set-password",
    "set_password",
    "setpassword",
    "password",
    "one-time",
    "otp=",
];

/// The first promise in a text, as the words that make it.
#[must_use]
pub fn find_promise(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| c.is_whitespace() || ",;!?()[]*\"„”".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let begins = |word: &str, stems: &[&str]| stems.iter().any(|stem| if stem.len() <= 4 { word == *stem } else { word.starts_with(stem) });
    for (at, word) in words.iter().enumerate() {
        for promise in PROMISES.iter().filter(|promise| begins(word, promise.first)) {
            let mut reached = Vec::new();
            for next in words.iter().skip(at + 1).take(REACH) {
                reached.push(next.as_str());
                if begins(next.trim_end_matches(['.', ':']), promise.then) || begins(next, promise.then) {
                    return Some(format!("{word} {}", reached.join(" ")));
                }
                if next.ends_with('.') {
                    break;
                }
            }
        }
    }
    None
}

/// The part of a link target that promises a verification or a password, if any.
#[must_use]
pub fn find_link_promise(url: &str) -> Option<&'static str> {
    let path = url.to_lowercase();
    let path = path.split_once("://").map_or(path.as_str(), |(_, rest)| rest);
    LINK_PARTS.iter().find(|part| path.contains(*part)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_found_in_each_language() {
        for text in [
            "Please verify your email address to begin.",
            "Click the verification link below",
            "Create a password now",
            "Choose your new password:",
            "Your temporary password is 1234",
            "Kliknij link weryfikacyjny",
            "Potwierdź swój adres e-mail",
            "Ustaw hasło do konta",
            "Twoje hasło znajdziesz poniżej",
            "Hasło tymczasowe: abc",
            "Bestätigen Sie Ihre E-Mail-Adresse",
            "Legen Sie Ihr Passwort jetzt fest",
            "Veuillez confirmer votre adresse",
            "Confirme su dirección de correo",
            "Crie uma nova senha",
        ] {
            assert!(find_promise(text).is_some(), "{text}");
        }
    }

    #[test]
    fn honest_wording_is_left_alone() {
        for text in [
            "Sign in with your company credentials.",
            "No link in this message asks for a secret.",
            "Set your picture. Password questions go to the help desk.",
            "Zaloguj się tak jak do innych systemów firmy.",
            "Nie wysyłamy żadnych haseł.",
            "Confirm the meeting with your team.",
        ] {
            assert_eq!(find_promise(text), None, "{text}");
        }
    }

    #[test]
    fn links_that_look_so_are_found() {
        assert_eq!(find_link_promise("https://a.example/verify?t=1"), Some("verify"));
        assert_eq!(find_link_promise("https://a.example/Set-Password"), Some("set-password"));
        assert_eq!(find_link_promise("https://settings.webex.com"), None);
    }
}
