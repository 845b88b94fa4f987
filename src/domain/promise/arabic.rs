//! Owns the Arabic wording of promises.
//! Refuses how it is found, which is in `by_letters`.

use super::{
    by_letters::LetterRules,
    pair::{Index, Pair, alone, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<LetterRules> = LazyLock::new(|| LetterRules {
    index: Index::of(PAIRS),
    ends: ".؟!،؛",
    stop: "عبر بواسطه من_خلال",
    guard_before: "لا لن لم ليس ليست دون بدون بلا غير ولا ولن ولم",
    unguard: "تنس تنسي تنسوا تتردد تتردي بعد",
    guard_after: "",
});

const PAIRS: &[Pair] = &[
    pair("تاكيد تحقق توثيق ^اكد ^اكدي ^اكدوا", "بريد عنوان حساب هوي ايميل", 12),
    pair("رابط روابط رمز كود رساله زر", "تحقق تاكيد توثيق", 4),
    pair("بريدك عنوانك حسابك هويتك", "موثق موكد التحقق", 12),
    pair(
        "انشاء انشي ^انشيء تعيين ^عين ضبط ^اختر ^اختاري اختيار ^حدد ^حددي تحديد ^وضع استلام ستتلق ستصلك تصلك ستستلم نرسل سنرسل \
         ارسلنا ارسال",
        "كلمه_مرور كلمه_المرور كلمه_السر كلمه_سر كلمات_المرور الرقم_السري",
        12,
    ),
    pair("كلمه_مرور كلمه_المرور كلمه_السر كلمه_سر كلمه_مرورك", "موقت مبدي اولي افتراضي جديد ادناه التاليه لمره_واحده هي:", 6),
    alone("كلمه_المرور: كلمه_مرورك: كلمه_السر:"),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "يُرجى تأكيد عنوان بريدك الإلكتروني.",
        "يجب التحقق من حسابك أولاً.",
        "انقر على رابط التحقق أدناه.",
        "أدخل رمز التأكيد.",
        "أنشئ كلمة مرور جديدة.",
        "يُرجى إنشاء كلمة المرور الخاصة بك.",
        "اختر كلمة مرور قوية.",
        "ستصلك كلمة المرور في رسالة أخرى.",
        "كلمة المرور المؤقتة هي 1234.",
        "كلمة المرور: 1234",
        "أكّد هويتك للمتابعة.",
        "لا تنسَ تأكيد بريدك الإلكتروني.",
    ];

    const HONEST: &[&str] = &[
        "يُرجى تسجيل الدخول بكلمة مرور الشركة كما في كل يوم.",
        "لن نطلب منك كلمة المرور أبدًا.",
        "يُرجى تأكيد الاجتماع مع فريقك.",
        "لا حاجة إلى إنشاء كلمة مرور.",
        "لا تحتوي هذه الرسالة على رابط تحقق.",
        "يُرجى تأكيد الحضور عبر البريد الإلكتروني.",
        "تأكد من موعد الاجتماع.",
        "عند نسيان كلمة المرور يُرجى التواصل مع فريق الدعم.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::Arabic, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard_before, RULES.unguard, RULES.guard_after]);
    }
}
