//! Owns the Brazilian Portuguese wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "por com via pelo pela mediante sem",
    guard: "não nunca nenhum nenhuma sem jamais nem já",
    unguard: "esqueça deixe espere ainda",
    need: "necessári* precis* exigid*",
});

const PAIRS: &[Pair] = &[
    pair(
        "verific* verifiqu* confirm* valida validar validação valide",
        "e-mail e-mails email endereço* conta identidade cadastro registro",
        4,
    ),
    pair("link* código* codigo* e-mail email mensagem botão", "verificação verificacao confirmação confirmacao validação verificar", 3),
    pair("e-mail endereço conta identidade", "verificad* confirmad* validad*", 4),
    pair(
        "crie criar cria criando criação defin* redefin* escolh* cadastr* configur* gere gerar receb* enviamos enviaremos nova \
         novas temporária* provisória* inicial",
        "senha* palavra-passe",
        4,
    ),
    pair("senha*", "temporária* provisória* inicial abaixo a_seguir anexa enviada* enviaremos receberá", 4),
    pair("senha:", "*", 1),
    pair("sua a", "senha_é", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Confirme seu endereço de e-mail.",
        "Verifique sua conta para começar.",
        "Clique no link de verificação.",
        "Digite o código de confirmação.",
        "Sua conta precisa ser verificada.",
        "Crie uma nova senha",
        "Defina sua senha de acesso.",
        "Você receberá uma senha provisória.",
        "Enviaremos sua senha em outra mensagem.",
        "Clique aqui para redefinir a senha.",
        "Sua senha é 1234.",
        "A senha temporária está abaixo.",
    ];

    const HONEST: &[&str] = &[
        "Entre com a senha da empresa, como você faz todos os dias.",
        "Nunca pedimos sua senha.",
        "Confirme a reunião com sua equipe.",
        "Você não precisa criar uma senha.",
        "Esta mensagem não contém nenhum link de verificação.",
        "Confirme sua presença por e-mail.",
        "Configure suas notificações no portal.",
        "Se você esqueceu a senha da empresa, fale com o suporte.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::BrazilianPortuguese, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
