//! Owns the Polish wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "przez z ze od poprzez za pod bez",
    guard: "nie nigdy żaden żadn* bez ani już nikt",
    unguard: "zapomnij zwlekaj czekaj jeszcze",
    need: "potrzebn* konieczn* wymagan* trzeba",
});

const PAIRS: &[Pair] = &[
    pair(
        "zweryfik* weryfik* potwierdź potwierdzić potwierdzi* potwierdza* potwierdzeni*",
        "adres* e-mail e-maila email emaila mail maila konto konta tożsamoś* skrzynk* rejestracj*",
        4,
    ),
    pair(
        "weryfikacyjn* potwierdzając* uwierzytelniając*",
        "link* odnośnik* e-mail* email* mail* kod kodu kodem wiadomoś* sms* przycisk*",
        2,
    ),
    pair("link* odnośnik* kod kodu kodem wiadomoś* e-mail* email* mail*", "weryfikacyjn* potwierdzając* weryfikacji", 2),
    pair("adres* e-mail konto konta", "zweryfikowa* potwierdzon* potwierdzenia weryfikacji", 4),
    pair(
        "ustaw ustawić ustawisz ustawienie ustal ustalić utwórz utworzyć utworzysz utworzenie utworzenia stwórz stworzyć nadaj \
         nadać wybierz zresetuj zresetować wygeneruj wygenerow* otrzymasz dostaniesz wyślemy przesyłamy wysyłamy prześlemy \
         podajemy",
        "hasło hasła haseł",
        4,
    ),
    pair("nowe nowego nowym tymczasow* startow* początkow* jednorazow* domyśln*", "hasło hasła haseł hasłem", 3),
    pair("hasło hasła hasłem", "tymczasow* startow* początkow* jednorazow* domyśln* poniżej wysłan* przesłan* wyślemy prześlemy", 3),
    pair("hasło", "otrzymasz dostaniesz znajdziesz utworzysz ustawisz ustalisz", 3),
    pair("hasło:", "*", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Potwierdź swój adres e-mail.",
        "Zweryfikuj konto, aby zacząć.",
        "Kliknij link weryfikacyjny",
        "Wpisz kod weryfikacyjny z tej wiadomości.",
        "Twój adres wymaga potwierdzenia.",
        "Konto musi zostać zweryfikowane.",
        "Ustaw hasło do konta",
        "Utwórz nowe hasło",
        "Twoje hasło znajdziesz poniżej",
        "Zaloguj się tymczasowym hasłem",
        "Hasło tymczasowe: abc",
        "Hasło otrzymasz w osobnej wiadomości.",
    ];

    const HONEST: &[&str] = &[
        "Zaloguj się swoim hasłem firmowym, tak jak co dzień.",
        "Nigdy nie pytamy o hasło.",
        "Nie wysyłamy żadnych haseł.",
        "Nie musisz ustawiać ani tworzyć hasła.",
        "Potwierdź spotkanie ze swoim zespołem.",
        "Ta wiadomość nie zawiera linku weryfikacyjnego.",
        "Potwierdź obecność e-mailem.",
        "Wybierz logowanie hasłem firmowym.",
        "Pomoc w sprawie hasła znajdziesz w portalu.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::Polish, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
