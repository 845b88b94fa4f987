"""Reads mails as Python's own library does and prints what it understood as JSON: one object per file named."""

import hashlib
import json
import re
import sys
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser


class Page(HTMLParser):
    """Where the links of a page lead, and its elements' names."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.links = []
        self.elements = set()

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        if tag == "a":
            self.links.append(dict(attributes).get("href"))


def parts(part, at=""):
    """The parts from the outside in: the outermost is at "", its second part at "2", that one's first at "2.1"."""
    found = {"at": at, "type": part.get_content_type(), "defects": [repr(defect) for defect in part.defects]}
    if part.is_multipart():
        yield found
        for number, inner in enumerate(part.iter_parts(), 1):
            yield from parts(inner, f"{at}.{number}".lstrip("."))
        return
    octets = part.get_payload(decode=True)
    found["charset"] = part.get_content_charset()
    found["encoding"] = part["content-transfer-encoding"] and str(part["content-transfer-encoding"]).lower()
    found["disposition"] = part.get_content_disposition()
    found["content_id"] = part["content-id"]
    found["sha256"] = hashlib.sha256(octets).hexdigest()
    if part.get_content_maintype() == "text":
        found["text"] = octets.decode(found["charset"])
    if found["type"] == "text/html":
        page = Page()
        page.feed(found["text"])
        page.close()
        found["links"] = page.links
        found["elements"] = sorted(page.elements)
    yield found


def people(header):
    return [{"name": address.display_name, "address": address.addr_spec} for address in header.addresses]


def read(path):
    with open(path, "rb") as file:
        octets = file.read()
    mail = message_from_bytes(octets, policy=policy.default)
    return {
        "headers": [name.lower() for name in mail.keys()],
        "defects": [repr(defect) for name in mail.keys() for header in mail.get_all(name) for defect in header.defects],
        "subject": str(mail["subject"]),
        "from": people(mail["from"]),
        "to": people(mail["to"]),
        "reply_to": people(mail["reply-to"]),
        "date": parsedate_to_datetime(str(mail["date"])).timestamp() * 1000,
        "message_id": str(mail["message-id"]),
        "auto_submitted": str(mail["auto-submitted"]),
        "content_language": str(mail["content-language"]),
        "parts": list(parts(mail)),
        "lonely": len(re.findall(rb"(?<!\r)\n|\r(?!\n)", octets)),
    }


json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
