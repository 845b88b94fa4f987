"""Canaille as it is, with its memory for people, a token for programs, and a port of its own.

Its memory has no way in from elsewhere before there is a token, so this writes one; people come by SCIM alone.
"""

import datetime
import logging
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

from canaille import create_app
from canaille.app import models


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


logging.disable(logging.CRITICAL)
token = sys.argv[1]
app = create_app(
    config={
        "SECRET_KEY": "of the tests",
        "TESTING": True,
        "CANAILLE": {"DATABASE": "memory"},
        "CANAILLE_OIDC": {},
        "CANAILLE_SCIM": {"ENABLE_SERVER": True},
    }
)
with app.app_context():
    now = datetime.datetime.now(datetime.timezone.utc)
    client = models.Client(
        client_id="tests",
        client_secret="tests",
        client_name="tests",
        client_id_issued_at=now,
        redirect_uris=["https://tests.example/"],
        grant_types=["client_credentials"],
        response_types=["code"],
        scope=["openid"],
        token_endpoint_auth_method="client_secret_basic",
    )
    app.backend.save(client)
    app.backend.save(
        models.Token(
            token_id="tests",
            access_token=token,
            client=client,
            subject=None,
            type="access_token",
            scope=["openid"],
            issue_date=now,
            lifetime=3600,
        )
    )
server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
print(f"http://127.0.0.1:{server.server_port}/scim/v2", flush=True)
server.serve_forever()
