#!/usr/bin/env python3
"""A complete small backend for Usher's console, in memory, with nothing but Python 3.11 and its standard library.

    python3 backend.py --port 8090 --token SECRET --allow-origin https://console.example.com
    usher-host conformance --base http://127.0.0.1:8090 --token-command 'echo SECRET' --writes

It speaks /api/v1 as public/openapi.json describes it. What it cannot do it says in its capabilities: it imports nobody, has one
text of its own and lets nobody write another, and cannot tell what changed since. What a rule would have to decide is decided
(who receives, what a filter finds, what may be done with a batch); what is not decided here is refused by name and never kept:
suppression rules, a cadence of reminders. Its mail goes nowhere, and it says so. To begin with yours: put your directory in the
place of `seed`, your sending in the place of `Store.settle`, a database in the place of `Store`.
"""
import argparse, json, re, threading, unicodedata, uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

LARGEST_PAGE, COOLDOWN, LARGEST_BODY = 500, timedelta(hours=24), 64 * 1024 * 1024
UTC, ACTOR, TEMPLATE = timezone.utc, "administrator", "the-usual-one"
now = lambda: (lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000))(datetime.now(UTC))
wire = lambda at: at and at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

# ---- refusals: problem documents (RFC 9457), one entry for every field that is wrong -------------------------------------------

KINDS = {"malformed": 400, "idempotency-key-missing": 400, "sign-in-needed": 401, "not-found": 404, "method-not-allowed": 405,
         "batch-state": 409, "id-taken": 409, "matching-changed": 409, "not-ready": 409, "recipients-changed": 409, "stale": 412,
         "too-large": 413, "unsupported-media-type": 415, "idempotency-key-reused": 422, "invalid": 422, "version-missing": 428}

class Problem(Exception):
    def __init__(self, kind, detail, errors=(), **more):
        errors = [{"pointer": pointer, "detail": why} for pointer, why in errors]
        self.status = KINDS[kind]
        self.body = {"type": f"/problems/{kind}", "title": kind.replace("-", " "), "status": self.status, "detail": detail,
                     "errors": errors, **more}

def invalid(*errors):
    return Problem("invalid", "Nothing was changed; correct the fields named below.", errors)

def malformed(pointer, why):
    return Problem("malformed", f"The request cannot be read: {pointer or 'the body'} {why}.", [(pointer, why)])

# ---- reading requests: of the right shape or refused; surplus fields are refused too, so that a typing error is answered ---------

def shape(value, kind, at=""):
    """Holds a value to a shape: a type, a tuple of words, a list of one shape, or the fields of an object ("?" may be missing)."""
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            raise malformed(at, "must be an object")
        names = {name.rstrip("?") for name in kind}
        for name in value:
            if name not in names:
                raise malformed(f"{at}/{name}", "is not known here")
        for name, inner in kind.items():
            if name.rstrip("?") in value and not (name.endswith("?") and value[name.rstrip("?")] is None):
                shape(value[name.rstrip("?")], inner, f"{at}/{name.rstrip('?')}")
            elif not name.endswith("?"):
                raise malformed(f"{at}/{name}", "is missing")
    elif isinstance(kind, list):
        if not isinstance(value, list):
            raise malformed(at, "must be a list")
        for index, item in enumerate(value):
            shape(item, kind[0], f"{at}/{index}")
    elif isinstance(kind, tuple):
        if value not in kind:
            raise malformed(at, f"must be one of {', '.join(kind)}")
    elif kind is datetime:
        moment(value, at)
    elif not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool) or (kind is int and value < 0):
        raise malformed(at, f"must be of type {kind.__name__}")
    return value

def moment(text, at):
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError):
        raise malformed(at, "must be a time such as 2026-11-22T09:30:00Z") from None

SWITCH, MAIL_KINDS = ("on", "off"), ("activation", "reminder")
SETTINGS = {"automatic_activation_emails": SWITCH, "off_until?": str, "rules": [object], "advice_acknowledged?": bool,
            "sender": {"name": str, "address": str, "reply_to": str}, "acknowledgement?": str,
            "follow_up?": {"owner": str, "reminder_days": str, "automatic_reminders?": SWITCH}}
STANDINGS = ("waiting", "unknown", "pending_acceptance", "deactivated", "signed_in", "everybody")
FILTER = {"search?": str, "standing?": STANDINGS, "waiting_more_than?": int, "waiting_at_most?": int, "department?": object,
          "license?": str, "language?": object, "account?": ("enabled", "deactivated", "pending_acceptance", "unknown"),
          "last_mail?": object, "reminders_at_least?": int, "reminders_at_most?": int, "due?": ("today", "later", "never"),
          "decision?": ("send", "suppress", "not_applicable")}
RECIPIENTS = {"by": ("users", "filter"), "users?": [str], "filter?": FILTER, "except?": [str], "expected?": int}
PLAN = {"kind": MAIL_KINDS, "recipients": RECIPIENTS}
BATCH = {**PLAN, "template": str, "expected_recipients": int, "confirmed_recipients?": int, "starts_at?": datetime, "per_day?": int}
NOTE, CONTACT = {"id": str, "text": str}, {"id": str, "way": ("phone", "in_person", "chat", "other"), "note?": str}

# ---- the directory: people as yours may know them --------------------------------------------------------------------------------

def seed():
    began, people = now() - timedelta(days=40), []
    names = "Ada Bo Cleo Dag Eve Finn Gro Hal Ida Jon Kai Lea Mia Ned Ola Pia Quy Rex Siv Tor Una Vic Wyn Xia Łucja Zoë".split()
    for index, name in enumerate(names):
        person = {"id": f"person-{index + 1}", "email": f"p{index + 1}@example.org", "department": ("Sales", None, "R&D")[index % 3],
                  "name": {"first": name, "last": "Example", "display": f"{name} Example"}, "language": ("en", "pl", None)[index % 3],
                  "licenses": ["calling"] if index % 6 else ["free"], "activation": {"state": "not_activated"},
                  "account_status": "enabled", "address_verification": "unknown", "added": wire(began + timedelta(days=index)),
                  "first_seen": wire(began + timedelta(days=index)), "added_by": "platform", "meeting_room_url": None,
                  "reminders_declined": None, "signed_in_by": None}
        if index % 8 == 3:
            person["activation"] = {"state": "activated", "last_seen": wire(began + timedelta(days=index + 2))}
        elif index % 8 == 5:
            person["account_status"] = "deactivated"
        elif index % 8 == 7:
            person["licenses"] = []
        mail = {"last": None, "activation_sent": None, "reminders_sent": 0, "contacted": None}
        people.append({"user": person, "mail": mail})
    return people

ORGANIZATION = {"name": "Example", "language": "en", "license_policy": "free_and_paid", "single_sign_on": "unknown",
                "portal_url": "https://settings.webex.com", "licenses": [
                    {"id": "calling", "name": "Calling", "price": "paid", "product": "calling", "service": "running"},
                    {"id": "free", "name": "Free plan", "price": "free", "product": "messaging", "service": "running"}]}
CAPABILITIES = {"backend": "backend.py", "mail": {"route": "nowhere"}, "import": "unavailable", "target_users": "available",
                "custom_content": "unavailable", "cooldown_hours": 24, "largest_page": LARGEST_PAGE}
TEXT = {"name": "The usual one", "purpose": "activation", "variants": [{"language": "en", "subject": "Your account is ready", "blocks": [
    {"id": "1", "kind": "text", "text": "Sign in with your company's name and password."}]}]}

# ---- the rules: who receives, and why not ----------------------------------------------------------------------------------------

def not_applicable(user, kind):
    """Why email of this kind is not for a person; in this order. A license counts here when there is one."""
    state, account = user["activation"]["state"], user["account_status"]
    reasons = [(account == "deactivated", "deactivated"), (state == "activated", "already_activated"),
               (account == "pending_acceptance", "awaiting_acceptance"), (state == "unknown", "activation_unknown"),
               (not user["licenses"], "no_license_that_counts"),
               (kind == "reminder" and user["reminders_declined"], "declined_reminders")]
    return next(({"code": code} for holds, code in reasons if holds), None)

def explain(user, kind, setting):
    if kind == "conversion_notice":
        decision = {"decision": "send", "reason": {"code": "conversion_is_always_notified"}}
        return {"kind": kind, "decision": decision, "steps": [{"step": "conversion_notice"}]}
    unless = not_applicable(user, kind)
    steps = [{"step": "concerns", "unless": unless}]
    if unless:
        return {"kind": kind, "decision": {"decision": "not_applicable", "reason": unless}, "steps": steps}
    word, code = ("send", "setting_is_on") if setting == "on" else ("suppress", "setting_is_off")
    steps.append({"step": "setting", "setting": setting, "decides": True})
    return {"kind": kind, "decision": {"decision": word, "reason": {"code": code}}, "steps": steps}

def keeps_back(record, kind):
    """Why an administrator's email does not go to a person now."""
    last = record["mail"]["last"]
    recent = last and last["kind"] == kind and now() - moment(last["at"], "") < COOLDOWN
    return not_applicable(record["user"], kind) or ({"code": "mailed_recently", "at": last["at"]} if recent else None)

def standing(user):
    state, account = user["activation"]["state"], user["account_status"]
    return ("deactivated" if account == "deactivated" else "signed_in" if state == "activated" else
            "pending_acceptance" if account == "pending_acceptance" else "waiting" if state == "not_activated" else "unknown")

def fold(text):
    """Lower case without the accents of Latin letters, so that "lucja" finds "Łucja"."""
    base = lambda c: unicodedata.normalize("NFD", c)[0]
    return "".join({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "’": "'"}.get(c) or (base(c) if base(c).isascii() else c)
                   for c in text.lower())

def known(asked, said):
    return asked is None or (said is None if asked == "not_known" else isinstance(asked, dict) and said is not None and asked.get("is") == said)

def passes(asked, record, setting):
    user, mail = record["user"], record["mail"]
    waits = standing(user) in ("waiting", "pending_acceptance") and user["activation"]["state"] == "not_activated"
    waited = (now() - moment(user["added"], "")).days if waits and user["added"] else None
    compare = lambda name, holds: asked.get(name) is None or holds(asked[name])
    last, outcome = asked.get("last_mail"), mail["last"] and mail["last"]["outcome"]
    decided = explain(user, "reminder" if mail["activation_sent"] else "activation", setting)["decision"]["decision"]
    words, text = fold(asked.get("search", "")).split(), fold(f"{user['name']['display']} {user['email']} {user['department'] or ''}")
    return (asked.get("standing", "waiting") in ("everybody", standing(user)) and all(word in text for word in words)
            and compare("waiting_more_than", lambda days: waited is not None and waited > days)
            and compare("waiting_at_most", lambda days: waited is not None and waited <= days)
            and known(asked.get("department"), user["department"]) and known(asked.get("language"), user["language"])
            and compare("license", lambda license: license in user["licenses"])
            and compare("account", lambda account: account == user["account_status"])
            and (last is None or (outcome is None if last == "none_yet" else isinstance(last, dict) and last.get("outcome") == outcome))
            and compare("reminders_at_least", lambda least: mail["reminders_sent"] >= least)
            and compare("reminders_at_most", lambda most: mail["reminders_sent"] <= most)
            and compare("due", lambda due: due == "never") and compare("decision", lambda word: word == decided))

def wrong_settings(draft, before):
    """Every field that is wrong, at once."""
    is_address = lambda text: re.fullmatch(r"[^\s@\"\\<>,;]{1,64}@[^\s@\"\\<>,;.]+(\.[^\s@\"\\<>,;.]+)+", text.strip())
    sender, follow_up, until = draft["sender"], draft["follow_up"], draft["off_until"].strip()
    wrong = [(f"/rules/{index}", "this backend keeps no suppression rules") for index, _ in enumerate(draft["rules"])]
    if until:
        try:
            late = draft["automatic_activation_emails"] == "off" and moment(until, "") > now()
            wrong += [] if late else [("/off_until", "is for a setting that is off, and lies ahead")]
        except Problem:
            wrong.append(("/off_until", "must be a day or a time such as 2026-12-01T09:30"))
    if any(part.strip() for part in sender.values()):
        name = sender["name"].strip()
        wrong += [] if 0 < len(name) <= 100 and name.isprintable() else [("/sender/name", "must be a name of at most 100 characters")]
        wrong += [] if is_address(sender["address"]) else [("/sender/address", "is no email address")]
        wrong += [] if not sender["reply_to"].strip() or is_address(sender["reply_to"]) else [("/sender/reply_to", "is no email address")]
    if len(follow_up["owner"]) > 100 or not (follow_up["owner"] or " ").isprintable():
        wrong.append(("/follow_up/owner", "must be a name of at most 100 characters"))
    if follow_up["reminder_days"].strip():
        wrong.append(("/follow_up/reminder_days", "this backend keeps no cadence of reminders; leave it empty"))
    if follow_up["automatic_reminders"] == "on":
        wrong.append(("/follow_up/automatic_reminders", "this backend starts no reminders by itself"))
    if before["automatic_activation_emails"] == "on" and draft["automatic_activation_emails"] == "off":
        wrong += [] if draft["advice_acknowledged"] else [("/advice_acknowledged", "turning it off must be acknowledged")]
        if not 10 <= len(draft["acknowledgement"].strip()) <= 500:
            wrong.append(("/acknowledgement", "say in 10 to 500 characters why, as no cadence of reminders is kept"))
    return wrong

# ---- what is kept ----------------------------------------------------------------------------------------------------------------

class Store:
    def __init__(self):
        self.people = {record["user"]["id"]: record for record in seed()}
        self.version, self.changed = 1, (None, None)
        self.settings = {"automatic_activation_emails": "on", "off_until": "", "rules": [], "advice_acknowledged": False,
                         "sender": {"name": "", "address": "", "reply_to": ""}, "acknowledgement": "",
                         "follow_up": {"owner": "", "reminder_days": "", "automatic_reminders": "off"}}
        at = wire(now())
        self.template = {"id": TEMPLATE, "version": 1, "draft": TEXT, "changed_at": at, "published": {"version": 1, "at": at, "by": ACTOR}}
        self.batches, self.deliveries, self.keys, self.written, self.activity = {}, {}, {}, {}, []

    def record(self, what, **action):
        self.activity.insert(0, {"id": len(self.activity) + 1, "at": wire(now()), "actor": ACTOR, "action": {"action": what, **action}})

    def person(self, id):
        if id not in self.people:
            raise Problem("not-found", "There is no such person.")
        return self.people[id]

    def batch(self, id):
        if id not in self.batches:
            raise Problem("not-found", "There is no such send batch.")
        batch = self.batches[id]
        counts = {name: 0 for name in ("queued", "sending", "sent", "failed", "skipped", "uncertain")}
        for delivery in self.deliveries[id]:
            counts[delivery["state"]["state"]] += 1
        batch["counts"] = {"total": len(self.deliveries[id]), **counts}
        return batch

    def settle(self):
        """What time has brought: the setting returns, batches begin and are sent. Another backend has a worker for this."""
        until = self.settings["off_until"]
        if until and moment(until, "") <= now():
            self.settings = {**self.settings, "automatic_activation_emails": "on", "off_until": ""}
            self.version, self.changed = self.version + 1, (wire(now()), ACTOR)
            self.record("setting_returned", since=wire(moment(until, "")))
        for id, batch in self.batches.items():
            if batch["state"] == "scheduled" and moment(batch["starts_at"], "") <= now():
                batch["state"] = "running"
            if batch["state"] == "running":
                self.send(id, batch)

    def send(self, id, batch):
        today = sum(1 for one in self.deliveries[id] if one["state"]["state"] == "sent" and one["at"][:10] == wire(now())[:10])
        left = batch["per_day"] - today if batch["per_day"] else len(self.deliveries[id])
        for delivery in self.deliveries[id]:
            if delivery["state"]["state"] != "queued" or left <= 0:
                continue
            record, at = self.people[delivery["user"]], wire(now())
            why = keeps_back(record, batch["kind"])  # looked at again: they may have signed in meanwhile
            delivery["at"], delivery["state"] = at, {"state": "skipped", "reason": why} if why else {"state": "sent"}
            if not why:
                left -= 1
                record["mail"]["last"] = {"kind": batch["kind"], "at": at, "outcome": "sent"}
                if batch["kind"] == "activation":
                    record["mail"]["activation_sent"] = at
                else:
                    record["mail"]["reminders_sent"] += 1
        if not any(one["state"]["state"] == "queued" for one in self.deliveries[id]):
            batch["state"] = "finished"
            self.record("batch_finished", batch=id, counts=self.batch(id)["counts"])

    def plan(self, kind, recipients):
        """Numbers, the first of those who receive and of those who do not; and everybody who receives."""
        by, named = recipients["by"], recipients.get("users", recipients.get("except", []))
        surplus = {"users": ("filter", "except", "expected"), "filter": ("users",)}[by]
        missing = [name for name in {"users": ("users",), "filter": ("filter", "expected")}[by] if recipients.get(name) is None]
        for name in [name for name in surplus if name in recipients] + missing:
            raise malformed(f"/recipients/{name}", f"does not go with recipients by {by}, or is missing")
        if by == "filter":
            strangers = [(f"/recipients/except/{at}", "there is no such person") for at, id in enumerate(named) if id not in self.people]
            if strangers:
                raise invalid(*strangers)
            setting = self.settings["automatic_activation_emails"]
            meant = [id for id, record in self.people.items() if passes(recipients["filter"], record, setting)]
        else:
            meant = list(dict.fromkeys(named))
        receiving, left = [], {}
        for id in meant:
            if by == "filter" and id in named:
                continue
            why = keeps_back(self.people[id], kind) if id in self.people else {"code": "not_in_directory"}
            if why is None:
                receiving.append(id)
                continue
            group = left.setdefault(why["code"], {"reason": why, "count": 0, "sample": []})
            group["count"] += 1
            group["sample"] = (group["sample"] + [id])[:200]
            group["reason"] = max(group["reason"], why, key=lambda reason: reason.get("at", ""))
        not_ready = None if self.settings["sender"]["address"] else "sender_missing"
        report = {"matching": len(meant), "recipients": len(receiving), "sample": receiving[:200],
                  "left_out": sorted(left.values(), key=lambda group: -group["count"]),
                  "not_ready": not_ready or (None if kind == "activation" else "template_missing")}
        return report, receiving

STORE, LOCK = Store(), threading.RLock()

# ---- routes ----------------------------------------------------------------------------------------------------------------------

ROUTES = []

def route(method, path, body=None):
    """Answers this path. `body` is the shape of what is sent."""
    pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", "/api/v1" + path))
    return lambda handle: ROUTES.append((method, pattern, body, handle)) or handle

def page(query, items, name, default=100, **more):
    """A page of a collection: cursors are places in it."""
    limit, cursor = query.get("limit", str(default)), query.get("cursor", "0")
    if not re.fullmatch(r"\d{1,9}", limit) or not 1 <= int(limit) <= max(LARGEST_PAGE, default):
        raise malformed("limit", f"is a number from 1 to {LARGEST_PAGE}")
    if not re.fullmatch(r"\d{1,9}", cursor):
        raise malformed("cursor", "is not known; begin again without one")
    start, end = int(cursor), int(cursor) + int(limit)
    return {name: items[start:end], "next_cursor": str(end) if end < len(items) else None, **more}

def known_parameters(query, *names):
    for name in query:
        if name not in names:
            raise malformed(name, "is not known here")

get_plainly = {"/capabilities": lambda: CAPABILITIES, "/organization": lambda: ORGANIZATION, "/templates": lambda: {"templates": [STORE.template]},
               "/activity/actors": lambda: {"actors": sorted({entry["actor"] for entry in STORE.activity})}}
for path, answer in get_plainly.items():
    route("GET", path)(lambda call, answer=answer: (200, answer(), {}))

def versioned():
    at, by = STORE.changed
    body = {"version": STORE.version, "settings": STORE.settings, "changed_at": at, "changed_by": by}
    return 200, body, {"ETag": f'"{STORE.version}"'}

@route("GET", "/email-settings")
def read_settings(call):
    return versioned()

@route("PUT", "/email-settings", SETTINGS)
def save_settings(call):
    call.at_version(STORE.version)
    follow_up = {"owner": "", "reminder_days": "", "automatic_reminders": "off", **(call.body.get("follow_up") or {})}
    draft = {**{"off_until": "", "acknowledgement": "", "advice_acknowledged": False}, **call.body, "follow_up": follow_up}
    wrong, before = wrong_settings(draft, STORE.settings), STORE.settings
    if wrong:
        raise invalid(*wrong)
    said = {"acknowledgement": {"words": draft["acknowledgement"].strip(), "missing": ["reminder_cadence"]}} if draft["acknowledgement"] else {}
    STORE.settings = {**draft, "acknowledgement": "", "advice_acknowledged": False}  # an acknowledgement is for one change
    STORE.version, STORE.changed = STORE.version + 1, (wire(now()), ACTOR)
    STORE.record("settings_changed", before=before, after=STORE.settings, **said)
    return versioned()

@route("POST", "/email-settings/rules/validation", {"settings": SETTINGS})
def validate_rules(call):
    rules = range(len(call.body["settings"]["rules"]))
    problem = {"severity": "error", "detail": "this backend keeps no suppression rules"}
    return 200, {"problems": [{"pointer": f"/rules/{index}", **problem} for index in rules]}, {}

@route("GET", "/email-settings/readiness")
def readiness(call):
    waiting = [record["user"]["language"] or ORGANIZATION["language"] for record in STORE.people.values() if standing(record["user"]) == "waiting"]
    languages = [{"language": language, "people": waiting.count(language)} for language in sorted(set(waiting))]
    return 200, {"waiting_languages": languages, "templates": [], "test_mail": None}, {}

@route("GET", "/users")
def users(call):
    known_parameters(call.query, "cursor", "limit")
    return 200, page(call.query, list(STORE.people.values()), "users", total=len(STORE.people)), {}

@route("GET", "/users/due")
def due(call):
    waiting = sum(1 for record in STORE.people.values() if standing(record["user"]) == "waiting")
    return 200, {"due_today": 0, "waiting": waiting, "next_run": wire(now() + timedelta(days=1))}, {}

@route("GET", "/users/{id}")
def user(call, id):
    return 200, STORE.person(id), {}

@route("GET", "/users/{id}/decisions")
def decisions(call, id):
    person, setting = STORE.person(id)["user"], STORE.settings["automatic_activation_emails"]
    return 200, {"at": wire(now()), "decisions": [explain(person, kind, setting) for kind in (*MAIL_KINDS, "conversion_notice")]}, {}

@route("GET", "/users/{id}/timeline")
def timeline(call, id):
    record = STORE.person(id)
    person, entries = record["user"], [(record["user"]["first_seen"], {"event": "first_seen"})]
    entries += [(person["added"], {"event": "added"})] if person["added"] else []
    entries += [(person["activation"]["last_seen"], {"event": "last_seen"})] if person["activation"].get("last_seen") else []
    entries += [(one["at"], {"event": "delivery", "batch": one["batch"], "kind": one["kind"], **one["state"]})
                for batch in STORE.deliveries.values() for one in batch if one["user"] == id]
    for kind, (of, thing) in STORE.written.values():
        if of == id and not thing.get("removed") and not thing.get("withdrawn"):
            entries.append((thing["at"], {"event": {"note": "noted", "contact": "contacted"}[kind], kind: thing}))
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return 200, {"record": record, "entries": [{"at": at, "event": event} for at, event in entries]}, {}

def add(call, user, kind, text, fields):
    """A note or a contact: the same identifier adds one, however often it comes."""
    STORE.person(user)
    wrong = [] if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", call.body["id"]) else [("/id", "must be 1 to 64 letters, digits, dots, dashes or underscores")]
    said = call.body.get(text) or ""
    bad = len(said) > 2000 or any(unicodedata.category(c) == "Cc" and c not in "\r\n" for c in said) or (kind == "note" and not said.strip())
    wrong += [(f"/{text}", "must be at most 2,000 characters without control characters, and a note says something")] if bad else []
    if wrong:
        raise invalid(*wrong)
    said = said.replace("\r\n", "\n").replace("\r", "\n").strip()
    thing = {"id": call.body["id"], text: said or None, **{name: call.body[name] for name in fields}}
    of_kind, (of, before) = STORE.written.get(thing["id"], (None, (None, {})))
    if before:
        if (of_kind, of) == (kind, user) and all(before[name] == value for name, value in thing.items()):
            return 200, before, {}
        raise Problem("id-taken", "This identifier belongs to something else. Nothing was added.", [("/id", "belongs to something else")])
    thing |= {"at": wire(now()), "by": ACTOR}
    STORE.written[thing["id"]] = (kind, (user, thing))
    return 201, thing, {}

def written(user, id, kind):
    STORE.person(user)
    of_kind, (of, thing) = STORE.written.get(id, (None, (None, None)))
    if (of_kind, of) != (kind, user):
        raise Problem("not-found", f"There is no such {kind}.")
    return thing

def keep_last_contact(user):
    times = [thing["at"] for kind, (of, thing) in STORE.written.values() if kind == "contact" and of == user and not thing.get("withdrawn")]
    STORE.people[user]["mail"]["contacted"] = max(times, default=None)

@route("POST", "/users/{user}/notes", NOTE)
def add_note(call, user):
    status, note, headers = add(call, user, "note", "text", [])
    if status == 201:
        STORE.record("note_added", user=user, note=note["id"])
    return status, note, headers

@route("POST", "/users/{user}/notes/{note}/removal")
def remove_note(call, user, note):
    kept = written(user, note, "note")
    if not kept.get("removed"):
        kept["removed"] = {"at": wire(now()), "by": ACTOR}
        STORE.record("note_removed", user=user, note=note)
    return 200, kept, {}

@route("POST", "/users/{user}/notes/{note}/restoration")
def restore_note(call, user, note):
    kept = written(user, note, "note")
    if kept.pop("removed", None):
        STORE.record("note_restored", user=user, note=note)
    return 200, kept, {}

@route("POST", "/users/{user}/contacts", CONTACT)
def add_contact(call, user):
    status, contact, headers = add(call, user, "contact", "note", ["way"])
    if status == 201:
        keep_last_contact(user)
        STORE.record("contact_noted", user=user, contact=contact["id"], way=contact["way"])
    return status, contact, headers

@route("POST", "/users/{user}/contacts/{contact}/withdrawal")
def withdraw_contact(call, user, contact):
    kept = written(user, contact, "contact")
    if not kept.get("withdrawn"):
        kept["withdrawn"] = {"at": wire(now()), "by": ACTOR}
        keep_last_contact(user)
        STORE.record("contact_withdrawn", user=user, contact=contact)
    return 200, kept, {}

def the_template(id, version="1"):
    if (id, version) != (TEMPLATE, "1"):
        raise Problem("not-found", "There is no such template.")
    return STORE.template

@route("GET", "/templates/{id}")
def template(call, id):
    return 200, the_template(id), {"ETag": '"1"'}

@route("GET", "/templates/{id}/versions")
def versions(call, id):
    return 200, {"versions": [the_template(id)["published"]]}, {}

@route("GET", "/templates/{id}/versions/{version}")
def version(call, id, version):
    return 200, {"published": the_template(id, version)["published"], "template": TEXT}, {}

@route("POST", "/send-batches/plan", PLAN)
def plan(call):
    return 200, STORE.plan(call.body["kind"], call.body["recipients"])[0], {}

@route("GET", "/send-batches")
def batches(call):
    known_parameters(call.query, "cursor", "limit", "template")
    found = [STORE.batch(id) for id in reversed(STORE.batches) if call.query.get("template", TEMPLATE) == TEMPLATE]
    return 200, page(call.query, found, "batches", default=100_000_000), {}

@route("POST", "/send-batches", BATCH)
def start(call):
    request, key = call.body, (call.headers.get("Idempotency-Key") or "").strip()
    if not re.fullmatch(r"[!-~]{1,200}", key):
        raise Problem("idempotency-key-missing", "Send a new Idempotency-Key with every batch.", [("Idempotency-Key", "is missing or malformed")])
    same = json.dumps(request, sort_keys=True)
    if key in STORE.keys:
        before, status, answer, headers = STORE.keys[key]
        if before != same:
            raise Problem("idempotency-key-reused", "This key came with another request before. Nothing was sent.")
        return status, answer, {**headers, "Idempotency-Replayed": "true"}
    begins = request.get("starts_at") and moment(request["starts_at"], "")
    wrong = [("/starts_at", "lies ahead, within a year")] if begins and not now() < begins <= now() + timedelta(days=366) else []
    wrong += [("/per_day", "is at least 1")] if request.get("per_day") == 0 else []
    wrong += [("/template", "there is no such template for this kind of email")] if not wrong and (request["template"], request["kind"]) != (TEMPLATE, "activation") else []
    if wrong:
        raise invalid(*wrong)
    report, receiving = STORE.plan(request["kind"], request["recipients"])
    if report["not_ready"]:
        raise Problem("not-ready", "Set the sender in the email settings first. Nothing was sent.")
    numbers = [("matching-changed", request["recipients"].get("expected"), report["matching"]),
               ("recipients-changed", request["expected_recipients"], report["recipients"])]
    for kind, expected, found in numbers:
        if expected is not None and expected != found:
            detail = f"There are {found} people now, not {expected}. Nothing was sent; look again."
            raise Problem(kind, detail, moved={"expected": expected, "now": found})
    if not receiving:
        raise invalid(("/recipients", "nobody of them receives this email; see the plan for the reasons"))
    id, at = str(uuid.uuid4()), wire(now())
    STORE.batches[id] = {"id": id, "kind": request["kind"], "template": TEMPLATE, "template_version": 1, "created": at, "created_by": ACTOR,
                         "origin": "administrator", "mode": "real", "state": "scheduled" if begins else "running",
                         "starts_at": wire(begins) or None, "per_day": request.get("per_day")}
    STORE.deliveries[id] = [{"batch": id, "user": user, "kind": request["kind"], "state": {"state": "queued"}, "at": at, "attempts": 0} for user in receiving]
    left = sum(group["count"] for group in report["left_out"])
    STORE.record("batch_started", batch=id, kind=request["kind"], origin="administrator", recipients=len(receiving), left_out=left)
    STORE.keys[key] = (same, 201, dict(STORE.batch(id)), {"Location": f"/api/v1/send-batches/{id}"})
    return STORE.keys[key][1:]

@route("GET", "/send-batches/{id}")
def batch(call, id):
    return 200, STORE.batch(id), {}

@route("GET", "/send-batches/{id}/deliveries")
def deliveries(call, id):
    known_parameters(call.query, "cursor", "limit", "state", "reason")
    if call.query.get("state", "sent") not in ("queued", "sending", "sent", "failed", "skipped", "uncertain"):
        raise malformed("state", "is not a state of a delivery")
    STORE.batch(id)
    fits = lambda one: (call.query.get("state", one["state"]["state"]) == one["state"]["state"]
                        and call.query.get("reason") in (None, one["state"].get("reason", {}).get("code", "")))
    return 200, page(call.query, [one for one in STORE.deliveries[id] if fits(one)], "deliveries"), {}

def step(path, body=None, **becomes):
    """What an administrator does with a batch: the state that it has, and the one that it gets; others are refused."""
    def handle(call, id):
        batch, strangers = STORE.batch(id), []
        before = batch["state"]
        if before not in becomes:
            raise Problem("batch-state", f"The batch is {before}. Nothing was changed.")
        if body and call.body.get("users") is not None:
            there = {one["user"] for one in STORE.deliveries[id]}
            strangers = [(f"/users/{at}", "is not in this batch") for at, user in enumerate(call.body["users"]) if user not in there]
        if strangers:
            raise invalid(*strangers)
        if becomes[before] != before:
            batch["state"] = becomes[before]
            if before == "scheduled":
                batch["starts_at"] = wire(now())
            if batch["state"] == "cancelled":
                for one in STORE.deliveries[id]:
                    if one["state"]["state"] == "queued":
                        one["at"], one["state"] = wire(now()), {"state": "skipped", "reason": {"code": "batch_cancelled"}}
            told = {"cancelled": "batch_cancelled", "paused": "batch_paused", "running": "batch_resumed"}[batch["state"]]
            STORE.record(told, batch=id, counts=STORE.batch(id)["counts"])
        return 200, {**STORE.batch(id), "changed": 0}, {}  # nothing here fails or stays uncertain, so nothing is tried again
    route("POST", "/send-batches/{id}/" + path, body)(handle)

AS_IT_IS = {state: state for state in ("scheduled", "running", "paused", "finished")}
step("cancellation", scheduled="cancelled", running="cancelled", paused="cancelled", finished="finished", cancelled="cancelled")
step("pause", running="paused", paused="paused")
step("resumption", scheduled="running", paused="running", running="running")
step("retry", **AS_IT_IS)
step("resolution", {"resolution": ("resend", "sent"), "users?": [str]}, **AS_IT_IS)

@route("GET", "/activity")
def activity(call):
    known_parameters(call.query, "cursor", "limit", "kind", "actor", "from", "until")
    query, kinds = call.query, {"note": "contact", "contact": "contact", "settings": "settings", "setting": "settings", "batch": "batch"}
    since, until = (moment(query[name], name) if name in query else None for name in ("from", "until"))
    if since and until and since >= until:
        raise malformed("until", "must be later than from")
    if query.get("kind", "batch") not in ("settings", "template", "batch", "directory", "contact"):
        raise malformed("kind", "is not a kind of activity")
    if query.get("actor") == "":
        raise malformed("actor", "is empty")
    fits = lambda entry: (query.get("kind") in (None, kinds[entry["action"]["action"].split("_")[0]]) and query.get("actor") in (None, entry["actor"])
                          and (not since or since <= moment(entry["at"], "")) and (not until or moment(entry["at"], "") < until))
    return 200, page(query, [entry for entry in STORE.activity if fits(entry)], "entries"), {}

@route("GET", "/undeliverable")
def undeliverable(call):
    return 200, page(call.query, [], "undeliverable"), {}

@route("POST", "/undeliverable/{id}/clearance")
def clear(call, id):
    raise Problem("not-found", "There is no such entry.")

# ---- HTTP ------------------------------------------------------------------------------------------------------------------------

class Call(BaseHTTPRequestHandler):
    protocol_version, token, origin = "HTTP/1.1", None, None

    def at_version(self, version):
        """Refuses a change of another version than the one that is kept."""
        tags = self.headers.get("If-Match")
        if tags is None:
            raise Problem("version-missing", "Send If-Match with the ETag of the version that you change.", [("If-Match", "is missing")])
        if f'"{version}"' not in [tag.strip() for tag in tags.split(",")]:
            raise Problem("stale", f"It was changed meanwhile and is now at version {version}. Nothing was saved.")

    def handled(self):
        address = urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Problem("too-large", "Send a Content-Length of at most 64 MB.")
        text = self.rfile.read(int(length))
        if self.token and self.headers.get("Authorization") != f"Bearer {self.token}":
            raise Problem("sign-in-needed", "Send the token as Authorization: Bearer ….")
        fitting = [(method, found, body, handle) for method, pattern, body, handle in ROUTES if (found := pattern.fullmatch(address.path))]
        if not fitting:
            raise Problem("not-found", "There is no such path.")
        # The first path that fits: /users/due before /users/{id}.
        chosen = next(((found, body, handle) for method, found, body, handle in fitting if method == self.command), None)
        if not chosen:
            raise Problem("method-not-allowed", "This path has " + ", ".join(method for method, *_ in fitting) + ".")
        found, body, handle = chosen
        self.query = dict(parse_qsl(address.query, keep_blank_values=True))
        if body is not None:
            if self.headers.get("Content-Type", "").split(";")[0].strip().lower() != "application/json":
                raise Problem("unsupported-media-type", "Send the body as application/json.", [("Content-Type", "is another")])
            try:
                self.body = json.loads(text)
            except ValueError:
                raise Problem("malformed", "The body is not JSON.") from None
            shape(self.body, body)
        with LOCK:
            STORE.settle()
            status, answer, headers = handle(self, **{name: unquote(part) for name, part in found.groupdict().items()})
            return status, json.dumps(answer), headers

    def answer(self):
        media_type = "application/json"
        try:
            status, text, headers = self.handled()
        except Problem as problem:
            status, text, headers, media_type = problem.status, json.dumps(problem.body), {}, "application/problem+json"
        self.reply(status, text.encode(), {"Content-Type": media_type, "Cache-Control": "no-store", **headers})

    def reply(self, status, text, headers):
        self.send_response(status)
        if self.origin and self.headers.get("Origin") == self.origin:
            headers |= {"Access-Control-Allow-Origin": self.origin, "Access-Control-Expose-Headers": "ETag, Idempotency-Replayed", "Vary": "Origin"}
        for name, value in {**headers, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def do_OPTIONS(self):
        allowed = {"Access-Control-Allow-Methods": "GET, POST, PUT", "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, Idempotency-Key"}
        self.reply(204, b"", allowed)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass  # paths name people

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--token", help="what every request must show; without it anybody on this machine is let in")
    parser.add_argument("--allow-origin", help="the origin of a console that is served elsewhere")
    options = parser.parse_args()
    Call.token, Call.origin = options.token, options.allow_origin
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Call)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
