//! Owns the French wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "par avec via auprès sans grâce",
    guard: "ne n pas jamais aucun aucune sans ni déjà",
    unguard: "oubliez oublie tardez attendez encore",
    need: "nécessaire* requis* besoin",
});

const PAIRS: &[Pair] = &[
    pair("vérifi* confirm* valid*", "adresse* e-mail mail email courriel compte identité inscription", 4),
    pair("lien* code codes e-mail mail courriel message bouton", "vérification validation confirmation vérifier", 3),
    pair("adresse e-mail compte identité", "vérifié* confirmé* validé*", 4),
    pair(
        "crée* créer créez création défin* choisi* réinitialis* configur* établi* recev* reçu nouveau nouveaux temporaire \
         provisoire initial envoy* attribu* génér*",
        "mot_de_passe mots_de_passe",
        4,
    ),
    pair(
        "mot_de_passe mots_de_passe",
        "temporaire* provisoire* initial usage_unique créer définir choisir réinitialis* ci-dessous ci-joint ci-après envoyé* \
         communiqué*",
        4,
    ),
    pair("mot_de_passe:", "*", 1),
    pair("un votre le", "mot_de_passe_est", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Veuillez confirmer votre adresse e-mail.",
        "Vérifiez votre compte pour commencer.",
        "Cliquez sur le lien de vérification.",
        "Saisissez le code de confirmation reçu.",
        "Votre adresse doit être vérifiée.",
        "Créez votre mot de passe.",
        "Choisissez un nouveau mot de passe.",
        "Vous recevrez un mot de passe provisoire.",
        "Votre mot de passe vous sera envoyé séparément.",
        "Cliquez ici pour définir votre mot de passe.",
        "Votre mot de passe est 1234.",
        "Votre mot de passe : 1234",
    ];

    const HONEST: &[&str] = &[
        "Connectez-vous avec votre mot de passe habituel, comme chaque jour.",
        "Nous ne vous demandons jamais votre mot de passe.",
        "Confirmez la réunion à votre équipe.",
        "Vous n’avez pas à créer de mot de passe.",
        "Ce message ne contient aucun lien de vérification.",
        "Confirmez votre présence par e-mail.",
        "Vérifiez votre caméra et votre micro.",
        "En cas d’oubli du mot de passe, contactez l’assistance.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::French, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
