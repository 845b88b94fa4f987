//! Owns the Japanese wording of promises.
//! Refuses how it is found, which is in `by_letters`.

use super::{
    by_letters::LetterRules,
    pair::{Index, Pair, alone, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<LetterRules> = LazyLock::new(|| LetterRules {
    index: Index::of(PAIRS),
    ends: "。．!?",
    stop: "",
    guard_before: "",
    unguard: "",
    guard_after: "ありません しません いたしません 致しません 不要 必要はな 必要もな 含まれていません 含みません おりません 含まれておりません",
});

const PAIRS: &[Pair] = &[
    alone(
        "確認リンク 確認用リンク 確認url 確認用url 確認コード 確認用コード 認証リンク 認証用リンク 認証url 認証用url 認証コード 認証メール 検証リンク 検証コード メール認証 本人確認 ワンタイムコード",
    ),
    pair("メールアドレス メアド eメール", "確認 認証 検証", 8),
    pair("アドレス アカウント", "認証 検証 の確認 を確認 をご確認", 3),
    pair("認証 検証 確認のため 確認するため", "リンク url コード", 4),
    pair("パスワード", "設定 作成 登録 発行 再設定 再発行 リセット お送り 送付 送信 お知らせ 通知 生成 お決め 決めて 受け取", 6),
    pair("初期 仮 一時 臨時 ワンタイム 使い捨て 新しい 新規", "パスワード", 2),
    pair("発行 設定する 作成する 通知する お送りする", "パスワード", 4),
    pair("パスワード", "以下 下記 次のとおり 次の通り こちら は:", 3),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "メールアドレスを確認してください。",
        "メールアドレスの認証を行ってください。",
        "下の確認リンクをクリックしてください。",
        "アカウントを認証するには、こちらをクリックしてください。",
        "認証コードを入力してください。",
        "パスワードを設定してください。",
        "新しいパスワードを作成してください。",
        "初期パスワードは別途ご連絡します。",
        "仮パスワードをお送りします。",
        "発行されたパスワードでサインインしてください。",
        "パスワードは以下のとおりです。",
        "パスワードの再設定はこちらから行えます。",
        "メールアドレスが正しいことをご確認ください。",
    ];

    const HONEST: &[&str] = &[
        "いつもの会社のパスワードでサインインしてください。",
        "パスワードをお尋ねすることはありません。",
        "チームと会議の予定を確認してください。",
        "パスワードの設定は不要です。",
        "このメールに確認リンクは含まれていません。",
        "メールアドレス（alex@example.com）を入力します。",
        "通知の設定はユーザーポータルで変更できます。",
        "パスワードをお忘れの場合は、ヘルプデスクへお問い合わせください。",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::Japanese, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard_before, RULES.unguard, RULES.guard_after]);
    }
}
