// Generated from the list of the use cases and public/openapi.json by `node .ci/backend-types.mjs`; do not edit.

/**
 * What a portal hands to the console as its backend: an object with a method for each use case.
 *
 * A method answers the payload, or a promise of it. Payloads are plain objects, the JSON of `/api/v1`; surplus fields do no harm,
 * but in drafts of settings and templates, which come back as they were saved. It refuses by throwing, or by a rejection with, a
 * problem document (`Problem`, RFC 9457), as it is or as the `problem` of an Error; the console knows its kind by the end of its
 * `type`: `/problems/stale`, `/problems/not-found`, `/problems/invalid` …, or else by its `status`.
 *
 * Pages: `cursor` is the `next_cursor` of the page before, which only the backend understands, and null for the first; `limit` is
 * how many entries the page has at most, never above `largest_page` of the capabilities. `version` is the one that was read: where
 * another is kept meanwhile, refuse with `/problems/stale`. The same `key`, or the same `id` of a note, never does the work twice,
 * and is answered as before.
 *
 * The last argument carries a `signal`, aborted when nobody waits any more: when the page was left, or after 60 seconds. What a
 * write did by then stays done; the console asks again with the same key or version.
 *
 * Only `capabilities` must be there. Where another method is missing, the administrator is told that this backend cannot do that. A
 * method that throws something else, or answers what cannot be read, is named to them. All of this is named in the browser's
 * console; nothing else fails with it.
 */
export interface UsherBackend {
  /** false where nothing is known any more after the page was loaded again. */
  readonly outlivesReload?: boolean;
  /** What this backend can do. */
  capabilities(options: Options): Answer<Capabilities>;
  /** The organization. */
  organization?(options: Options): Answer<Organization>;
  /** The email settings with their version. */
  emailSettings?(options: Options): Answer<VersionedSettings>;
  /** Saves the email settings that were read as `version`. */
  saveEmailSettings?(version: number, draft: SettingsDraft, options: Options): Answer<VersionedSettings>;
  /** What is known of the readiness to turn automatic emails off. */
  readiness?(options: Options): Answer<ReadinessFacts>;
  /** A page of people. */
  users?(cursor: string | null, limit: number, options: Options): Answer<UserPage>;
  /** How many reminders are due. */
  dueReminders?(options: Options): Answer<DueReminders>;
  /** A page of the people who were added or changed since this token was given. */
  usersSince?(token: string, cursor: string | null, limit: number, options: Options): Answer<UserPage>;
  /** A page of people in columns: of everybody, or of who was added or changed since a token was given. */
  peopleColumns?(cursor: string | null, limit: number, since: string | null, options: Options): Answer<PeopleColumnsPage>;
  /** What happened to a person. */
  userTimeline?(user: UserId, options: Options): Answer<UserTimeline>;
  /** A page of the addresses that mail came back from, newest first. */
  undeliverable?(cursor: string | null, limit: number, options: Options): Answer<UndeliverablePage>;
  /** Lifts that nothing is sent to an address. */
  clearUndeliverable?(id: number, options: Options): Answer<UndeliverableAddress>;
  /** Adds a note about a person; the same identifier never adds two. */
  addNote?(user: UserId, note: NoteRequest, options: Options): Answer<Note>;
  /** Removes a note. */
  removeNote?(user: UserId, note: ClientId, options: Options): Answer<Note>;
  /** Undoes the removal of a note. */
  restoreNote?(user: UserId, note: ClientId, options: Options): Answer<Note>;
  /** Notes that a person was reached elsewhere; the same identifier never adds two. */
  addContact?(user: UserId, contact: ContactRequest, options: Options): Answer<Contact>;
  /** Takes back that a person was reached elsewhere. */
  withdrawContact?(user: UserId, contact: ClientId, options: Options): Answer<Contact>;
  /** What is decided about the emails to a person, and why. */
  userDecisions?(user: UserId, options: Options): Answer<UserDecisions>;
  /** Every template. */
  templates?(options: Options): Answer<TemplateList>;
  /** Adds a template. */
  createTemplate?(draft: TemplateDraft, options: Options): Answer<StoredTemplate>;
  /** Saves the draft that was read as `version`. */
  saveTemplate?(template: TemplateId, version: number, draft: TemplateDraft, options: Options): Answer<StoredTemplate>;
  /** Publishes the draft that was read as `version`. */
  publishTemplate?(template: TemplateId, version: number, options: Options): Answer<StoredTemplate>;
  /** The published versions. */
  templateVersions?(template: TemplateId, options: Options): Answer<VersionList>;
  /** One published version. */
  templateVersion?(template: TemplateId, version: number, options: Options): Answer<VersionContents>;
  /** The message that a draft would be, as it would be handed over; nothing is sent. */
  composedMessage?(template: TemplateId, request: MessageRequest, options: Options): Answer<ComposedMessage>;
  /** Sends a test mail. */
  sendTestMail?(template: TemplateId, mail: TestMail, options: Options): Answer<TestMailReport>;
  /** Who would receive and who not. */
  planBatch?(request: PlanRequest, options: Options): Answer<PlanReport>;
  /** Starts a batch; the same key never starts two. */
  startBatch?(key: string, request: BatchRequest, options: Options): Answer<SendBatch>;
  /** Every batch. */
  batches?(options: Options): Answer<BatchList>;
  /** A page of the batches that send this template, newest first. */
  batchesOf?(template: TemplateId, cursor: string | null, limit: number, options: Options): Answer<BatchList>;
  /** One batch as it stands. */
  batch?(batch: BatchId, options: Options): Answer<SendBatch>;
  /** A page of the deliveries that a filter lets pass. */
  deliveries?(batch: BatchId, filter: DeliveryFilter, cursor: string | null, limit: number, options: Options): Answer<DeliveryPage>;
  /** Holds a batch, lets it go on, stops it, tries again or resolves; what was done already changes nothing. */
  controlBatch?(batch: BatchId, control: BatchControl, options: Options): Answer<BatchChange>;
  /** What was done, newest first, as far as a filter lets it pass. */
  activity?(filter: ActivityFilter, cursor: string | null, limit: number, options: Options): Answer<ActivityPage>;
  /** Everybody who acted. */
  activityActors?(options: Options): Answer<ActorList>;
  /** Imports people from a CSV file, or says what would happen; tells with `progress` which part of the file, from 0 to 1, was read. */
  importUsers?(file: Blob, query: ImportQuery, options: Options & { progress(part: number): void }): Answer<ImportReport>;
}

/** A payload, or a promise of it. */
export type Answer<T> = T | Promise<T>;

/** What every method gets last. */
export interface Options {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Whether something can be done. */
export type Ability = "available" | "unavailable";

/** A test mail that the relay accepted, or that lies in the outbox. */
export interface AcceptedTestMail {
  /** When. */
  at: Timestamp;
  /** The sender's address that it came from. */
  sender: EmailAddress;
}

/** Whether an account can be used. The platform's console calls [`AccountStatus::Deactivated`] "Inactive". */
export type AccountStatus = "enabled" | "deactivated" | "pending_acceptance" | "unknown";

/** Why an administrator turned the setting off though something was missing. */
export interface Acknowledgement {
  /** What was missing. */
  missing: ReadinessItem[];
  /** In their own words. */
  words: string;
}

/** Whether a person ever signed in. "Inactive users" in the platform's help means [`Activation::NotActivated`]. */
export type Activation = {
  state: "not_activated";
} | ({
  last_seen?: Timestamp | null;
  state: "activated";
}) | {
  state: "unknown";
};

/** What was done. */
export type ActivityAction = {
  action: "directory_imported";
  /** New people. */
  added: number;
  /** Changed people. */
  changed: number;
  /** Refused rows. */
  refused: number;
} | ({
  action: "directory_pulled";
  /** New people. */
  added: number;
  /** Changed people. */
  changed: number;
  /** People whom the server has no more; they stay as they are. Nothing where only changes were asked for. */
  gone?: number | null;
  /** Refused resources. */
  refused: number;
}) | {
  action: "directory_pull_failed";
  /** Why. */
  reason: PullFailure;
} | ({
  acknowledgement?: Acknowledgement | null;
  action: "settings_changed";
  /** As they are. */
  after: SettingsDraft;
  /** As they were. */
  before: SettingsDraft;
}) | {
  action: "setting_returned";
  /** The moment, which may lie before the time of the entry: the host may have been down. */
  since: Timestamp;
} | {
  action: "template_created";
  /** Its name then; may be empty. */
  name: string;
  /** Which. */
  template: TemplateId;
} | {
  action: "template_published";
  /** Its name then. */
  name: string;
  /** Which. */
  template: TemplateId;
  /** The new version. */
  version: number;
} | {
  action: "test_mail_sent";
  /** Which template. */
  template: TemplateId;
} | {
  action: "batch_started";
  /** Which. */
  batch: BatchId;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** How many of the chosen were left out. */
  left_out: number;
  /** How it came about. */
  origin: BatchOrigin;
  /** To how many people. */
  recipients: number;
} | {
  action: "reminders_started";
  /** The batch that sends them. */
  batch: BatchId;
  /** How many were due. */
  due: number;
} | {
  action: "reminders_not_started";
  /** How many were due. */
  due: number;
  /** What must be done first. */
  reason: NotReady;
} | {
  action: "reminder_declined";
  /** Who. */
  user: UserId;
} | {
  action: "reminder_decline_withdrawn";
  /** Who. */
  user: UserId;
} | {
  action: "note_added";
  /** Which. */
  note: ClientId;
  /** Whom it is about. */
  user: UserId;
} | {
  action: "note_removed";
  /** Which. */
  note: ClientId;
  /** Whom it is about. */
  user: UserId;
} | {
  action: "note_restored";
  /** Which. */
  note: ClientId;
  /** Whom it is about. */
  user: UserId;
} | {
  action: "contact_noted";
  /** Which contact. */
  contact: ClientId;
  /** Who was reached. */
  user: UserId;
  /** How. */
  way: ContactWay;
} | {
  action: "contact_withdrawn";
  /** Which contact. */
  contact: ClientId;
  /** Who. */
  user: UserId;
} | {
  action: "undeliverable_cleared";
  /** Whose address. */
  user: UserId;
} | {
  action: "batch_is_test";
  /** Which. */
  batch: BatchId;
  /** How many mails. */
  recipients: number;
} | {
  action: "batch_held";
  /** Which. */
  batch: BatchId;
  /** How many it may go to without a second look. */
  ceiling: number;
  /** To how many people it would go. */
  recipients: number;
} | {
  action: "batch_finished";
  /** Which. */
  batch: BatchId;
  /** What came of it. */
  counts: DeliveryCounts;
} | {
  action: "batch_cancelled";
  /** Which. */
  batch: BatchId;
  /** What had come of it until then. */
  counts: DeliveryCounts;
} | {
  action: "batch_paused";
  /** Which. */
  batch: BatchId;
  /** What had come of it until then. */
  counts: DeliveryCounts;
} | {
  action: "batch_resumed";
  /** Which. */
  batch: BatchId;
  /** What had come of it until then. */
  counts: DeliveryCounts;
} | {
  action: "batch_retried";
  /** Which. */
  batch: BatchId;
  /** How many deliveries. */
  deliveries: number;
} | {
  action: "uncertain_resolved";
  /** In which batch. */
  batch: BatchId;
  /** How many deliveries. */
  deliveries: number;
  /** What becomes of them. */
  resolution: Resolution;
};

/** One thing that was done. */
export interface ActivityEntry {
  /** What. */
  action: ActivityAction;
  /** Who. */
  actor: string;
  /** When. */
  at: Timestamp;
  /** Counts up; never reused. */
  id: number;
}

/** Which entries of the activity; `until` is the moment after the last. */
export interface ActivityFilter {
  kind: "settings" | "template" | "batch" | "directory" | "contact" | null;
  actor: string | null;
  from: Timestamp | null;
  until: Timestamp | null;
}

/** A page of what was done. */
export interface ActivityPage {
  /** The entries, newest first. */
  entries: ActivityEntry[];
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
}

/** Everybody who acted. */
export interface ActorList {
  /** Their names, each once, in the order of their characters. */
  actors: string[];
}

/** How a person came into the directory. */
export type AddedBy = "import" | "scim" | "hand" | "platform";

/** By what an address is known again: the first 16 hexadecimal digits of SHA-256 over its key. */
export type AddressMark = string;

/** Whether the address was proven to belong to the person. */
export type AddressVerification = "verified" | "not_verified" | "unknown";

/** A batch as it stands after something was done with its deliveries. */
export type BatchChange = SendBatch & {
  /** How many deliveries it changed. */
  changed?: number;
};

/** What is done with a batch. */
export type BatchControl = { control: "pause" | "resume" | "cancel" | "retry" } | ({ control: "resolve" } & ResolutionRequest);

/** Names one batch. */
export type BatchId = string;

/** Every batch, or a page of them. */
export interface BatchList {
  /** The batches, newest first. */
  batches: SendBatch[];
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
}

/** To whom the mails of a batch go. */
export type BatchMode = "real" | "test_only";

/** How a batch came about. */
export type BatchOrigin = "administrator" | "automatic";

/** Who receives and who does not, before a batch begins. */
export interface BatchPlan {
  /** Who does not, by reason; the most frequent first. */
  left_out: LeftOutCount[];
  /** How many the filter finds, exceptions included; of people who were named, how many they are. */
  matching: number;
  /** How many receive. */
  recipients: number;
  /** The first 200 of them, in the order of sending. */
  sample: UserId[];
}

/** Whom a batch is for. */
export interface BatchRequest {
  /** The same number, given once more: a batch above the backend's `batch_ceiling` is answered with 409 without it. */
  confirmed_recipients?: number | null;
  /** How many the administrator was shown as recipients. Another number now is answered with 409, and nothing is sent. */
  expected_recipients: number;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** How many are sent a day at most, on the organization's clocks; without it, as fast as the relay takes them. */
  per_day?: number | null;
  /** The chosen people. */
  recipients: Recipients;
  starts_at?: Timestamp | null;
  /** The template; its newest published version is sent. */
  template: TemplateId;
}

/** Whether a batch goes on. */
export type BatchState = "scheduled" | "running" | "paused" | "finished" | "cancelled";

/** A block as typed, perhaps wrong. Fields that its kind does not have are ignored. */
export interface BlockDraft {
  /** What stands in for the picture. */
  alt?: string;
  /** How high the picture is shown, in CSS pixels. */
  height?: string;
  /** Identifier within the variant, chosen by whoever adds the block. */
  id: string;
  /** What it is for. */
  kind: BlockKind;
  /** What the link or button shows; merge fields allowed. */
  label?: string;
  /** Rich text in the place of text and link for a person without a Personal Meeting Room. */
  otherwise?: string;
  /** Rich text: paragraphs, `- ` lists, `**bold**`, `*italic*`, `[label](link)`, merge fields. */
  text?: string;
  /** Heading line; merge fields allowed. */
  title?: string;
  /**
   * Where the link leads: `https://…` or a merge field of kind link. Where the picture is: `https://…`, or the picture
   * itself as `data:image/png;base64,…` (PNG, JPEG or GIF), which is then attached to the message.
   */
  url?: string;
  /** How wide the picture is shown, in CSS pixels. */
  width?: string;
}

/** What a block is for. */
export type BlockKind = "goals" | "value" | "meeting_room" | "help_desk" | "training" | "portal" | "activate" | "heading" | "text" | "button" | "image" | "divider";

/** A mail that came back, or is late. */
export interface Bounce {
  /** When the notification was read. */
  at: Timestamp;
  /** The batch that it belongs to. */
  batch: BatchId;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** Why. */
  reason: BounceReason;
  /** The enhanced status code (RFC 3463), where the notification gave one. */
  status?: string | null;
  /** What it means for the address. */
  verdict: BounceVerdict;
}

/** Whether notifications of undeliverable mail are read. */
export type BounceReading = {
  reading: "not_read";
} | {
  reading: "read";
} | {
  reading: "failing";
  /** Since when. */
  since: Timestamp;
};

/** Why a mail came back. */
export type BounceReason = "no_such_mailbox" | "no_such_domain" | "bad_address" | "mailbox_moved" | "mailbox_disabled" | "mailbox_full" | "too_large" | "policy" | "sender_refused" | "server_trouble" | "time_over" | "contents_refused" | "unknown";

/** What a notification means for the address. */
export type BounceVerdict = "soft" | "refused" | "hard";

/** What a backend can do. The console hides or disables what it cannot, with the reason. */
export interface Capabilities {
  /** The backend's name and version, for people. */
  backend: string;
  /** How many people a batch may go to without a second look; nothing where any number may. */
  batch_ceiling?: Ceiling;
  /** Whether the progress of a batch comes as server-sent events; a backend that does not say is asked again and again. */
  batch_events?: Ability;
  /** Whether notifications of undeliverable mail are read; a backend that does not say reads none. */
  bounces?: BounceReading;
  /** Whether it can be asked who was added, changed or removed since; a backend that does not say cannot tell. */
  changed_since?: Ability;
  /** Whether the message can be had that a draft would become; a backend that does not say cannot give it. */
  composed_messages?: Ability;
  /** Hours during which the same kind of email is not sent to the same person again. */
  cooldown_hours: number;
  /** Whether messages can be written here. */
  custom_content: Ability;
  /** Whether it knows what came of single mails. */
  delivery_outcomes?: Ability;
  /** Whether it keeps settings beside the switch: rules, sender, follow-up, the day on which the switch returns. */
  email_rules?: Ability;
  /** Whether people can be imported from a file. */
  import: Ability;
  /** Largest page of a collection. */
  largest_page: number;
  /** Where mail goes. */
  mail: MailRoute;
  /** Whether it keeps what administrators note about people: notes, and that they were reached elsewhere. */
  notes?: Ability;
  /** Largest page of people in columns; nothing where people are not given in columns. */
  people_columns?: number | null;
  /**
   * The path below which the backend hands calls on to the platform's API, with a token that stays there; nothing where it
   * hands none on.
   */
  platform_relay?: string | null;
  /**
   * Whether the platform can be asked to send its own activation email again, to everybody who has not signed in; a backend
   * that does not say cannot ask it.
   */
  platform_resend?: Ability;
  /** Whether single people can be chosen as recipients. */
  target_users: Ability;
  /** The address to which every mail goes, whomever it is meant for; nothing where mail goes to people. */
  test_only_to?: string | null;
}

/** How many people one batch may go to without a second look; nothing where any number may. */
export type Ceiling = number | null;

/** Names one check. */
export type CheckId = "goals" | "value" | "meeting_room" | "help_desk" | "training" | "portal" | "activate" | "no_promise" | "honest_links" | "safe_links" | "alt_text" | "picture_size" | "subject" | "contrast" | "length" | "size" | "up_to_date";

/** An identifier that was made where the request began, such as a UUID. */
export type ClientId = string;

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_AccountStatus {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ("enabled" | "deactivated" | "pending_acceptance" | "unknown")[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_ActivationState {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ("not_activated" | "activated" | "unknown")[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_AddedBy {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ("import" | "scim" | "hand" | "platform")[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_AddressVerification {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ("verified" | "not_verified" | "unknown")[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_Language {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ("en" | "pl" | "de" | "fr" | "es" | "pt-BR" | "ja" | "ar")[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_MailCode {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: ({
    /** What it was. */
    kind: SuppressibleKind;
    /** What came of it. */
    outcome: MailOutcome;
  })[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_String {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: string[];
}

/**
 * A column whose values repeat. Code 0 says that there is nothing; code 1 is the first of `values`, 2 the second, and so on.
 * Where everybody has the first value, or where nobody has any and `values` is empty, `codes` may be empty.
 */
export interface Coded_Vec_LicenseId {
  /** One per person; empty stands for the first value, or for nothing where there are no values. */
  codes?: number[];
  /** Each value once. */
  values: (string[])[];
}

/**
 * What each column holds, by its name in the file. Columns that are not named are not read. As text: a JSON object such as
 * `{"E-mail":"email","Webex Calling":"license"}`.
 */
export type ColumnMapping = Record<string, Field>;

/** A message as it would be handed over. */
export interface ComposedMessage {
  /** SHA-256 of the HTML part as it arrives and is decoded (UTF-8, lines ended by CR LF), in hexadecimal digits. */
  html_sha256: string;
  /** Headers and parts (RFC 5322), lines ended by CR LF; ASCII, but where the name in an address is not. */
  message: string;
  /** SHA-256 of the plain text part in the same way, in hexadecimal digits. */
  text_sha256: string;
}

/** A condition as typed. */
export interface ConditionDraft {
  /** What is looked at. */
  field: ConditionField;
  /** What it is compared with. */
  value: string;
}

/** What a condition looks at. */
export type ConditionField = "email_domain" | "email_domain_and_below" | "license" | "department" | "added_by" | "added_before" | "added_after";

/** That a person was reached elsewhere. */
export interface Contact {
  /** When it was noted. */
  at: Timestamp;
  /** Who noted it. */
  by: string;
  /** Identifier. */
  id: ClientId;
  note?: NoteText | null;
  /** How the person was reached. */
  way: ContactWay;
  withdrawn?: TakenBack | null;
}

/** That a person was reached elsewhere. */
export interface ContactRequest {
  /**
   * Made up by whoever asks, 1 to 64 letters, digits, dots, dashes or underscores, new for every contact. The same one again
   * adds nothing.
   */
  id: string;
  /** What is to be remembered of it: at most 2,000 characters, of control characters only line breaks; may be empty. */
  note?: string;
  /** How they were reached. */
  way: ContactWay;
}

/** How a person was reached. */
export type ContactWay = "phone" | "in_person" | "chat" | "other";

/** A name and how often it occurs. */
export interface CountedName {
  /** How often. */
  count: number;
  /** The name. */
  name: string;
}

/** What happens with one kind of email to one person, with the reason that administrators are shown. */
export type Decision = {
  decision: "send";
  /** It goes out. */
  reason: SendReason;
} | {
  decision: "suppress";
  /** It would apply, and is held back. */
  reason: SuppressReason;
} | {
  decision: "not_applicable";
  /** It is not for this person. */
  reason: NotApplicableReason;
};

/** What is decided about the next automatic email. */
export type DecisionFilter = "send" | "suppress" | "not_applicable";

/** One person in one batch. */
export interface Delivery {
  /** Since when it stands there. */
  at: Timestamp;
  /** The batch. */
  batch: BatchId;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** Where it stands. */
  state: DeliveryState;
  /** The person. */
  user: UserId;
}

/** How many deliveries of a batch are in which state. They add up to `total`. */
export interface DeliveryCounts {
  /** Refused. */
  failed: number;
  /** Not begun. */
  queued: number;
  /** Being handed over. */
  sending: number;
  /** Accepted by the relay. */
  sent: number;
  /** Not sent, with the reason. */
  skipped: number;
  /** All. */
  total: number;
  /** Not known whether it left. */
  uncertain: number;
}

/** Which deliveries: by state, and by the code of its reason. */
export interface DeliveryFilter {
  state: "queued" | "sending" | "sent" | "failed" | "skipped" | "uncertain" | null;
  reason: string | null;
}

/** A page of deliveries. */
export interface DeliveryPage {
  /** The deliveries, in the order of sending. */
  deliveries: DeliveryRow[];
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
}

/** A delivery with how often it was tried. */
export type DeliveryRow = Delivery & {
  /** Tries so far, since it was begun or last begun again. */
  attempts?: number;
};

/** Where a delivery stands. */
export type DeliveryState = ({
  retry?: Retry | null;
  state: "queued";
}) | {
  state: "sending";
} | {
  state: "sent";
} | {
  /** Why. */
  reason: FailReason;
  state: "failed";
} | {
  /** Why. */
  reason: SkipReason;
  state: "skipped";
} | {
  state: "uncertain";
};

/** A person in the organization's directory. */
export interface DirectoryUser {
  /** Whether the account can be used. */
  account_status: AccountStatus;
  /** Whether they ever signed in. */
  activation: Activation;
  added?: Timestamp | null;
  /** How they were added. */
  added_by: AddedBy;
  /** Whether the address was proven to be theirs. */
  address_verification: AddressVerification;
  /** Department, as the directory spells it. */
  department?: string | null;
  /** Where mail goes. */
  email: EmailAddress;
  /** When this backend first learned of them. */
  first_seen: Timestamp;
  /** Stable identifier. */
  id: UserId;
  language?: Language | null;
  /** What is assigned to them. */
  licenses: LicenseId[];
  meeting_room_url?: WebAddress | null;
  /** What they are called. */
  name: PersonName;
  reminders_declined?: Timestamp | null;
  signed_in_by?: Timestamp | null;
}

/** When the next reminder is due, by the cadence. */
export type DueFilter = "today" | "later" | "never";

/** How many reminders are due, for a number beside the page where they are sent. */
export interface DueReminders {
  /** Reminders that are due today or were due before, by the cadence of the saved settings and the organization's clocks. */
  due_today: number;
  /** When reminders start next by themselves, if they are switched on by then; at once where it has passed. */
  next_run: Timestamp;
  /** People who have not signed in yet. */
  waiting: number;
}

/** A syntactically valid mailbox such as `ada@example.com`; international names allowed. */
export type EmailAddress = string;

/** What an email is for. */
export type EmailKind = "activation" | "reminder" | "conversion_notice";

/** A decision and how it came about. */
export interface Explanation {
  /** What happens with it. */
  decision: Decision;
  /** The email that it is about. */
  kind: EmailKind;
  /** The steps in their order. Rules below the one that decides are not asked and not listed. */
  steps: TraceStep[];
}

/** Why a delivery failed. */
export type FailReason = ({
  code: "refused";
  /** Its reply code. */
  reply: number;
  /** At which stage. */
  stage: SmtpStage;
  /** Its enhanced status code (RFC 3463), such as `5.1.1`, where it gave one. */
  status?: string | null;
}) | {
  code: "connection_lost";
  /** At which stage. */
  stage: SmtpStage;
} | {
  code: "timed_out";
  /** At which stage. */
  stage: SmtpStage;
} | {
  code: "no_encryption";
} | {
  code: "relay_lacks";
} | {
  code: "not_composed";
} | {
  code: "no_sender";
} | {
  code: "template_unreadable";
} | {
  code: "outbox_unwritable";
} | {
  code: "store_unreadable";
} | {
  code: "told";
  /** The words. */
  text: string;
};

/** What a column holds. */
export type Field = "email" | "first_name" | "last_name" | "display_name" | "department" | "language" | "status" | "active" | "signed_in" | "last_seen" | "address_verified" | "added" | "meeting_room" | "license" | "licenses" | "not_read";

/** One field that is wrong. */
export interface FieldError {
  /** What is wrong and the way out. */
  detail: string;
  /** JSON pointer into the request body (RFC 6901), or the name of a header or parameter. */
  pointer: string;
}

/** Why a whole file is refused; the directory stays as it is. */
export type FileProblem = {
  code: "empty";
} | {
  code: "too_large";
} | {
  code: "not_text";
} | {
  code: "no_address_column";
  /** The first columns that are there. */
  found: string[];
} | {
  code: "duplicate_column";
  /** Its name. */
  column: string;
} | {
  code: "cut_off";
  /** Line on which the cut row begins. */
  line: number;
} | {
  code: "unreadable";
} | {
  code: "row_too_long";
  /** Line on which it begins. */
  line: number;
} | {
  code: "too_many_licenses";
  /** Its name. */
  column: string;
} | {
  code: "no_address_mapped";
} | {
  code: "mapped_column_missing";
  /** Its name. */
  column: string;
} | {
  code: "mapped_twice";
  /** The second of the two. */
  column: string;
  /** The first of the two. */
  earlier: string;
  /** As what. */
  field: Field;
};

/** The follow-up as typed. */
export interface FollowUpDraft {
  /** See [`FollowUp::automatic_reminders`]; off unless said. */
  automatic_reminders?: Switch;
  /** See [`FollowUp::owner`]. */
  owner: string;
  /** See [`FollowUp::reminder_days`]: whole numbers with commas or spaces between them, for example `2, 5, 10`. */
  reminder_days: string;
}

/** How an import is to be done. */
export interface ImportQuery {
  /** Says what would happen, and writes nothing. */
  preview: boolean;
  /** The day on which the people were added, where the file does not say. */
  added: Timestamp | null;
  /** Treats people who are new as newly added: while automatic activation emails are on, they are mailed. */
  newly_added: boolean;
  /** What each column holds, as the text of a JSON object of columns and fields. */
  mapping: string | null;
}

/** What an import did, or would do. */
export interface ImportReport {
  /** New people. */
  added: number;
  /** Of the new people, those to whom an activation email goes now, or would go with `newly_added`. */
  automatic_emails: number;
  automatic_emails_blocked?: NotReady | null;
  batch?: BatchId | null;
  /** Changed people. */
  changed: number;
  /** Licenses that the file names. */
  licenses: string[];
  /** By which columns the file was read. */
  mapping?: ColumnMapping;
  /** Whether nothing was written. */
  preview: boolean;
  /** The first 1,000 refused rows, each with line, column and reason. */
  refused: RowProblem[];
  /** How many rows were refused in all. */
  refused_total?: number;
  /** People who stay as they are. */
  unchanged: number;
  /** Columns that were not read because nobody knows them. */
  unknown_columns: string[];
  /** Languages that are not supported, with how many people have them. */
  unknown_languages: CountedName[];
}

/** What is known, or that it is not. */
export type Known_Language = ({
  /** A language in which an email can be written, named by its BCP 47 tag. */
  is: "en" | "pl" | "de" | "fr" | "es" | "pt-BR" | "ja" | "ar";
}) | "not_known";

/** What is known, or that it is not. */
export type Known_String = {
  is: string;
} | "not_known";

/** A language in which an email can be written, named by its BCP 47 tag. */
export type Language = "en" | "pl" | "de" | "fr" | "es" | "pt-BR" | "ja" | "ar";

/** The last attempt to mail a person. */
export interface LastMail {
  address?: AddressMark | null;
  /** When. */
  at: Timestamp;
  /** What it was. */
  kind: SuppressibleKind;
  /** What came of it. */
  outcome: MailOutcome;
}

/** What came of the last mail. */
export type LastMailFilter = "none_yet" | {
  /** It did, with this outcome. */
  outcome: MailOutcome;
};

/** People who were meant and do not receive, for one reason. */
export interface LeftOutCount {
  /** How many. */
  count: number;
  /**
   * Why. Everybody who was mailed a short while ago stands here once, with the moment of the last of these mails, and everybody
   * whose address takes no mail, with the moment at which the last of these was found out.
   */
  reason: SkipReason;
  /** The first 200 of them. */
  sample: UserId[];
}

/** A license that the organization has. */
export interface License {
  /** Its identifier. */
  id: LicenseId;
  /** As administrators know it. */
  name: string;
  /** Free or paid. */
  price: Price;
  /** What it opens. */
  product: Product;
  /** Whether the service runs or was suspended. */
  service: Service;
}

/** Names one license of the organization; for imported licenses, the column's name. */
export type LicenseId = string;

/**
 * Which licenses make a person a newly added user. The backend states it; it is not a constant of the product
 * (two editions of the platform's help text differ on free licenses).
 */
export type LicensePolicy = "free_and_paid" | "paid_only";

/** What this backend mailed to one person. */
export interface MailHistory {
  activation_sent?: Timestamp | null;
  contacted?: Timestamp | null;
  last?: LastMail | null;
  /** How many reminders were sent. */
  reminders_sent: number;
  undeliverable?: Undeliverable | null;
}

/** What came of an attempt. Accepted by the mail relay is "sent", never "delivered". */
export type MailOutcome = "sent" | "failed" | "uncertain" | "bounced";

/** Where mail goes. */
export type MailRoute = {
  route: "relay";
} | {
  /** The folder, as the host names it. */
  folder: string;
  route: "outbox";
} | {
  route: "nowhere";
} | {
  route: "platform";
};

/** A message to be composed and not sent. */
export interface MessageRequest {
  as_user?: UserId | null;
  /** The template as typed, published or not. */
  draft: TemplateDraft;
  language?: Language | null;
}

/** How many people were seen and how many there are. */
export interface Moved {
  /** As many as the administrator saw. */
  expected: number;
  /** As many as there are now. */
  now: number;
}

/** Why an email is not for this person. */
export type NotApplicableReason = {
  code: "deactivated";
} | {
  code: "already_activated";
} | {
  code: "activation_unknown";
} | {
  code: "awaiting_acceptance";
} | {
  code: "no_license_that_counts";
} | {
  code: "declined_reminders";
};

/** What must be done before mail can go out. */
export type NotReady = "sender_missing" | "template_missing";

/** A note about a person. */
export interface Note {
  /** When it was written. */
  at: Timestamp;
  /** Who wrote it. */
  by: string;
  /** Identifier. */
  id: ClientId;
  removed?: TakenBack | null;
  /** What it says. */
  text: NoteText;
}

/** A note to be added. */
export interface NoteRequest {
  /**
   * Made up by whoever asks, 1 to 64 letters, digits, dots, dashes or underscores, new for every note. The same one again adds
   * nothing.
   */
  id: string;
  /** What it says: 1 to 2,000 characters, of control characters only line breaks. */
  text: string;
}

/** What is written: not empty, not too long, and of control characters only line breaks. */
export type NoteText = string;

/** A moment at which clocks are set. */
export interface OffsetChange {
  /** From when on. */
  at: Timestamp;
  /** Seconds east of UTC from then on. */
  offset: number;
}

/** The organization. */
export interface Organization {
  /** Language for people whose own is unknown or has no template. */
  language: Language;
  /** Which licenses count. */
  license_policy: LicensePolicy;
  /** Every license it has. */
  licenses: License[];
  /** As its people know it. */
  name: string;
  /** The end-user portal, `https://settings.webex.com` unless set otherwise. */
  portal_url: WebAddress;
  /** Whether people sign in through the company. */
  single_sign_on: SingleSignOn;
  /** Whose days and clocks are meant where a rule or a change names a day; UTC unless said. */
  time_zone?: TimeZone;
}

/**
 * A page of people in columns. A column holds as many entries as `ids`, in the same order; row 3 of every column is about the
 * third person. Columns of texts and counts may be left out or empty where every entry would be empty or 0; dictionaries and
 * times have their own short forms, said at [`Coded`] and [`Times`].
 */
export interface PeopleColumns {
  /** Whether the accounts can be used; never 0. */
  account_status?: Coded_AccountStatus;
  /** Whether they ever signed in; never 0. */
  activation?: Coded_ActivationState;
  /** When an activation email was last sent. */
  activation_sent?: Times;
  /** When they were added, where it is known. */
  added?: Times;
  /** How they were added; never 0. */
  added_by?: Coded_AddedBy;
  /** Whether the addresses were proven to be theirs; never 0. */
  address_verification?: Coded_AddressVerification;
  /** When an administrator last noted that they were reached some other way. */
  contacted?: Times;
  /** Departments, as the directory spells them; 0 where it does not say. */
  departments?: Coded_String;
  /** The names to show. */
  display_names?: string[];
  /** Where mail goes: valid addresses without spaces around them. Never short. */
  emails?: string[];
  /** Given names. */
  first_names?: string[];
  /** When the backend first learned of them; never null. */
  first_seen?: Times;
  /** Stable identifiers. Never short. */
  ids?: string[];
  /** Preferred languages; 0 where not known. */
  languages?: Coded_Language;
  /** What the last mail was and what came of it; 0 where none was attempted. */
  last_mail?: Coded_MailCode;
  /** When the last mail was attempted; null exactly where `last_mail` is 0. */
  last_mail_at?: Times;
  /** Family names. */
  last_names?: string[];
  /** When they were last seen; null for everybody who is not `activated`. */
  last_seen?: Times;
  /** Sets of licenses, each in the order in which it is assigned; 0 for none. */
  licenses?: Coded_Vec_LicenseId;
  /** Links to their Personal Meeting Rooms; 0 for none. */
  meeting_room_urls?: Coded_String;
  /** Since when they want no reminders. */
  reminders_declined?: Times;
  /** How many reminders were sent. */
  reminders_sent?: number[];
  /** By when they had signed in, where that was seen to happen. */
  signed_in_by?: Times;
  /** Since when mail comes back from the addresses that they have now. */
  undeliverable?: Times;
}

/** A page of people in columns. */
export interface PeopleColumnsPage {
  /** As in a page of records. */
  changes_token?: string | null;
  /** The people, in the same order as in a page of records. */
  columns: PeopleColumns;
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
  /** As in a page of records. */
  removed?: UserId[];
  /** How many there are in all, changed or not. */
  total: number;
}

/** Which people are meant. Every part that is given must hold. */
export interface PeopleFilter {
  account?: AccountStatus | null;
  decision?: DecisionFilter | null;
  department?: Known_String | null;
  due?: DueFilter | null;
  language?: Known_Language | null;
  last_mail?: LastMailFilter | null;
  license?: LicenseId | null;
  /** How many reminders they had: at least so many. */
  reminders_at_least?: number | null;
  /** How many reminders they had: at most so many. */
  reminders_at_most?: number | null;
  /** Words that all must occur in name, address or department, whatever case and accents. */
  search?: string;
  /** Where they stand. */
  standing?: Standing;
  /** Waiting at most this many days. */
  waiting_at_most?: number | null;
  /** Waiting more than this many days, by the day they were added. */
  waiting_more_than?: number | null;
}

/** A person's name. Any part may be empty; control characters never occur. */
export interface PersonName {
  /** The name to show. */
  display: string;
  /** Given name. */
  first: string;
  /** Family name. */
  last: string;
}

/** Who would receive and who not: numbers, and the first names of each. */
export type PlanReport = BatchPlan & ({
  not_ready?: NotReady | null;
});

/** Whom a batch would be for. */
export interface PlanRequest {
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** The chosen people. A plan is made whatever number is expected; `matching` says how many there are. */
  recipients: Recipients;
}

/** Whether a license costs anything. */
export type Price = "free" | "paid";

/** A problem document (RFC 9457). */
export interface Problem {
  /** What happened and the way out. */
  detail: string;
  /** Every field that is wrong. */
  errors?: FieldError[];
  file_problem?: FileProblem | null;
  moved?: Moved | null;
  /** HTTP status. */
  status: number;
  /** The kind in a few words. */
  title: string;
  /** What kind of problem, as a URI reference: `/problems/` and the code. */
  type: string;
}

/** The part of the platform that a license opens. */
export type Product = "meetings" | "messaging" | "calling" | "webinar" | "other";

/** A published activation template, as far as its readiness goes. */
export interface PublishedTemplate {
  /** Its name. */
  name: string;
  /** Which one. */
  template: TemplateId;
  /** Its languages. */
  variants: PublishedVariant[];
}

/** One language of it. */
export interface PublishedVariant {
  /** The language. */
  language: Language;
  /** Those of the seven items that it does not meet. */
  unmet: CheckId[];
}

/** A published version without its contents. */
export interface PublishedVersion {
  /** When it was published. */
  at: Timestamp;
  /** Who published it. */
  by: string;
  /** Counts up from 1. */
  version: number;
}

/** Why nobody was pulled. Nothing was changed then. */
export type PullFailure = "unreachable" | "token_refused" | "busy" | "server_error" | "not_scim" | "incomplete" | "too_large" | "host_failed";

/** What a backend knows of the readiness. */
export interface ReadinessFacts {
  /** Every published activation template, the one that was published last first. */
  templates: PublishedTemplate[];
  test_mail?: AcceptedTestMail | null;
  /** In which languages those who wait get their mail, with how many they are: their own, else the organization's. */
  waiting_languages: WaitingLanguage[];
}

/** One thing that must be in place. */
export type ReadinessItem = "single_sign_on" | "template" | "help_desk" | "sender" | "test_mail" | "follow_up_owner" | "reminder_cadence";

/** Whom a send is for. */
export type Recipients = {
  by: "users";
  /** Each once, in the order of sending. */
  users: UserId[];
} | {
  by: "filter";
  /** Who is not meant although the filter finds them. Each must be in the directory. */
  except?: UserId[];
  /**
   * How many the administrator saw the filter find, exceptions included. Another number when it is sent is
   * answered with 409, and nothing is sent.
   */
  expected: number;
  /** The filter. */
  filter: PeopleFilter;
};

/** What becomes of a delivery of which nobody knows whether it left. */
export type Resolution = "resend" | "sent";

/** What becomes of the uncertain deliveries of a batch. */
export interface ResolutionRequest {
  /** What becomes of them. */
  resolution: Resolution;
  /** Whose; without it, everybody's. Whose delivery is not uncertain, or not any more, is left as it is. */
  users?: UserId[] | null;
}

/** A delivery that failed for now. */
export interface Retry {
  /** Tries so far. */
  attempts: number;
  /** The next one is not before. */
  next: Timestamp;
  /** Why the last one failed. */
  reason: FailReason;
}

/** A refused row. */
export interface RowProblem {
  /** Name of the column. */
  column: string;
  /** Line on which the row begins; the header is line 1. */
  line: number;
  /** Why it was refused. */
  reason: RowReason;
}

/** Why a row was refused. */
export type RowReason = {
  code: "address_missing";
} | {
  code: "address_forbidden_character";
} | {
  code: "address_too_long";
} | {
  code: "address_malformed";
} | {
  code: "duplicate_address";
  /** Line of the earlier row. */
  line: number;
} | {
  /** Cells in the row. */
  cells: number;
  code: "wrong_cell_count";
  /** Columns in the header. */
  columns: number;
} | {
  code: "unknown_status";
} | {
  code: "bad_license_cell";
} | {
  code: "bad_fact";
} | {
  code: "bad_time";
} | {
  code: "bad_link";
} | {
  code: "cell_too_long";
};

/** What a rule does. */
export type RuleAction = "suppress" | "send";

/** A rule as typed, perhaps wrong. This is also the form in which rules travel. */
export interface RuleDraft {
  /** What happens to those it matches. */
  action: RuleAction;
  /** Conditions on different fields must all hold; several on one field are alternatives. */
  conditions: ConditionDraft[];
  /** The end, exclusive, written in the same way; empty for "for good". */
  ends?: string;
  /** Identifier, chosen by whoever creates the rule. */
  id: RuleId;
  /** The kinds of email it covers. A conversion notice here is a problem: it cannot be suppressed. */
  kinds: EmailKind[];
  /** What administrators call it. */
  name: string;
  /**
   * From when on it is in force: a day (`2026-11-22`) or a time (`2026-11-22T09:30`) on the organization's clocks, or an RFC
   * 3339 time; empty for "always was".
   */
  starts?: string;
}

/** Names one rule for as long as it exists. */
export type RuleId = string;

/** What a rule found. */
export type RuleOutcome = {
  /** What it does. */
  action: RuleAction;
  outcome: "matches";
} | {
  outcome: "other_kind";
} | {
  outcome: "not_yet";
  /** Its first moment in force. */
  starts: Timestamp;
} | {
  /** The moment from which it is not. */
  ended: Timestamp;
  outcome: "over";
} | {
  /** What is looked at. */
  field: ConditionField;
  /** What the directory says; empty where it says nothing. */
  found: string[];
  outcome: "condition_fails";
  /** The values that would do, as typed; a time as RFC 3339. */
  wanted: string[];
};

/** One send that an administrator started. */
export interface SendBatch {
  /** How many deliveries are in which state. */
  counts: DeliveryCounts;
  /** When it was started. */
  created: Timestamp;
  /** Who started it. */
  created_by: string;
  /** Identifier. */
  id: BatchId;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
  /** Whether it goes to its people or to the test address alone. */
  mode?: BatchMode;
  /** How it came about. */
  origin: BatchOrigin;
  /** How many are sent a day at most, on the organization's clocks; without it, as fast as they are taken. */
  per_day?: number | null;
  starts_at?: Timestamp | null;
  /** Whether it goes on. */
  state: BatchState;
  /** The template it was written in. */
  template: TemplateId;
  /** The published version that it is pinned to. */
  template_version: number;
}

/** Why an email goes out. */
export type SendReason = {
  code: "conversion_is_always_notified";
} | {
  code: "rule_sends";
  /** Which one. */
  rule: RuleId;
} | {
  code: "setting_is_on";
} | {
  code: "administrator_asked";
};

/** A sender as typed. */
export interface SenderDraft {
  /** See [`Sender::address`]. */
  address: string;
  /** See [`Sender::name`]. */
  name: string;
  /** See [`Sender::reply_to`]; empty for none. */
  reply_to: string;
}

/** Whether a licensed service can be used. */
export type Service = "running" | "suspended";

/** Settings as typed, perhaps wrong. This is also the form in which settings travel and are kept. */
export interface SettingsDraft {
  /**
   * In the administrator's own words why the setting is turned off though something on the list of readiness is missing.
   * Asked only of such a change, and recorded in the activity.
   */
  acknowledgement?: string;
  /**
   * True when the administrator was shown the advice against turning the setting off, and goes ahead.
   * Asked only of a change from on to off.
   */
  advice_acknowledged?: boolean;
  /** The setting. */
  automatic_activation_emails: Switch;
  /** The follow-up of those who wait. */
  follow_up?: FollowUpDraft;
  /**
   * Where the setting is off: the day (`2026-12-01`, its first moment) or the time (`2026-12-01T09:30`) on the organization's
   * clocks at which it returns to on by itself. Empty for "until somebody turns it on".
   */
  off_until?: string;
  /** The rules, in order. */
  rules: RuleDraft[];
  /** The sender; all parts empty for none. */
  sender: SenderDraft;
}

/** Whether people sign in on the company's own page. */
export type SingleSignOn = "on" | "off" | "unknown";

/** Why a delivery was skipped, or a person left out of a batch before it began. */
export type SkipReason = {
  code: "deactivated";
} | {
  code: "already_activated";
} | {
  code: "activation_unknown";
} | {
  code: "awaiting_acceptance";
} | {
  code: "no_license_that_counts";
} | {
  code: "declined_reminders";
} | {
  code: "rule_suppresses";
  /** Which one. */
  rule: RuleId;
} | {
  code: "undeliverable";
  /** Since when. */
  since: Timestamp;
} | {
  /** When. */
  at: Timestamp;
  code: "mailed_recently";
} | {
  code: "setting_is_off";
} | {
  code: "reminder_not_due";
} | {
  code: "automatic_reminders_off";
} | {
  code: "not_in_directory";
} | {
  code: "batch_cancelled";
};

/** How far a hand-over to a mail relay had come (RFC 5321). */
export type SmtpStage = "connect" | "hello" | "sign_in" | "sender" | "recipient" | "data" | "message";

/** Where a person stands. Not signed in, deactivated and unknown are never mixed. */
export type Standing = "waiting" | "unknown" | "pending_acceptance" | "deactivated" | "signed_in" | "everybody";

/** A template as it is kept. */
export interface StoredTemplate {
  /** When the draft was last changed. */
  changed_at: Timestamp;
  /** The draft. */
  draft: TemplateDraft;
  /** Identifier. */
  id: TemplateId;
  published?: PublishedVersion | null;
  /** Counts up with every saved change of the draft; also the `ETag`. */
  version: number;
}

/** Why an email is held back. */
export type SuppressReason = {
  code: "rule_suppresses";
  /** Which one. */
  rule: RuleId;
} | {
  code: "setting_is_off";
};

/** A kind of email that may be suppressed, and for which administrators write templates. */
export type SuppressibleKind = "activation" | "reminder";

/** On or off. */
export type Switch = "on" | "off";

/** Who took something back, and when. */
export interface TakenBack {
  /** When. */
  at: Timestamp;
  /** Who. */
  by: string;
}

/** A template as typed, perhaps wrong. */
export interface TemplateDraft {
  /** Colour of links and buttons, `#rrggbb`; nothing for the usual one. */
  accent?: string;
  /** What administrators call it. */
  name: string;
  /** What it is for. */
  purpose: SuppressibleKind;
  /** One text per language; the first is the main one, used where nothing fits better. */
  variants: VariantDraft[];
}

/** Names one template through all its versions. */
export type TemplateId = string;

/** Every template. */
export interface TemplateList {
  /** The templates, oldest first. */
  templates: StoredTemplate[];
}

/** A test mail. */
export interface TestMail {
  as_user?: UserId | null;
  /** The text to be sent, published or not, with one variant. */
  draft: TemplateDraft;
  /** Where it goes. */
  to: string;
}

/** What came of a test mail. */
export interface TestMailReport {
  /** Where it went. */
  mail: MailRoute;
}

/** A time zone. Offsets are seconds east of UTC. */
export interface TimeZone {
  changes: OffsetChange[];
  first_offset: number;
  /** Its name in the time zone database, for example `Europe/Warsaw`. */
  name: string;
}

/** One thing that happened to a person. */
export interface TimelineEntry {
  /** When. */
  at: Timestamp;
  /** What. */
  event: TimelineEvent;
}

/** What happened to a person. */
export type TimelineEvent = {
  event: "added";
} | {
  event: "first_seen";
} | {
  event: "last_seen";
} | {
  event: "reminders_declined";
} | {
  event: "noted";
  /** The note. */
  note: Note;
} | {
  /** How, and who noted it. */
  contact: Contact;
  event: "contacted";
} | (DeliveryState & {
  /** In which batch. */
  batch: BatchId;
  /** Activation email or reminder. */
  kind: SuppressibleKind;
} & {
  event: "delivery";
}) | {
  /** Which, and why. */
  bounce: Bounce;
  event: "bounced";
};

/**
 * A column of times. A person's time is `start` + `step` × their entry of `at`, in milliseconds since 1970-01-01T00:00:00Z;
 * null says that it is not known. Where everybody's time is `start`, or null together with `start`, `at` may be empty.
 */
export interface Times {
  /** One per person; empty stands for `start`. */
  at?: (number | null)[];
  /** Milliseconds since 1970 from which the entries count; null where no time is known. */
  start?: number | null;
  /** How many milliseconds one unit of the entries is, for example 86,400,000 where all are whole days after `start`. */
  step?: number;
}

/** A point in time, milliseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = string;

/** One step on the way to a decision. */
export type TraceStep = {
  step: "conversion_notice";
} | ({
  step: "concerns";
  unless?: NotApplicableReason | null;
}) | {
  /** What administrators call it. */
  name: string;
  /** What it found. */
  outcome: RuleOutcome;
  /** Which one. */
  rule: RuleId;
  step: "rule";
} | {
  /** Whether it decides; it does not where a rule has decided. */
  decides: boolean;
  /** What it says. */
  setting: Switch;
  step: "setting";
};

/** What a person's history remembers of the entry about their address. */
export interface Undeliverable {
  address?: AddressMark | null;
  /** Since when. */
  since: Timestamp;
}

/** An address that mail came back from. */
export type UndeliverableAddress = UndeliverableStanding & ({
  batch?: BatchId | null;
  /** The address that they have now. */
  email: EmailAddress;
  /** Counts up; never reused. */
  id: number;
  /** What they are called. */
  name: string;
  /** Why mail came back. */
  reason: BounceReason;
  /** Since when. */
  since: Timestamp;
  /** How often mail to this address failed for now, before and since. */
  soft_bounces: number;
  /** The enhanced status code (RFC 3463), where the notification gave one. */
  status?: string | null;
  /** Whom it belonged to when mail came back. */
  user: UserId;
});

/** A page of the list. */
export interface UndeliverablePage {
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
  /** The entries, newest first. */
  undeliverable: UndeliverableAddress[];
}

/** Whether an entry still keeps mail back. */
export type UndeliverableStanding = {
  standing: "in_force";
} | {
  standing: "corrected";
} | {
  /** When. */
  cleared_at: Timestamp;
  /** Who. */
  cleared_by: string;
  standing: "cleared";
};

/** What is decided about the emails to a person by the settings as saved, and how each decision came about. */
export interface UserDecisions {
  /** When it was decided; rules may be in force for a time only. */
  at: Timestamp;
  /** One for every kind of automatic email. */
  decisions: Explanation[];
}

/** Names one directory user for ever; never derived from the address, which may change. */
export type UserId = string;

/** A page of people. */
export interface UserPage {
  /**
   * Asks later what changed since the first page of this listing; the same on every page of it. Nothing where the backend
   * cannot say what changed.
   */
  changes_token?: string | null;
  /** Where the next page begins; nothing after the last. */
  next_cursor?: string | null;
  /** Who is no longer there, where what changed was asked for. Somebody may be named whom the client never knew. */
  removed?: UserId[];
  /** How many there are in all, changed or not. */
  total: number;
  /** The people, in the order in which they came; those who changed, in the order of their changes. */
  users: UserRecord[];
}

/** A directory user with what was mailed to them. */
export interface UserRecord {
  /** What this backend mailed to them. */
  mail: MailHistory;
  /** The person. */
  user: DirectoryUser;
}

/** A person's timeline. */
export interface UserTimeline {
  /** What happened, newest first. */
  entries: TimelineEntry[];
  /** The person. */
  record: UserRecord;
  undeliverable?: UndeliverableAddress | null;
}

/** One language of a template as typed. */
export interface VariantDraft {
  /** The blocks, in order. */
  blocks: BlockDraft[];
  /** For a text that is not the main one: what the main one said when this one was last held against it, as a mark per part. */
  follows?: Record<string, string>;
  /** Its language. */
  language: Language;
  /** The line that mail programs show beside the subject; merge fields allowed. */
  preheader?: string;
  /** Subject; merge fields allowed. */
  subject: string;
}

/** A published version with its contents, which never change. */
export interface VersionContents {
  /** Number, time and author. */
  published: PublishedVersion;
  /** The contents. */
  template: TemplateDraft;
}

/** The published versions of a template. */
export interface VersionList {
  /** The versions, newest first. */
  versions: PublishedVersion[];
}

/** The email settings with their version. */
export interface VersionedSettings {
  changed_at?: Timestamp | null;
  /** Who changed them last. */
  changed_by?: string | null;
  /** The settings. */
  settings: SettingsDraft;
  /** Counts up with every change; also the `ETag`. */
  version: number;
}

/** How many of those who wait get their mail in a language. */
export interface WaitingLanguage {
  /** The language. */
  language: Language;
  /** How many people. */
  people: number;
}

/** A link target that is safe to write into an email. */
export type WebAddress = string;
