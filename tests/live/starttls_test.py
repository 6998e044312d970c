"""What was sent in the clear behind the request for TLS is not obeyed after it: XMPP, XIMSS, ACAP.

IMAP, POP3, SMTP and PWD: adversarial_test.py; LDAP, FTP: their own tests.
"""

import contextlib

from live_site import DOMAIN, Site
from score import Score
from wire import Wire, plain

PASSWORD = "alice-pw"
score = Score()


def spoken_after(port, opening, ready, request, go_ahead_ends, injected):
    """The first bytes of the server inside TLS, with `injected` sent in one piece with the request."""
    with Wire(port, greeting=False) as wire:
        wire.send(opening)
        while ready not in wire.buffer:
            wire._fill()
        wire.send(request + injected)
        heard = b""
        while not heard.endswith(go_ahead_ends):
            heard += wire.socket.recv(1)
        wire.start_tls()
        wire.socket.settimeout(1)
        with contextlib.suppress(TimeoutError):
            return wire.socket.recv(4096)
        return b""


def main():
    with Site() as site:
        site.every_method()
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=NO;}")
        site.account("alice", PASSWORD)
        alice = site.full("alice")
        stream = (f"<?xml version='1.0'?><stream:stream to='{DOMAIN}' version='1.0' xmlns='jabber:client'"
                  " xmlns:stream='http://etherx.jabber.org/streams'>")
        login = f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain(alice, PASSWORD)}</auth>"
        seen = spoken_after(site.xmpp, stream, b"</stream:features>",
                            "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"/>", login)
        score.check("XMPP waits for a new stream", seen == b"", seen)
        seen = spoken_after(site.ximss, '<listFeatures id="f"/>\0', b'<response id="f"/>\0', '<starttls id="t"/>\0', b"\0",
                            f'<login id="l" authData="{alice}" password="{PASSWORD}"/>\0')
        score.check("XIMSS waits for a request", seen == b"", seen)
        seen = spoken_after(site.acap, "", b"\n", "s STARTTLS\r\n", b"\n", f'b AUTHENTICATE "PLAIN" "{alice}"\r\n')
        score.check("ACAP greets anew and waits", seen.startswith(b"* ACAP") and b"\nb " not in seen, seen)
        score.check("nobody was let in, or tried", alice not in "".join(
            line for line in site.log().splitlines() if "login=" in line and "service=PWD" not in line))
    score.finish()


if __name__ == "__main__":
    main()
