//! Owns what the pages about reminders say, in every language that a mail can be in. `{organization}` is put in by the page.
//! Refuses names and addresses of people: a link may have been passed on.

use crate::domain::language::Language;

/// A heading and what it means.
pub struct Saying {
    /// The heading, and the page's title.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
}

/// Everything that the pages say.
pub struct Words {
    /// Before anything was chosen.
    pub ask: Saying,
    /// After reminders were stopped.
    pub stopped: Saying,
    /// After that was taken back.
    pub resumed: Saying,
    /// Where there is no such link.
    pub missing: Saying,
    /// Where the host cannot answer now.
    pub later: Saying,
    /// The button that stops reminders.
    pub stop: &'static str,
    /// The button that takes it back.
    pub resume: &'static str,
}

/// The words of a language.
#[must_use]
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Polish => &POLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::BrazilianPortuguese => &BRAZILIAN_PORTUGUESE,
        Language::Japanese => &JAPANESE,
        Language::Arabic => &ARABIC,
    }
}

const ENGLISH: Words = Words {
    ask: Saying {
        title: "Stop reminders?",
        text: "{organization} sends you reminders by email because you have not signed in to your account yet. If you stop them, other \
               emails about your account still reach you, for example about a change of your plan.",
    },
    stopped: Saying {
        title: "Reminders are stopped",
        text: "{organization} sends you no more reminders to sign in for the first time. Other emails about your account still reach you. \
               If this was a mistake, you can have reminders again.",
    },
    resumed: Saying { title: "You get reminders again", text: "Until you have signed in, {organization} may remind you by email again." },
    missing: Saying {
        title: "There is no such page",
        text: "The link may be incomplete. Open it again from the email, or copy the whole of it.",
    },
    later: Saying { title: "This does not work right now", text: "Please try again in a few minutes." },
    stop: "Stop reminders",
    resume: "Send me reminders again",
};

const POLISH: Words = Words {
    ask: Saying {
        title: "Wyłączyć przypomnienia?",
        text: "{organization} wysyła Ci przypomnienia, ponieważ na Twoje konto nikt się jeszcze nie zalogował. Jeśli je wyłączysz, inne \
               wiadomości o koncie, na przykład o zmianie planu, będą nadal przychodzić.",
    },
    stopped: Saying {
        title: "Przypomnienia są wyłączone",
        text: "{organization} nie będzie Ci już przypominać o pierwszym logowaniu. Inne wiadomości o koncie będą nadal przychodzić. Jeśli \
               to pomyłka, możesz włączyć przypomnienia ponownie.",
    },
    resumed: Saying {
        title: "Przypomnienia są znów włączone",
        text: "Dopóki się nie zalogujesz, {organization} może znów wysyłać Ci przypomnienia.",
    },
    missing: Saying {
        title: "Nie ma takiej strony",
        text: "Link może być niepełny. Otwórz go jeszcze raz z wiadomości albo skopiuj go w całości.",
    },
    later: Saying { title: "Chwilowo się nie udało", text: "Spróbuj ponownie za kilka minut." },
    stop: "Wyłącz przypomnienia",
    resume: "Włącz przypomnienia ponownie",
};

const GERMAN: Words = Words {
    ask: Saying {
        title: "Erinnerungen abbestellen?",
        text: "{organization} erinnert Sie per E-Mail, weil Sie sich noch nicht bei Ihrem Konto angemeldet haben. Wenn Sie die \
               Erinnerungen abbestellen, erhalten Sie andere E-Mails zu Ihrem Konto weiterhin, etwa über eine Änderung Ihres Tarifs.",
    },
    stopped: Saying {
        title: "Erinnerungen sind abbestellt",
        text: "{organization} erinnert Sie nicht mehr an Ihre erste Anmeldung. Andere E-Mails zu Ihrem Konto erhalten Sie weiterhin. War \
               das ein Versehen, können Sie die Erinnerungen wieder einschalten.",
    },
    resumed: Saying {
        title: "Sie erhalten wieder Erinnerungen",
        text: "Bis Sie sich angemeldet haben, kann {organization} Sie wieder per E-Mail erinnern.",
    },
    missing: Saying {
        title: "Diese Seite gibt es nicht",
        text: "Der Link ist vielleicht unvollständig. Öffnen Sie ihn noch einmal aus der E-Mail oder kopieren Sie ihn ganz.",
    },
    later: Saying { title: "Das geht gerade nicht", text: "Bitte versuchen Sie es in einigen Minuten noch einmal." },
    stop: "Erinnerungen abbestellen",
    resume: "Erinnerungen wieder einschalten",
};

const FRENCH: Words = Words {
    ask: Saying {
        title: "Arrêter les rappels\u{A0}?",
        text: "{organization} vous envoie des rappels par e-mail, car vous n’avez pas encore ouvert de session sur votre compte. Si vous \
               les arrêtez, les autres e-mails concernant votre compte, par exemple un changement d’offre, vous parviendront toujours.",
    },
    stopped: Saying {
        title: "Les rappels sont arrêtés",
        text: "{organization} ne vous rappellera plus d’ouvrir votre première session. Les autres e-mails concernant votre compte vous \
               parviendront toujours. Si c’est une erreur, vous pouvez réactiver les rappels.",
    },
    resumed: Saying {
        title: "Les rappels sont réactivés",
        text: "Jusqu’à votre première connexion, {organization} peut de nouveau vous envoyer des rappels.",
    },
    missing: Saying {
        title: "Cette page n’existe pas",
        text: "Le lien est peut-être incomplet. Ouvrez-le de nouveau depuis l’e-mail ou copiez-le en entier.",
    },
    later: Saying { title: "C’est impossible pour le moment", text: "Veuillez réessayer dans quelques minutes." },
    stop: "Arrêter les rappels",
    resume: "Réactiver les rappels",
};

const SPANISH: Words = Words {
    ask: Saying {
        title: "¿Desactivar los recordatorios?",
        text: "{organization} le envía recordatorios por correo electrónico porque aún no ha iniciado sesión en su cuenta. Si los \
               desactiva, seguirá recibiendo otros correos sobre su cuenta, por ejemplo sobre un cambio de plan.",
    },
    stopped: Saying {
        title: "Los recordatorios están desactivados",
        text: "{organization} ya no le recordará que inicie sesión por primera vez. Seguirá recibiendo otros correos sobre su cuenta. Si \
               ha sido un error, puede volver a activar los recordatorios.",
    },
    resumed: Saying {
        title: "Los recordatorios vuelven a estar activados",
        text: "Hasta que inicie sesión, {organization} puede volver a enviarle recordatorios.",
    },
    missing: Saying {
        title: "Esta página no existe",
        text: "Es posible que el enlace esté incompleto. Ábralo de nuevo desde el correo o cópielo entero.",
    },
    later: Saying { title: "Ahora mismo no es posible", text: "Inténtelo de nuevo dentro de unos minutos." },
    stop: "Desactivar los recordatorios",
    resume: "Volver a activar los recordatorios",
};

const BRAZILIAN_PORTUGUESE: Words = Words {
    ask: Saying {
        title: "Desativar os lembretes?",
        text: "{organization} envia lembretes por e-mail porque você ainda não entrou na sua conta. Se você os desativar, continuará \
               recebendo outros e-mails sobre a conta, por exemplo sobre uma mudança de plano.",
    },
    stopped: Saying {
        title: "Os lembretes estão desativados",
        text: "{organization} não enviará mais lembretes sobre o primeiro acesso. Você continuará recebendo outros e-mails sobre a conta. \
               Se foi um engano, pode ativar os lembretes de novo.",
    },
    resumed: Saying {
        title: "Os lembretes estão ativados de novo",
        text: "Até você entrar na conta, {organization} pode voltar a enviar lembretes.",
    },
    missing: Saying {
        title: "Esta página não existe",
        text: "O link pode estar incompleto. Abra-o de novo a partir do e-mail ou copie-o por inteiro.",
    },
    later: Saying { title: "Não foi possível agora", text: "Tente de novo em alguns minutos." },
    stop: "Desativar os lembretes",
    resume: "Ativar os lembretes de novo",
};

const JAPANESE: Words = Words {
    ask: Saying {
        title: "リマインダーを停止しますか？",
        text: "アカウントへのサインインがまだお済みでないため、{organization}からリマインダーのメールをお送りしています。停止しても、\
               プランの変更など、アカウントに関するほかのメールは引き続き届きます。",
    },
    stopped: Saying {
        title: "リマインダーを停止しました",
        text: "初回サインインのリマインダーは、今後{organization}から届きません。アカウントに関するほかのメールは引き続き届きます。\
               誤って停止した場合は、再開できます。",
    },
    resumed: Saying {
        title: "リマインダーを再開しました",
        text: "サインインが完了するまで、{organization}から再びリマインダーが届くことがあります。",
    },
    missing: Saying {
        title: "ページが見つかりません",
        text: "リンクが途中で切れている可能性があります。メールからもう一度開くか、リンク全体をコピーしてください。",
    },
    later: Saying { title: "現在ご利用いただけません", text: "数分後にもう一度お試しください。" },
    stop: "リマインダーを停止する",
    resume: "リマインダーを再開する",
};

const ARABIC: Words = Words {
    ask: Saying {
        title: "هل تريد إيقاف التذكيرات؟",
        text: "ترسل إليك {organization} تذكيرات بالبريد الإلكتروني لأنك لم تسجّل الدخول إلى حسابك بعد. إذا أوقفتها، فستظل تصلك الرسائل \
               الأخرى المتعلقة بحسابك، مثل رسالة عن تغيير خطتك.",
    },
    stopped: Saying {
        title: "تم إيقاف التذكيرات",
        text: "لن ترسل إليك {organization} بعد الآن تذكيرات بتسجيل الدخول لأول مرة. ستظل تصلك الرسائل الأخرى المتعلقة بحسابك. إذا حدث \
               ذلك عن طريق الخطأ، يمكنك تفعيل التذكيرات من جديد.",
    },
    resumed: Saying {
        title: "تم تفعيل التذكيرات من جديد", text: "إلى أن تسجّل الدخول، قد ترسل إليك {organization} تذكيرات من جديد."
    },
    missing: Saying {
        title: "هذه الصفحة غير موجودة", text: "قد يكون الرابط غير مكتمل. افتحه مرة أخرى من الرسالة أو انسخه كاملًا."
    },
    later: Saying { title: "تعذّر ذلك الآن", text: "يرجى المحاولة مرة أخرى بعد بضع دقائق." },
    stop: "إيقاف التذكيرات",
    resume: "تفعيل التذكيرات من جديد",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::LANGUAGES;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_says_everything_in_its_own_words() {
        let mut titles = BTreeSet::new();
        for facts in LANGUAGES {
            let words = words(facts.language);
            for saying in [&words.ask, &words.stopped, &words.resumed] {
                assert!(titles.insert(saying.title), "{}", saying.title);
                assert_eq!(saying.text.matches("{organization}").count(), 1, "{}", saying.text);
            }
            for saying in [&words.missing, &words.later] {
                assert!(titles.insert(saying.title) && !saying.text.contains('{'), "{}", saying.text);
            }
            assert!(!words.stop.is_empty() && !words.resume.is_empty() && words.stop != words.resume);
        }
    }
}
