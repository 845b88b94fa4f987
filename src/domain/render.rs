//! Owns the one renderer: a template's variant and a person become subject, HTML and plain text.
//! Preview, test mail and batch all call it, so the bytes shown are the bytes sent.
//! Refuses scripts, remote fonts, tracking pixels and rewritten links; every value is escaped for where it stands.

use super::{
    language::Language,
    organization::Organization,
    rich_text::{Inline, LinkTarget, Paragraph, RichText},
    template::{Block, Variant},
    user::DirectoryUser,
    web_address::WebAddress,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// An email as it leaves, without the envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedEmail {
    /// Its language.
    pub language: Language,
    /// Subject: one line, no control characters.
    pub subject: String,
    /// HTML part.
    pub html: String,
    /// Plain text part, lines ended by `\n`.
    pub text: String,
}

/// Whose values stand in the merge fields.
#[derive(Clone, Copy)]
pub struct Recipient<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// The person.
    pub user: &'a DirectoryUser,
}

/// Styles stand on the elements themselves: many mail programs drop everything else. Contrast is tested below.
const BODY: &str = "margin:0;padding:0;background-color:#f2f4f7;color:#1c2430;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;";
const SHEET: &str = "width:100%;max-width:600px;background-color:#ffffff;border-radius:8px;";
const CELL: &str = "padding:12px 32px;color:#1c2430;font-size:16px;line-height:24px;";
const HEADING: &str = "margin:0;padding:12px 0 0 0;font-size:24px;line-height:32px;font-weight:700;color:#1c2430;";
const TITLE: &str = "margin:0 0 4px 0;font-size:18px;line-height:24px;font-weight:700;color:#1c2430;";
const PARAGRAPH: &str = "margin:0 0 12px 0;";
const LIST: &str = "margin:0 0 12px 0;padding-inline-start:24px;";
const LINK: &str = "color:#0b5d66;text-decoration:underline;";
const BUTTON: &str =
    "display:inline-block;padding:12px 24px;background-color:#0b5d66;border-radius:6px;color:#ffffff;font-weight:700;text-decoration:none;";
const RULE: &str = "border:0;border-top:1px solid #d5dae1;margin:8px 0;";
const HIDDEN: &str = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#f2f4f7;";
const STYLE: &str = "@media (prefers-color-scheme:dark){.ground{background-color:#12171e!important}.sheet{background-color:#1b222c!important}.ink{color:#e8ecf1!important}.link{color:#6fd0db!important}.button{background-color:#6fd0db!important;color:#0b1a1c!important}}@media (max-width:480px){.cell{padding-left:20px!important;padding-right:20px!important}}";

/// Renders one variant for one person.
#[must_use]
pub fn render(variant: &Variant, recipient: Recipient<'_>) -> RenderedEmail {
    let resolve = |line: &super::merge_field::MergeLine| one_line(&line.resolve(recipient.organization, recipient.user));
    let subject = resolve(&variant.subject);
    let preheader = resolve(&variant.preheader);
    let direction = variant.language.facts().direction.html();
    let html = html! {
        (DOCTYPE)
        html lang=(variant.language.tag()) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (subject) }
                style { (PreEscaped(STYLE)) }
            }
            body class="ground" style=(BODY) {
                @if !preheader.is_empty() { div style=(HIDDEN) { (preheader) } }
                table role="presentation" class="ground" width="100%" cellspacing="0" cellpadding="0" border="0" style="background-color:#f2f4f7;" {
                    tr { td align="center" style="padding:24px 8px;" {
                        table role="presentation" class="sheet" width="600" cellspacing="0" cellpadding="0" border="0" style=(SHEET) {
                            tr { td style="height:20px;line-height:20px;font-size:1px;" { (PreEscaped("&nbsp;")) } }
                            @for block in &variant.blocks {
                                tr { td class="cell ink" dir=(direction) style=(CELL) { (block_html(block, recipient)) } }
                            }
                            tr { td style="height:20px;line-height:20px;font-size:1px;" { (PreEscaped("&nbsp;")) } }
                        }
                    } }
                }
            }
        }
    };
    RenderedEmail { language: variant.language, subject, html: html.into_string(), text: text(variant, recipient) }
}

fn block_html(block: &Block, recipient: Recipient<'_>) -> Markup {
    let line = |line: &super::merge_field::MergeLine| one_line(&line.resolve(recipient.organization, recipient.user));
    html! {
        @match block {
            Block::Section { title, text, link } => {
                @let title = line(title);
                @if !title.is_empty() { h2 class="ink" style=(TITLE) { (title) } }
                (rich_html(text, recipient))
                @if let Some((label, target)) = link {
                    p style=(PARAGRAPH) { a class="link" href=(href(target, recipient)) style=(LINK) { (line(label)) } }
                }
            }
            Block::Heading(heading) => { h1 class="ink" style=(HEADING) { (line(heading)) } }
            Block::Button { label, target } => {
                p style="margin:4px 0 16px 0;" { a class="button" href=(href(target, recipient)) style=(BUTTON) { (line(label)) } }
            }
            Block::Image { source, alt } => {
                img src=(href(source, recipient)) alt=(alt) width="536" style="display:block;width:100%;max-width:536px;height:auto;border:0;";
            }
            Block::Divider => { hr style=(RULE); }
        }
    }
}

fn rich_html(text: &RichText, recipient: Recipient<'_>) -> Markup {
    html! {
        @for paragraph in &text.0 {
            @match paragraph {
                Paragraph::Lines(inlines) => { p style=(PARAGRAPH) { (inlines_html(inlines, recipient)) } }
                Paragraph::Bullets(entries) => { ul style=(LIST) { @for entry in entries { li { (inlines_html(entry, recipient)) } } } }
                Paragraph::Numbers(entries) => { ol style=(LIST) { @for entry in entries { li { (inlines_html(entry, recipient)) } } } }
            }
        }
    }
}

fn inlines_html(inlines: &[Inline], recipient: Recipient<'_>) -> Markup {
    html! {
        @for inline in inlines {
            @match inline {
                Inline::Text(words) => { (words) }
                Inline::Break => { br; }
                // A value may be in another script than the text around it.
                Inline::Merge(merge) => { bdi { (merge.resolve(recipient.organization, recipient.user)) } }
                Inline::Strong(inner) => { strong { (inlines_html(inner, recipient)) } }
                Inline::Emphasis(inner) => { em { (inlines_html(inner, recipient)) } }
                Inline::Link { label, target } => { a class="link" href=(href(target, recipient)) style=(LINK) { (inlines_html(label, recipient)) } }
            }
        }
    }
}

/// A target for one person. A value that is no link never becomes one: the fallback stands in.
fn href(target: &LinkTarget, recipient: Recipient<'_>) -> String {
    match target {
        LinkTarget::Fixed(address) => address.as_str().to_owned(),
        LinkTarget::Merge(merge) => {
            let value = merge.resolve(recipient.organization, recipient.user);
            WebAddress::parse(&value).map_or_else(|_| recipient.organization.portal_url.as_str().to_owned(), String::from)
        }
    }
}

fn text(variant: &Variant, recipient: Recipient<'_>) -> String {
    let line = |line: &super::merge_field::MergeLine| one_line(&line.resolve(recipient.organization, recipient.user));
    let mut parts: Vec<String> = Vec::new();
    for block in &variant.blocks {
        match block {
            Block::Section { title, text, link } => {
                let title = line(title);
                if !title.is_empty() {
                    parts.push(title.to_uppercase());
                }
                parts.extend(rich_plain(text, recipient));
                if let Some((label, target)) = link {
                    parts.push(format!("{}:\n{}", line(label), href(target, recipient)));
                }
            }
            Block::Heading(heading) => {
                let heading = line(heading);
                let underline = "=".repeat(heading.chars().count());
                parts.push(format!("{heading}\n{underline}"));
            }
            Block::Button { label, target } => parts.push(format!("{}:\n{}", line(label), href(target, recipient))),
            Block::Image { alt, .. } if alt.is_empty() => {}
            Block::Image { alt, .. } => parts.push(format!("[{alt}]")),
            Block::Divider => parts.push("-".repeat(40)),
        }
    }
    let wrapped: Vec<String> = parts.iter().map(|part| part.lines().map(wrap).collect::<Vec<_>>().join("\n")).collect();
    format!("{}\n", wrapped.join("\n\n"))
}

fn rich_plain(text: &RichText, recipient: Recipient<'_>) -> Vec<String> {
    text.0
        .iter()
        .map(|paragraph| match paragraph {
            Paragraph::Lines(inlines) => inlines_plain(inlines, recipient),
            Paragraph::Bullets(entries) => {
                entries.iter().map(|entry| format!("- {}", inlines_plain(entry, recipient))).collect::<Vec<_>>().join("\n")
            }
            Paragraph::Numbers(entries) => entries
                .iter()
                .enumerate()
                .map(|(at, entry)| format!("{}. {}", at + 1, inlines_plain(entry, recipient)))
                .collect::<Vec<_>>()
                .join("\n"),
        })
        .collect()
}

fn inlines_plain(inlines: &[Inline], recipient: Recipient<'_>) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(words) => words.clone(),
            Inline::Break => "\n".into(),
            Inline::Merge(merge) => one_line(&merge.resolve(recipient.organization, recipient.user)),
            Inline::Strong(inner) | Inline::Emphasis(inner) => inlines_plain(inner, recipient),
            Inline::Link { label, target } => format!("{} ({})", inlines_plain(label, recipient), href(target, recipient)),
        })
        .collect()
}

/// Longest line of the plain text part, in characters; words and links longer than that stay whole.
const WIDTH: usize = 76;

fn wrap(line: &str) -> String {
    let indent = if line.starts_with("- ") {
        "  "
    } else if line.get(1..3) == Some(". ") {
        "   "
    } else {
        ""
    };
    let (mut wrapped, mut column) = (String::new(), 0);
    for word in line.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            wrapped.push('\n');
            wrapped.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += width;
    }
    wrapped
}

/// One line without control characters, as subjects and headings need it.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{
        block::BlockField,
        email_kind::SuppressibleKind,
        fixtures::{organization, user},
        starter::starter_template,
        template::Template,
        user::PersonName,
    };
    use super::*;

    fn rendered(language: Language, user: &DirectoryUser) -> RenderedEmail {
        let mut draft = starter_template(SuppressibleKind::Activation, language, &organization());
        for block in &mut draft.variants[0].blocks {
            if block.kind.has(BlockField::Url) && block.url.is_empty() {
                block.url = "https://help.example.com/?a=1&b=2".into();
            }
        }
        draft.variants[0].blocks[0].text.push_str("\n\n{{display_name}}, **{{first_name|you}}** and [the portal]({{portal_url}})");
        let template = Template::parse(&draft).unwrap();
        render(&template.variants()[0], Recipient { organization: &organization(), user })
    }

    fn hostile() -> DirectoryUser {
        let mut user = user();
        user.name = PersonName::new(
            "=HYPERLINK(\"http://evil\")\r\nBcc: x@y.z",
            "</td><script>alert(1)</script>",
            "{{email}} **<img src=x onerror=alert(1)>**",
        );
        user
    }

    #[test]
    fn english_and_polish_snapshots() {
        let english = rendered(Language::English, &user());
        let polish = rendered(Language::Polish, &user());
        insta::assert_snapshot!("english_html", english.html.replace("><", ">\n<"));
        insta::assert_snapshot!("english_text", format!("Subject: {}\n\n{}", english.subject, english.text));
        insta::assert_snapshot!("polish_html", polish.html.replace("><", ">\n<"));
        insta::assert_snapshot!("polish_text", format!("Subject: {}\n\n{}", polish.subject, polish.text));
    }

    #[test]
    fn hostile_names_stay_letters() {
        let mail = rendered(Language::English, &hostile());
        insta::assert_snapshot!("hostile_html", mail.html.replace("><", ">\n<"));
        insta::assert_snapshot!("hostile_text", mail.text);
        assert!(!mail.html.contains("<script") && !mail.html.contains("<img"));
        assert!(!mail.subject.contains(['\r', '\n']));
    }

    #[test]
    fn plain_text_lines_are_short_unless_one_word_is_longer() {
        for line in rendered(Language::Polish, &user()).text.lines() {
            assert!(line.chars().count() <= WIDTH || !line.trim().contains(' '), "{line}");
        }
    }

    #[test]
    fn a_link_value_that_is_no_link_is_replaced() {
        let (line, _) = RichText::parse("[x]({{meeting_room_url|https://a.example}})");
        let html = rich_html(&line, Recipient { organization: &organization(), user: &user() }).into_string();
        assert!(html.contains("href=\"https://a.example\""), "{html}");
    }

    #[test]
    fn colours_have_contrast_enough_for_text() {
        let light =
            [("#1c2430", "#ffffff", CELL), ("#0b5d66", "#ffffff", LINK), ("#ffffff", "#0b5d66", BUTTON), ("#1c2430", "#f2f4f7", BODY)];
        let dark =
            [("#e8ecf1", "#1b222c", STYLE), ("#6fd0db", "#1b222c", STYLE), ("#0b1a1c", "#6fd0db", STYLE), ("#e8ecf1", "#12171e", STYLE)];
        for (text, ground, style) in light.into_iter().chain(dark) {
            assert!(style.contains(text), "{text} is used");
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {}", contrast(text, ground));
        }
    }

    /// Contrast ratio by WCAG 2.2.
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}
