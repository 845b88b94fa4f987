//! Owns the Spanish wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "por con mediante desde sin",
    guard: "no nunca ningún ninguna ningun sin jamás ni tampoco ya",
    unguard: "olvides olvide esperes dudes",
    need: "necesari* requier* hace_falta",
});

const PAIRS: &[Pair] = &[
    pair(
        "verific* verifiqu* confirm* valida validar validación valide validen",
        "correo* dirección direccion cuenta e-mail email identidad registro",
        4,
    ),
    pair(
        "enlace* vínculo* link* código* codigo* correo mensaje botón",
        "verificación verificacion confirmación confirmacion validación verificar",
        3,
    ),
    pair("correo dirección cuenta identidad", "verificad* confirmad* validad*", 4),
    pair(
        "crea crear creas cree creando creación establec* establez* defin* elig* elegir escog* escoj* restablec* restablez* \
         configur* gener* recib* enviamos enviaremos enviarán asign* nuev* temporal* provisional* inicial",
        "contraseña* clave_de_acceso clave_temporal tu_clave una_clave",
        4,
    ),
    pair("contraseña*", "temporal* provisional* inicial abajo a_continuación adjunta enviad* enviarem* llegará recibirás", 4),
    pair("contraseña: clave:", "*", 1),
    pair("tu su la", "contraseña_es clave_es", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Confirma tu dirección de correo electrónico.",
        "Verifica tu cuenta para empezar.",
        "Haz clic en el enlace de verificación.",
        "Introduce el código de confirmación.",
        "Tu cuenta debe ser verificada.",
        "Crea una contraseña ahora",
        "Elige tu nueva contraseña",
        "Recibirás una contraseña temporal.",
        "Te enviaremos la contraseña en otro mensaje.",
        "Restablece tu contraseña aquí.",
        "Tu contraseña es 1234.",
        "Encontrarás tu contraseña a continuación.",
    ];

    const HONEST: &[&str] = &[
        "Inicia sesión con tu contraseña de la empresa, como todos los días.",
        "Nunca te pedimos la contraseña.",
        "Confirma la reunión con tu equipo.",
        "No tienes que crear ninguna contraseña.",
        "Este mensaje no contiene ningún enlace de verificación.",
        "Confirma tu asistencia por correo.",
        "Configura tus notificaciones en el portal.",
        "Si olvidaste tu contraseña, pide ayuda a soporte.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::Spanish, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
