"""A phone by script (RFC 3261), for what the packaged clients cannot be told to do: UDP, TCP or TLS, one call at a time."""

import hashlib
import itertools
import re
import socket
import ssl

HERE = "127.0.0.1"
_numbers = itertools.count(1)


def field(message, name):
    """The first value; "": there is none."""
    found = re.search(rf"^{name}\s*:\s*(.*?)\r?$", message, re.M | re.I)
    return found.group(1) if found else ""


def all_fields(message, name):
    return re.findall(rf"^{name}\s*:\s*(.*?)\r?$", message, re.M | re.I)


def status(message):
    return int(message.split()[1]) if message and message.startswith("SIP/2.0 ") else None


class Phone:
    def __init__(self, site, name, password, transport="udp", bind=0):
        self.site, self.name, self.password, self.transport = site, name, password, transport
        self.me = f"sip:{name}@{site.domain}"
        self.buffer = b""
        if transport == "udp":
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind((HERE, bind))
            self.socket.connect((HERE, site.sip))
        else:
            self.socket = socket.create_connection((HERE, site.sips if transport == "tls" else site.sip), timeout=10)
        if transport == "tls":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            self.socket = context.wrap_socket(self.socket, server_hostname=site.domain)
        self.port = self.socket.getsockname()[1]
        self.contact = f"sip:{name}@{HERE}:{self.port}" + (f";transport={transport}" if transport != "udp" else "")

    def close(self):
        self.socket.close()

    def send(self, text):
        self.socket.sendall(text.encode())

    def hear(self, seconds=3.0):
        """The next message; "": there was none."""
        self.socket.settimeout(seconds)
        try:
            if self.transport == "udp":
                return self.socket.recv(65536).decode()
            while b"\r\n\r\n" not in self.buffer:
                more = self.socket.recv(65536)
                if not more:
                    return ""
                self.buffer += more
        except (TimeoutError, ConnectionRefusedError):
            return ""
        end = self.buffer.index(b"\r\n\r\n") + 4
        end += int(field(self.buffer[:end].decode(), "Content-Length") or 0)
        message, self.buffer = self.buffer[:end], self.buffer[end:]
        return message.decode()

    def hear_final(self, seconds=3.0):
        """The next response that is none of 1xx; requests are not expected."""
        while (message := self.hear(seconds)) and (status(message) or 0) < 200:
            continue
        return message

    def request(self, method, uri, to=None, sender=None, more="", body="", call=None, cseq=None, branch=None, forwards=70,
                to_tag="", from_tag="1"):
        number = cseq or next(_numbers)
        branch = branch or f"z9hG4bK-{next(_numbers)}"
        return (f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} {HERE}:{self.port};rport;branch={branch}\r\n"
                f"From: <{sender or self.me}>;tag={from_tag}\r\nTo: <{to or uri}>{';tag=' + to_tag if to_tag else ''}\r\n"
                f"Call-ID: {call or self.name}\r\nCSeq: {number} {method}\r\nMax-Forwards: {forwards}\r\n{more}"
                f"Content-Length: {len(body)}\r\n\r\n{body}")

    def credentials(self, challenge, method, uri, algorithm="MD5", count=1, password=None, name=None):
        proxy = bool(field(challenge, "Proxy-Authenticate"))
        wanted = all_fields(challenge, "Proxy-Authenticate" if proxy else "WWW-Authenticate")
        offer = next((one for one in wanted if f"algorithm={algorithm}" in one), "")
        realm, nonce = (re.search(rf'{key}="([^"]*)"', offer).group(1) for key in ("realm", "nonce"))
        make = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}[algorithm]

        def hashed(text):
            return make(text.encode()).hexdigest()

        name = name or self.name
        proof = hashed(":".join((hashed(f"{name}:{realm}:{password or self.password}"), nonce, f"{count:08x}", "c", "auth",
                                 hashed(f"{method}:{uri}"))))
        return (f'{"Proxy-" * proxy}Authorization: Digest username="{name}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
                f'algorithm={algorithm}, qop=auth, nc={count:08x}, cnonce="c", response="{proof}"\r\n')

    def proven(self, method, uri, algorithm="MD5", more="", name=None, password=None, **how):
        """Asks, is challenged, asks again: the answer. "": it was sent on and nobody has answered yet."""
        how.setdefault("call", f"{self.name}-{next(_numbers)}")
        self.send(self.request(method, uri, more=more, **how))
        challenge = self.hear_final()
        if status(challenge) not in (401, 407):
            return challenge
        if method == "INVITE":
            self.acknowledge(challenge, uri, **how)
        self.last = self.request(method, uri, more=more + self.credentials(challenge, method, uri, algorithm, name=name,
                                                                           password=password), **how)
        self.send(self.last)
        return self.hear_final(0.7 if method in ("INVITE", "MESSAGE", "BYE") else 3.0)

    def acknowledge(self, answer, uri, **how):
        """RFC 3261, section 17.1.1.3: the ACK of a refusal has the branch of its INVITE."""
        branch = re.search(r"branch=([^;\s]+)", field(answer, "Via")).group(1)
        how.update(branch=branch, cseq=int(field(answer, "CSeq").split()[0]))
        self.send(self.request("ACK", uri, **how))

    def register(self, algorithm="MD5", expires=600, contact=None, more="", **how):
        named = contact if contact is not None else f"<{self.contact}>;expires={expires}"
        return self.proven("REGISTER", f"sip:{self.site.domain}", algorithm, to=how.pop("to", self.me),
                           more=(f"Contact: {named}\r\n" if named else "") + more, **how)

    def answer(self, request, code, words, more="", tag="callee"):
        """Answers a request as its server: Via, From, To, Call-ID and CSeq are copied."""
        to = field(request, "To")
        lines = [f"SIP/2.0 {code} {words}", *(f"Via: {via}" for via in all_fields(request, "Via")),
                 *(f"Record-Route: {route}" for route in all_fields(request, "Record-Route")),
                 f"From: {field(request, 'From')}", f"To: {to}" + ("" if "tag=" in to.lower() else f";tag={tag}"),
                 f"Call-ID: {field(request, 'Call-ID')}", f"CSeq: {field(request, 'CSeq')}"]
        self.send("\r\n".join(lines) + f"\r\n{more}Content-Length: 0\r\n\r\n")
