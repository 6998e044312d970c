"""A client of the XMPP gate, by slixmpp, for live tests."""

import asyncio
import contextlib
import logging
import ssl
import sys
import warnings

from live_site import DOMAIN

sys.path.append("/usr/lib/python3/dist-packages")  # where the packages of script/bootstrap are
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)  # slixmpp tells what it leaves behind
import slixmpp  # noqa: E402

HERE = "127.0.0.1"
PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"
METHODS = ("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "DIGEST-MD5")


def header(to):
    return (f"<?xml version='1.0'?><stream:stream to='{to}' version='1.0' xmlns='jabber:client' "
            "xmlns:stream='http://etherx.jabber.org/streams'>")


class Client(slixmpp.ClientXMPP):
    """One client; `outcome` is set when the login has ended either way."""

    def __init__(self, name, password, method=None, resource="live", domain=DOMAIN, resumes=False):
        super().__init__(f"{name}@{domain}/{resource}", password, sasl_mech=method)
        if resumes:
            self.register_plugin("xep_0198")
        for plugin in ("xep_0030", "xep_0054", "xep_0077", "xep_0191", "xep_0199", "xep_0203", "xep_0280"):
            self.register_plugin(plugin)
        self["feature_mechanisms"].unencrypted_plain = True
        self["feature_mechanisms"].unencrypted_digest = True
        self["feature_mechanisms"].unencrypted_scram = True
        self.auto_authorize = self.auto_subscribe = True
        self.outcome = self.loop.create_future()
        self.heard = asyncio.Queue()
        self.add_event_handler("session_start", lambda _: self.settle("ok"))
        for event in ("failed_all_auth", "connection_failed", "disconnected"):
            self.add_event_handler(event, lambda _, event=event: self.settle(event))
        self.add_event_handler("message", self.heard.put_nowait)

    def settle(self, outcome):
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    async def begin(self, site, secure="no", tls=None):
        if tls:
            self.ssl_context.minimum_version = self.ssl_context.maximum_version = tls
        self.ca_certs = site.certificate()
        port = site.xmpps if secure == "direct" else site.xmpp
        self.connect((HERE, port), use_ssl=secure == "direct", force_starttls=secure == "starttls",
                     disable_starttls=secure == "no")
        return await asyncio.wait_for(self.outcome, 15)

    async def end(self):
        self.disconnect(wait=0.1)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.disconnected, 1)
        self.abort()


async def login(site, *, name="alice", password=PASSWORD, method=None, domain=DOMAIN, **how):
    client = Client(name, password, method, domain=domain)
    try:
        return await client.begin(site, **how)
    finally:
        await client.end()


async def heard(client, body):
    """The next message with that body; others are passed over."""
    while True:
        message = await asyncio.wait_for(client.heard.get(), 10)
        if message["body"] == body:
            return message
