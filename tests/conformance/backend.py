#!/usr/bin/env python3
"""A complete small backend for Usher's console, in memory, with nothing but Python 3.11 and its standard library.

    python3 backend.py --port 8090 --token SECRET --allow-origin https://console.example.com
    usher-host conformance --base http://127.0.0.1:8090 --token-command 'echo SECRET' --writes

It speaks /api/v1 as public/openapi.json describes it. What it cannot do it says in its capabilities: it imports nobody, has one
text of its own and lets nobody write another, and cannot tell what changed since. What a rule would have to decide is decided
(who receives, what a filter finds, what may be done with a batch); what is not decided here is refused by name and never kept:
suppression rules, a cadence of reminders (see rules.py). Its mail goes nowhere, and it says so. To begin with yours: put your
directory in the place of `seed`, your sending in the place of `Store.settle`, a database in the place of `Store`.
"""
import argparse, json, re, threading, traceback, unicodedata, uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from rules import (BATCH, CONTACT, MAIL_KINDS, NOTE, PLAN, SETTINGS, Problem, explain, invalid, keeps_back, malformed, moment, now, passes,
                   shape, standing, wire, wrong_settings)

LARGEST_PAGE, LARGEST_BODY = 500, 64 * 1024 * 1024
ACTOR, TEMPLATE = "administrator", "the-usual-one"

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
        needs, bars = (("users",), ("filter", "except", "expected")) if by == "users" else (("filter", "expected"), ("users",))
        for name in [name for name in bars if name in recipients] + [name for name in needs if recipients.get(name) is None]:
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

def page(call, items, name, *parameters, default=100, **more):
    """A page of a collection: cursors are places in it."""
    query = call.query
    for surplus in query.keys() - {"cursor", "limit", *parameters}:
        raise malformed(surplus, "is not known here")
    limit, cursor = query.get("limit", str(default)), query.get("cursor", "0")
    if not re.fullmatch(r"\d{1,9}", limit) or not 1 <= int(limit) <= max(LARGEST_PAGE, default):
        raise malformed("limit", f"is a number from 1 to {LARGEST_PAGE}")
    if not re.fullmatch(r"\d{1,9}", cursor):
        raise malformed("cursor", "is not known; begin again without one")
    start, end = int(cursor), int(cursor) + int(limit)
    return {name: items[start:end], "next_cursor": str(end) if end < len(items) else None, **more}

def versioned():
    body = {"version": STORE.version, "settings": STORE.settings, "changed_at": STORE.changed[0], "changed_by": STORE.changed[1]}
    return 200, body, {"ETag": f'"{STORE.version}"'}

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
    return {"problems": [{"pointer": f"/rules/{index}", **problem} for index in rules]}

@route("GET", "/email-settings/readiness")
def readiness(call):
    waiting = [record["user"]["language"] or ORGANIZATION["language"] for record in STORE.people.values() if standing(record["user"]) == "waiting"]
    languages = [{"language": language, "people": waiting.count(language)} for language in sorted(set(waiting))]
    return {"waiting_languages": languages, "templates": [], "test_mail": None}

@route("GET", "/users/due")
def due(call):
    waiting = [record for record in STORE.people.values() if standing(record["user"]) == "waiting"]
    return {"due_today": 0, "waiting": len(waiting), "next_run": wire(now() + timedelta(days=1))}

@route("GET", "/users/{id}/decisions")
def decisions(call, id):
    person, setting = STORE.person(id)["user"], STORE.settings["automatic_activation_emails"]
    return {"at": wire(now()), "decisions": [explain(person, kind, setting) for kind in (*MAIL_KINDS, "conversion_notice")]}

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
    return {"record": record, "entries": [{"at": at, "event": event} for at, event in entries]}

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
    return kept

@route("POST", "/users/{user}/notes/{note}/restoration")
def restore_note(call, user, note):
    kept = written(user, note, "note")
    if kept.pop("removed", None):
        STORE.record("note_restored", user=user, note=note)
    return kept

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
    return kept

def the_template(id, version="1"):
    if (id, version) != (TEMPLATE, "1"):
        raise Problem("not-found", "There is no such template.")
    return STORE.template

@route("GET", "/send-batches")
def batches(call):
    found = [STORE.batch(id) for id in reversed(STORE.batches) if call.query.get("template", TEMPLATE) == TEMPLATE]
    return page(call, found, "batches", "template", default=100_000_000)

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

@route("GET", "/send-batches/{id}/deliveries")
def deliveries(call, id):
    if call.query.get("state", "sent") not in ("queued", "sending", "sent", "failed", "skipped", "uncertain"):
        raise malformed("state", "is not a state of a delivery")
    STORE.batch(id)
    fits = lambda one: (call.query.get("state", one["state"]["state"]) == one["state"]["state"]
                        and call.query.get("reason") in (None, one["state"].get("reason", {}).get("code", "")))
    return page(call, [one for one in STORE.deliveries[id] if fits(one)], "deliveries", "state", "reason")

def step(path, body=None, **becomes):
    """What an administrator does with a batch: the state that it has, and the one that it gets; others are refused."""
    def handle(call, id):
        batch, before = STORE.batch(id), STORE.batch(id)["state"]
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
        return {**STORE.batch(id), "changed": 0}  # nothing here fails or stays uncertain, so nothing is tried again
    route("POST", "/send-batches/{id}/" + path, body)(handle)

AS_IT_IS = {state: state for state in ("scheduled", "running", "paused", "finished")}
step("cancellation", scheduled="cancelled", running="cancelled", paused="cancelled", finished="finished", cancelled="cancelled")
step("pause", running="paused", paused="paused")
step("resumption", scheduled="running", paused="running", running="running")
step("retry", **AS_IT_IS)
step("resolution", {"resolution": ("resend", "sent"), "users?": [str]}, **AS_IT_IS)

@route("GET", "/activity")
def activity(call):
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
    return page(call, [entry for entry in STORE.activity if fits(entry)], "entries", "kind", "actor", "from", "until")

READS = {
    "/capabilities": lambda call: CAPABILITIES,
    "/organization": lambda call: ORGANIZATION,
    "/templates": lambda call: {"templates": [STORE.template]},
    "/activity/actors": lambda call: {"actors": sorted({entry["actor"] for entry in STORE.activity})},
    "/email-settings": lambda call: versioned(),
    "/users/{id}": lambda call, id: STORE.person(id),
    "/templates/{id}": lambda call, id: (200, the_template(id), {"ETag": '"1"'}),
    "/templates/{id}/versions": lambda call, id: {"versions": [the_template(id)["published"]]},
    "/templates/{id}/versions/{version}": lambda call, id, version: {"published": the_template(id, version)["published"], "template": TEXT},
    "/send-batches/{id}": lambda call, id: STORE.batch(id),
    "/undeliverable": lambda call: page(call, [], "undeliverable"),
    "/users": lambda call: page(call, list(STORE.people.values()), "users", total=len(STORE.people)),
}
for path, answer in READS.items():
    route("GET", path)(answer)
route("POST", "/send-batches/plan", PLAN)(lambda call: STORE.plan(call.body["kind"], call.body["recipients"])[0])

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
            raise Problem("not-found", "There is no such path, or nothing there.")
        # The first path that fits: /users/due before /users/{id}.
        _, found, body, handle = next((one for one in fitting if one[0] == self.command), (None,) * 4)
        if not found:
            raise Problem("method-not-allowed", "This path has " + ", ".join(method for method, *_ in fitting) + ".")
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
            answer = handle(self, **{name: unquote(part) for name, part in found.groupdict().items()})
            status, body, headers = answer if isinstance(answer, tuple) else (200, answer, {})
            return status, json.dumps(body), headers

    def answer(self):
        media_type = "application/json"
        try:
            status, text, headers = self.handled()
        except Problem as problem:
            status, text, headers, media_type = problem.status, json.dumps(problem.body), {}, "application/problem+json"
        except Exception:  # a fault of this program: the others go on
            traceback.print_exc()
            fault = Problem("internal", "A fault of the backend; its log says more.")
            status, text, headers, media_type = fault.status, json.dumps(fault.body), {}, "application/problem+json"
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
