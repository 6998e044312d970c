"""The client half of each login method, the same at every protocol: `step(challenge)` gives the next response, both
as raw bytes. `first`: the client speaks first."""

import base64
import os
import sys

from wire import Scram, cram, digest_md5, plain

sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts them, whichever Python this is


class Said:
    """Methods that are one response, or one for each challenge."""

    def __init__(self, *responses, first=True):
        self.responses, self.first = list(responses), first

    def step(self, _):
        return self.responses.pop(0) if self.responses else b""


def by_plain(user, password, acting=""):
    return Said(base64.b64decode(plain(user, password, acting)))


def by_login(user, password):
    return Said(user.encode(), password.encode(), first=False)


def by_external(name=""):
    return Said(name.encode())


def by_session_id(user, session):
    return Said(f"{user} {session}".encode())


class Answering:
    """Methods whose one response is made from the first challenge; what follows needs no words."""

    first = False

    def __init__(self, answer):
        self.answer = answer

    def step(self, challenge):
        answer, self.answer = self.answer, None
        return base64.b64decode(answer(base64.b64encode(challenge))) if answer else b""


def by_cram_md5(user, password):
    return Answering(lambda challenge: cram(challenge, user, password))


def by_digest_md5(user, password, service):
    return Answering(lambda challenge: digest_md5(challenge, user, password, f"{service}/localhost"))


class ByScram:
    first = True

    def __init__(self, user, password, digest="sha256", binding=None):
        """`binding`: the name of a channel binding and its bytes."""
        self.scram = Scram(user, password, digest=digest, binding=binding)
        self.steps = [lambda _: self.scram.first, lambda challenge: self.scram.final(base64.b64encode(challenge))]

    def step(self, challenge):
        return base64.b64decode(self.steps.pop(0)(challenge)) if self.steps else b""


class ByNtlm:
    first = True

    def __init__(self, user, password):
        from ntlm_test import Context
        self.context, self.left = Context(password, user), 2

    def step(self, challenge):
        self.left -= 1
        return self.context.step(challenge) if self.left >= 0 else b""


class ByTicket:
    """GSSAPI (RFC 4752) and GSS-SPNEGO, with the ticket of `environment`. No security layer is asked for."""

    first = True

    def __init__(self, service, environment, spnego=False, layers=True):
        os.environ.update({name: environment[name] for name in ("KRB5_CONFIG", "KRB5CCNAME")})
        import gssapi
        name = gssapi.Name(f"{service}@example.test", gssapi.NameType.hostbased_service)
        mechanism = gssapi.OID.from_int_seq("1.3.6.1.5.5.2") if spnego else gssapi.MechType.kerberos
        self.context = gssapi.SecurityContext(name=name, mech=mechanism, usage="initiate")
        self.layers = layers and not spnego

    def step(self, challenge):
        if not self.context.complete:
            return self.context.step(challenge or None) or b""
        if not self.layers or not challenge:
            return b""
        self.layers = False
        self.context.unwrap(challenge)
        return self.context.wrap(b"\x01\x00\x00\x00", False).message
