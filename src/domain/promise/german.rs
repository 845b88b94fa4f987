//! Owns the German wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, alone, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "per via mit bei von durch ohne zum zur",
    guard: "kein keine keinen keiner keinem keines nicht nie niemals ohne weder bereits",
    unguard: "vergessen vergiss zögern warten noch",
    need: "nötig notwendig erforderlich gebraucht",
});

const PAIRS: &[Pair] = &[
    pair(
        "bestätig* verifizier* validier*",
        "e-mail* email* mail* adresse* konto kontos benutzerkonto* webex-konto* identität* registrierung*",
        4,
    ),
    alone(
        "bestätigungslink* bestätigungscode* bestätigungs-link* bestätigungs-code* bestätigungs-e-mail* bestätigungsmail* \
         bestätigungs-mail* verifizierungs* verifikations*",
    ),
    pair(
        "e-mail* email* mail-adresse* mailadresse* adresse* konto webex-konto benutzerkonto identität",
        "bestätig* verifizier* validier*",
        3,
    ),
    pair("link_zur link_zum links_zur code_zur", "bestätigung* verifizierung* verifizieren bestätigen", 3),
    pair(
        "erstell* leg lege legen setz* wähl* vergeb* vergib generier* erhalt* erhält* bekomm* send* schick* neue neues neuen \
         temporär* vorläufig* vorübergehend* initial* einmalig*",
        "passwort* passwörter* kennwort* kennwörter*",
        4,
    ),
    pair("richt*", "passwort* kennwort*", 3),
    pair(
        "passwort* kennwort*",
        "fest festleg* festzulegen erstell* anleg* anzulegen vergeb* wähl* zurück zurücksetz* zurückzusetzen setzen einricht* \
         einzurichten erhalt* bekomm* zugesandt zugeschickt gesendet unten anbei lautet",
        4,
    ),
    alone(
        "einmalpasswort* einmalkennwort* einmal-passwort* initialpasswort* initialkennwort* startpasswort* startkennwort* \
         erstpasswort*",
    ),
    pair("passwort: kennwort:", "*", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Bestätigen Sie Ihre E-Mail-Adresse.",
        "Bitte verifizieren Sie Ihr Konto.",
        "Klicken Sie auf den Bestätigungslink.",
        "Um Ihre E-Mail-Adresse zu bestätigen, klicken Sie hier.",
        "Ihre Adresse muss noch bestätigt werden.",
        "Legen Sie Ihr Passwort jetzt fest",
        "Erstellen Sie ein Kennwort.",
        "Richten Sie ein Passwort ein.",
        "Ihr Passwort erhalten Sie in einer separaten E-Mail.",
        "Ihr Startpasswort lautet 1234.",
        "Wir senden Ihnen ein neues Passwort.",
        "Über den Link können Sie das Passwort zurücksetzen.",
    ];

    const HONEST: &[&str] = &[
        "Melden Sie sich wie jeden Tag mit Ihrem Firmenpasswort an.",
        "Wir fragen nie nach Ihrem Passwort.",
        "Bestätigen Sie das Meeting mit Ihrem Team.",
        "Sie müssen kein Passwort erstellen.",
        "Diese E-Mail enthält keinen Bestätigungslink.",
        "Bestätigen Sie den Termin per E-Mail.",
        "Richten Sie Fragen zum Passwort an den Helpdesk.",
        "Wählen Sie „Anmelden“ und geben Sie Ihre Adresse ein.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::German, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
