//! Owns the one renderer: a template's variant and a person become subject, HTML, plain text and the pictures that go with them.
//! Preview, test mail and batch all call it, so the bytes shown are the bytes sent.
//! Refuses scripts, remote fonts, tracking pixels and rewritten links; every value is escaped for where it stands.

use super::{
    html_words::{Value, Words},
    language::{Direction, Language},
    merge_field::MergeLine,
    organization::Organization,
    palette::{DARK_GROUND, DARK_INK, DARK_SHEET, GROUND, INK, LINE, Palette, SHEET},
    picture::{CarriedPicture, PictureSize, PictureSource},
    plain_text::plain_text,
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
    /// HTML part, lines ended by `\n`.
    pub html: String,
    /// Plain text part, lines ended by `\n`.
    pub text: String,
    /// The pictures that the HTML part names as `cid:…`.
    pub pictures: Vec<AttachedPicture>,
}

impl RenderedEmail {
    /// The HTML part as it travels, and as whoever receives it decodes it: every line ends with CR LF.
    #[must_use]
    pub fn html_octets(&self) -> String {
        line_ends(&self.html)
    }

    /// The plain text part in the same way.
    #[must_use]
    pub fn text_octets(&self) -> String {
        line_ends(&self.text)
    }
}

/// A picture that travels with the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachedPicture {
    /// What the HTML part calls it, without `cid:`.
    pub content_id: String,
    /// The picture.
    pub picture: CarriedPicture,
}

/// Whose values stand in the merge fields.
#[derive(Clone, Copy)]
pub struct Recipient<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// The person.
    pub user: &'a DirectoryUser,
}

impl Recipient<'_> {
    /// A line for this person, without control characters, as subjects and headings need it.
    #[must_use]
    pub fn line(self, line: &MergeLine) -> String {
        one_line(&line.resolve(self.organization, self.user))
    }

    /// A link for this person; `None` where they have no value and the link no fallback. A value that is no link never becomes one.
    #[must_use]
    pub fn address(self, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::Fixed(address) => Some(address.as_str().to_owned()),
            LinkTarget::Merge(merge) => {
                let value = merge.resolve(self.organization, self.user);
                if value.is_empty() { None } else { WebAddress::parse(&value).ok().map(String::from).or_else(|| self.portal()) }
            }
        }
    }

    /// The same where there must be a link: the portal stands in.
    #[must_use]
    pub fn address_or_portal(self, target: &LinkTarget) -> String {
        self.address(target).or_else(|| self.portal()).unwrap_or_default()
    }

    fn portal(self) -> Option<String> {
        Some(self.organization.portal_url.as_str().to_owned())
    }
}

// Styles are ours alone and hold nothing that needs to be escaped; there are many, so they are not looked through.
//
// Lines end between elements that stand below each other, so that none is longer than mail allows and what is ASCII travels as it is.
//
// Mail programs, above all Outlook for Windows with its Word engine, know tables, attributes and plain styles on the elements
// themselves. What stands on the body is lost where a web mail shows the message inside its own page, so cells repeat it.
const END: PreEscaped<&str> = PreEscaped("\n");
const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const TEXT: &str = "font-size:16px;line-height:24px;mso-line-height-rule:exactly;";
const HEADING: &str = "margin:0;font-size:24px;line-height:32px;mso-line-height-rule:exactly;font-weight:700;";
const TITLE: &str = "margin:0 0 4px 0;font-size:18px;line-height:24px;mso-line-height-rule:exactly;font-weight:700;";
const PARAGRAPH: &str = "margin:0 0 12px 0;";
const ENTRY: &str = "margin:0 0 4px 0;";
/// `display` comes first: Outlook knows it and not the rest, other programs show the words in lists and need the rest.
const HIDDEN: &str = "display:none;max-height:0;max-width:0;overflow:hidden;font-size:1px;line-height:1px;mso-hide:all;";
/// Outlook for Windows knows no greatest width on anything but a table of a fixed one.
const GHOST_OPEN: &str = "<!--[if mso]><table role=\"presentation\" align=\"center\" width=\"600\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\"><tr><td><![endif]-->";
const GHOST_CLOSE: &str = "<!--[if mso]></td></tr></table><![endif]-->";
/// Without it Outlook for Windows draws sizes in points where the screen has more than 96 dots to the inch.
const OUTLOOK_DOTS: &str = "<!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o=\"urn:schemas-microsoft-com:office:office\"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->";
/// Fills the line beside the subject, so that no text of the message follows there.
const FILLER: &str = "&#847;&zwnj;&nbsp;";
/// Width of the sheet without its margins, in CSS pixels.
const WIDEST_PICTURE: u16 = 552;

/// What depends on the palette and the direction of reading.
pub(super) struct Look {
    accent: String,
    direction: &'static str,
    side: &'static str,
    cell: String,
    list: &'static str,
    link: String,
    button: String,
    title: String,
    heading: String,
    style: String,
}

impl Look {
    pub(super) fn new(variant: &Variant) -> Self {
        let (palette, direction) = (&variant.palette, variant.language.facts().direction);
        let (side, list) = match direction {
            Direction::LeftToRight => ("left", "margin:0 0 12px 24px;padding:0;"),
            Direction::RightToLeft => ("right", "margin:0 24px 12px 0;padding:0;"),
        };
        let Palette { accent, on_accent, dark_accent, on_dark_accent } = palette;
        let important = |class: &str, property: &str, colour: &dyn std::fmt::Display| format!(".{class}{{{property}:{colour} !important}}");
        let dark = [
            important("ground", "background-color", &DARK_GROUND),
            important("sheet", "background-color", &DARK_SHEET),
            important("ink", "color", &DARK_INK),
            important("link", "color", dark_accent),
            format!(".button{{background-color:{dark_accent} !important;color:{on_dark_accent} !important}}"),
        ];
        Self {
            accent: accent.to_string(),
            direction: direction.html(),
            side,
            cell: format!("{FONT}{TEXT}color:{INK};text-align:{side};direction:{};", direction.html()),
            list,
            link: format!("color:{accent};text-decoration:underline;"),
            title: format!("{TITLE}{FONT}color:{INK};"),
            heading: format!("{HEADING}{FONT}color:{INK};"),
            button: format!(
                "display:inline-block;padding:12px 24px;{FONT}{TEXT}font-weight:700;color:{on_accent};background-color:{accent};\
                 text-decoration:none;border-radius:6px;mso-padding-alt:0;"
            ),
            style: format!(":root{{color-scheme:light dark}}@media (prefers-color-scheme:dark){{{}}}", dark.concat()),
        }
    }
}

/// Renders one variant for one person.
#[must_use]
pub fn render(variant: &Variant, recipient: Recipient<'_>) -> RenderedEmail {
    let look = Look::new(variant);
    let mut drawing = Drawing::new(variant, &look, recipient);
    let rows: String = variant.blocks.iter().enumerate().map(|(at, block)| drawing.row(at, block)).collect();
    drawing.document(&rows, plain_text(variant, recipient))
}

/// What is drawn for one person.
pub(super) struct Drawing<'a> {
    variant: &'a Variant,
    recipient: Recipient<'a>,
    look: &'a Look,
    pictures: Vec<AttachedPicture>,
}

impl<'a> Drawing<'a> {
    pub(super) const fn new(variant: &'a Variant, look: &'a Look, recipient: Recipient<'a>) -> Self {
        Self { variant, recipient, look, pictures: Vec::new() }
    }

    /// The whole, of all rows and the plain text.
    pub(super) fn document(self, rows: &str, text: String) -> RenderedEmail {
        let (subject, preheader) = (self.recipient.line(&self.variant.subject), self.recipient.line(&self.variant.preheader));
        let ground = format!("background-color:{GROUND};");
        let html = html! {
            (DOCTYPE) (END)
            html lang=(self.variant.language.tag()) dir=(self.look.direction) {
                (END) head {
                    meta charset="utf-8";
                    (END) meta name="viewport" content="width=device-width, initial-scale=1";
                    (END) meta name="x-apple-disable-message-reformatting";
                    (END) meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no";
                    (END) meta name="color-scheme" content="light dark";
                    (END) meta name="supported-color-schemes" content="light dark";
                    (END) title { (Words(&subject)) }
                    (END) (PreEscaped(OUTLOOK_DOTS))
                    (END) style { (PreEscaped(&self.look.style)) }
                }
                (END) body class="ground" style=(PreEscaped(format!("margin:0;padding:0;{ground}"))) {
                    div class="ground" lang=(self.variant.language.tag()) dir=(self.look.direction) style=(PreEscaped(&ground)) {
                        @if !preheader.is_empty() {
                            (END) div style=(PreEscaped(format!("{HIDDEN}color:{GROUND};"))) { (Words(&preheader)) (END) (PreEscaped(FILLER.repeat(40))) }
                        }
                        (END) table role="presentation" class="ground" width="100%" cellspacing="0" cellpadding="0" border="0" bgcolor=(GROUND) style=(PreEscaped(&ground)) {
                            (END) tr { td align="center" style="padding:24px 8px;" {
                                (PreEscaped(GHOST_OPEN))
                                (END) div style="max-width:600px;margin:0 auto;" {
                                    (END) table role="presentation" class="sheet" dir=(self.look.direction) width="100%" cellspacing="0" cellpadding="0" border="0" bgcolor=(SHEET) style=(PreEscaped(format!("background-color:{SHEET};border-radius:8px;"))) {
                                        (PreEscaped(rows))
                                    }
                                }
                                (PreEscaped(GHOST_CLOSE))
                            } }
                        }
                    }
                }
            }
        };
        RenderedEmail { language: self.variant.language, subject, html: html.into_string(), text, pictures: self.pictures }
    }

    /// The row of the block at a place.
    pub(super) fn row(&mut self, at: usize, block: &Block) -> String {
        let (above, below) = (if at == 0 { 32 } else { 12 }, if at + 1 == self.variant.blocks.len() { 32 } else { 12 });
        let style = format!("padding:{above}px 24px {below}px 24px;{}", self.look.cell);
        let contents = self.block(block);
        html! { (END) tr { td class="ink" dir=(self.look.direction) align=(self.look.side) style=(PreEscaped(style)) { (contents) } } }
            .into_string()
    }

    fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Section { title, text, link, otherwise } => {
                let title = self.recipient.line(title);
                let target = link.as_ref().map(|(label, target)| (label, self.recipient.address(target)));
                html! {
                    @if !title.is_empty() { (END) h2 class="ink" style=(PreEscaped(&self.look.title)) { (Words(&title)) } }
                    @match target {
                        None => { (self.rich(text)) }
                        Some((_, None)) => { (self.rich(otherwise)) }
                        Some((label, Some(address))) => {
                            (self.rich(text))
                            (END) p style=(PreEscaped(PARAGRAPH)) { a class="link" href=(address) style=(PreEscaped(&self.look.link)) { (Words(&self.recipient.line(label))) } }
                        }
                    }
                }
            }
            Block::Heading(heading) => {
                html! { (END) h1 class="ink" style=(PreEscaped(&self.look.heading)) { (Words(&self.recipient.line(heading))) } }
            }
            Block::Button { label, target } => html! {
                (END) table role="presentation" cellspacing="0" cellpadding="0" border="0" {
                    tr { td class="button" align="center" bgcolor=(self.look.accent) style=(PreEscaped(format!("border-radius:6px;background-color:{};mso-padding-alt:12px 24px;", self.look.accent))) {
                        a class="button" href=(self.recipient.address_or_portal(target)) style=(PreEscaped(&self.look.button)) { (Words(&self.recipient.line(label))) }
                    } }
                }
            },
            Block::Image { source, alt, size } => self.picture(source, alt, *size),
            Block::Divider => html! {
                (END) table role="presentation" width="100%" cellspacing="0" cellpadding="0" border="0" {
                    tr { td height="1" style=(PreEscaped(format!("border-top:1px solid {LINE};font-size:1px;line-height:1px;mso-line-height-rule:exactly;"))) { (PreEscaped("&nbsp;")) } }
                }
            },
        }
    }

    fn picture(&mut self, source: &PictureSource, alt: &str, size: Option<PictureSize>) -> Markup {
        let address = match source {
            PictureSource::Remote(address) => address.as_str().to_owned(),
            PictureSource::Carried(picture) => {
                let content_id = format!("picture-{}@usher", self.pictures.len() + 1);
                let address = format!("cid:{content_id}");
                self.pictures.push(AttachedPicture { content_id, picture: picture.clone() });
                address
            }
        };
        let size = size.map(|size| size.within(WIDEST_PICTURE));
        let width = size.map_or(WIDEST_PICTURE, |size| size.width);
        let style = format!("display:block;width:100%;max-width:{width}px;height:auto;border:0;");
        html! { img src=(address) alt=(Value(alt)) width=(width) height=[size.map(|size| size.height)] style=(PreEscaped(style)); }
    }

    fn rich(&self, text: &RichText) -> Markup {
        let entries =
            |entries: &[Vec<Inline>]| html! { @for entry in entries { (END) li style=(PreEscaped(ENTRY)) { (self.inlines(entry)) } } };
        html! {
            @for paragraph in &text.0 {
                @match paragraph {
                    Paragraph::Lines(inlines) => { (END) p style=(PreEscaped(PARAGRAPH)) { (self.inlines(inlines)) } }
                    Paragraph::Bullets(list) => { (END) ul style=(PreEscaped(self.look.list)) { (entries(list)) } }
                    Paragraph::Numbers(list) => { (END) ol style=(PreEscaped(self.look.list)) { (entries(list)) } }
                }
            }
        }
    }

    fn inlines(&self, inlines: &[Inline]) -> Markup {
        html! {
            @for inline in inlines {
                @match inline {
                    Inline::Text(words) => { (Words(words)) }
                    Inline::Break => { br; }
                    // A value may be in another script than the text around it; `bdi` would be taken out by most mail programs.
                    Inline::Merge(merge) => { span dir="auto" { (Words(&merge.resolve(self.recipient.organization, self.recipient.user))) } }
                    Inline::Strong(inner) => { strong { (self.inlines(inner)) } }
                    Inline::Emphasis(inner) => { em { (self.inlines(inner)) } }
                    Inline::Link { label, target } => {
                        a class="link" href=(self.recipient.address_or_portal(target)) style=(PreEscaped(&self.look.link)) { (self.inlines(label)) }
                    }
                }
            }
        }
    }
}

/// Every line end as CR LF, as mail wants it.
pub(super) fn line_ends(text: &str) -> String {
    // Each alone is looked for in many octets at once.
    let is_strange = |text: &str| text.contains('\r') || text.contains('\u{0}');
    let has_strange = is_strange(text);
    let mut ended = String::with_capacity(text.len() + text.len() / 16);
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let line = if is_last { line } else { line.strip_suffix('\r').unwrap_or(line) };
        if has_strange && is_strange(line) {
            ended.push_str(&line.replace(['\r', '\u{0}'], "\r\n"));
        } else {
            ended.push_str(line);
        }
        if !is_last {
            ended.push_str("\r\n");
        }
    }
    ended
}

/// One line without control characters.
fn one_line(text: &str) -> String {
    if text.bytes().all(|octet| octet.is_ascii() && !octet.is_ascii_control()) {
        return text.trim().to_owned();
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
