// What the linters of `mail-lint.spec.ts` find and why it is right all the same. An entry that finds nothing any more
// fails there, and so does one whose reason is no longer true.

/** A finding that stays. */
export interface Allowed {
  /** The finding: a rule, or a feature with how far it is understood. */
  finding: string;
  /** Why it is right. */
  why: string;
  /** What would make the reason untrue: no mail may hold it. */
  unless?: RegExp;
}

/** Rules of html-validate. Its rules are those of pages; a mail is read by programs that stopped before them. */
export const allowedInHtml: Allowed[] = [
  { finding: "no-inline-style", why: "programs that drop style elements keep styles on the elements" },
  {
    finding: "no-deprecated-attr",
    why: "Outlook for Windows lays tables out by these attributes and by nothing else",
    unless: /<(?!table|td|tr|th|img|body)[a-z0-9]+( [^>]*)? (width|height|align|valign|bgcolor|border|cellspacing|cellpadding)=/,
  },
  { finding: "no-conditional-comment", why: "Outlook for Windows reads them, and only it needs a table of a fixed width" },
  { finding: "prefer-tbody", why: "every parser adds the missing tbody, and no style here looks for it" },
  { finding: "long-title", why: "the title is the subject, which the administrator writes" },
  { finding: "heading-level", why: "a mail without a heading of its own begins below its subject, which every program shows as one" },
  { finding: "tel-non-breaking", why: "the words of a link are the administrator's" },
];

/** Features of caniemail's data that some of the programs do not understand, or only in part. */
export const allowedInPrograms: Allowed[] = [
  // Style elements: what they add is more than a mail needs.
  { finding: "<style> element: unsupported", why: "every style that a mail needs stands on the elements" },
  { finding: "<style> element: in part", why: "it stands in the head and before what it is for", unless: /<body[^]*<style/ },
  { finding: "Class selector: unsupported", why: "only style elements have them, which a mail can do without" },
  { finding: "Class selector: in part", why: "only style elements have them, which a mail can do without" },
  { finding: "@media: unsupported", why: "without them a mail has its light colours and its wide padding" },
  { finding: "@media: in part", why: "none is nested and none asks for a height", unless: /@media[^{]*(height|orientation)/ },
  { finding: "@media (prefers-color-scheme): unsupported", why: "the light colours are complete, and such programs make their own dark ones" },
  { finding: "color-scheme meta tag: unsupported", why: "it keeps other programs from turning colours that are turned already" },
  { finding: "!important keyword: in part", why: "it is written in small letters, and only where style elements are understood", unless: /! ?[a-z]*[A-Z][a-zA-Z]*[;}"]/ },

  // The page around the message.
  { finding: "<body> element: unsupported", why: "the ground stands on the table too, sizes and colours of letters on its cells" },
  { finding: "<body> element: in part", why: "a div in its place does as well" },
  { finding: "lang attribute: in part", why: "it is not on a cell", unless: /<td [^>]*\blang=/ },
  { finding: "dir attribute: in part", why: "it is not on a link, and a message is in one direction", unless: /<a [^>]*\bdir=/ },
  { finding: "role attribute: unsupported", why: "it speaks to screen readers alone, and a table without it is only read out at greater length" },
  { finding: "role attribute: in part", why: "it stands on tables, where it works", unless: /<(?!table)[a-z0-9]+ [^>]*\brole=/ },
  { finding: "align attribute: in part", why: "tables are not set to a side by it", unless: /<table [^>]*\balign="(left|right)"/ },

  { finding: "direction: in part", why: "a message is in one direction, which its cells have as an attribute too", unless: /<td (?![^>]*\bdir=)[^>]*direction:/ },
  { finding: "text-align: in part", why: "it is left or right", unless: /text-align:(start|end)/ },
  { finding: "color-scheme CSS property: unsupported", why: "it keeps other programs from turning colours that are turned already" },

  // Boxes.
  { finding: "max-width: in part", why: "programs that ignore it on a table take the table's width, and a phone's program scales the page" },
  { finding: "width property: in part", why: "a picture has its width as an attribute too", unless: /<img (?![^>]*\bwidth="\d+")/ },
  { finding: "width attribute: in part", why: "pictures have theirs in pixels", unless: /<img [^>]*\bwidth="\d+%"/ },
  { finding: "height attribute: in part", why: "pictures and cells have theirs in pixels", unless: /<(img|td) [^>]*\bheight="\d+%"/ },
  { finding: "height property: unsupported", why: "a least height does as well" },
  { finding: "height property: in part", why: "it is on cells and pictures, where it works", unless: /<(?!td|img)[a-z0-9]+ [^>]*[";]height:/ },
  { finding: "margin: in part", why: "none is negative, and the sheet that is centred by it stands in a centred cell", unless: /margin[a-z-]*:[^;"]*-\d/ },
  { finding: "padding: in part", why: "a heading is only closer to what is above it, and a button is a link on a ground" },
  { finding: "border: in part", why: "borders are thin", unless: /border(?!-radius)[a-z-]*:([89]|\d\d+)px/ },
  { finding: "border-radius: unsupported", why: "corners are square there" },
  { finding: "border-radius: in part", why: "no corner is elliptic", unless: /border-radius:[^;"]*\// },
  { finding: "display: in part", why: "no other value than block, inline-block and none is used", unless: /display:(?!block|inline-block|none)/ },
  { finding: "background: in part", why: "it is the colour alone that is set", unless: /background(-image)?:/ },

  // Lettering.
  { finding: "font-size: in part", why: "sizes are in pixels", unless: /font-size:\d*\.?\d+(?!px|\d|\.)/ },
  { finding: "font-weight: in part", why: "bold is 700, which is bold everywhere", unless: /font-weight:(?!700|400|bold|normal)/ },
  { finding: "line-height: in part", why: "lines are only a little closer or wider there" },
  { finding: "text-decoration: in part", why: "it has one value", unless: /text-decoration:[a-z-]+ / },
  { finding: "<ul>, <ol> and <dl>: in part", why: "no list counts backwards or leaps", unless: /<(ol|li)[^>]* (reversed|value|start)/ },
  { finding: "mailto: links: in part", why: "the links are the administrator's" },
  { finding: "<img> element: in part", why: "one program shows pictures on request, so each has words in its place", unless: /<img (?![^>]*\balt=)/ },

  // The line that is shown beside the subject and hidden in the message.
  { finding: "display:none: unsupported", why: "the line is tiny and of the ground's colour as well" },
  { finding: "display:none: in part", why: "no table or picture is hidden by it", unless: /<(table|img) [^>]*display:none/ },
  { finding: "overflow: unsupported", why: "the line is hidden by three more properties" },
  { finding: "overflow: in part", why: "nothing is to be scrolled", unless: /overflow(-[a-z]+:|:(?!hidden))/ },
];
