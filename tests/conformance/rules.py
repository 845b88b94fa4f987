"""What a backend of Usher's console decides, without HTTP: how it refuses, which requests it reads, who receives and why not.

These are the rules of the contract, as far as backend.py keeps to them; conformance holds each to those that the console computes.
"""
import re, unicodedata
from datetime import datetime, timedelta, timezone

COOLDOWN, UTC = timedelta(hours=24), timezone.utc
now = lambda: (lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000))(datetime.now(UTC))
wire = lambda at: at and at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

# ---- refusals: problem documents (RFC 9457), one entry for every field that is wrong -------------------------------------------

KINDS = {"malformed": 400, "idempotency-key-missing": 400, "sign-in-needed": 401, "not-found": 404, "method-not-allowed": 405,
         "batch-state": 409, "id-taken": 409, "matching-changed": 409, "not-ready": 409, "recipients-changed": 409, "stale": 412,
         "too-large": 413, "unsupported-media-type": 415, "idempotency-key-reused": 422, "invalid": 422, "version-missing": 428, "internal": 500}

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
