"""The four gates seen from outside, for checks that are the same at each: how TLS starts, how a login
is asked for, and what yes and no look like."""

import re
from dataclasses import dataclass

from wire import Wire, cram, plain


@dataclass(frozen=True)
class Door:
    name: str
    port: str  # attribute of Site
    secure: str  # attribute of Site; the TLS port, or ""
    opening: str  # said first; its answer ends with 250
    tls: str
    go_ahead: bytes
    auth: str  # with {mechanism}
    challenge: bytes  # its only group is the challenge
    login: tuple  # lines that log in with a clear password, with {user} and {password}; empty: none
    yes: bytes
    no: bytes
    harmless: str
    harmless_yes: bytes
    only_inside: str  # a command that works only after the login

    def open(self, site, tls=False):
        wire = Wire(getattr(site, self.secure if tls else self.port), tls)
        self.begin(wire)
        return wire

    def begin(self, wire):
        if self.opening:
            wire.say(self.opening)
            wire.until(rb"^250 ")

    def start_tls(self, wire):
        if not re.match(self.go_ahead, self.ask(wire, self.tls)):
            raise AssertionError(f"{self.name}: no TLS")
        wire.start_tls()
        self.begin(wire)

    def ask(self, wire, line):
        """Says a line and gives the answer that ends it."""
        wire.say(line)
        return self.answer(wire)

    def answer(self, wire):
        ends = (self.yes, self.no, self.harmless_yes, self.challenge, self.go_ahead)
        return wire.until(rb"^(?:" + rb"|".join(ends) + rb")")[-1]

    def accepted(self, answer):
        return re.match(self.yes, answer) is not None

    def refused(self, answer):
        return re.match(self.no, answer) is not None

    def log_in(self, wire, user, password):
        """By PLAIN with an initial response."""
        return self.initial(wire, "PLAIN", plain(user, password))

    def initial(self, wire, mechanism, response):
        return self.ask(wire, self.auth.format(mechanism=mechanism) + " " + response)

    def log_in_clear(self, wire, user, password):
        """By the gate's own command, where it has one; PLAIN where it has none."""
        if not self.login:
            return self.log_in(wire, user, password)
        for line in self.login:
            answer = self.ask(wire, line.format(user=user, password=password))
        return answer

    def log_in_cram(self, wire, user, password):
        return self.ask(wire, cram(self.challenged(wire, "CRAM-MD5"), user, password))

    def challenged(self, wire, mechanism):
        answer = self.ask(wire, self.auth.format(mechanism=mechanism))
        found = re.match(self.challenge, answer)
        if not found:
            raise AssertionError(f"{self.name}: {mechanism}: {answer!r}")
        return found.group(1)

    def inside(self, wire):
        """Whether the connection is logged in."""
        return self.accepted(self.ask(wire, self.only_inside))

    def works(self, wire):
        return re.match(self.harmless_yes, self.ask(wire, self.harmless)) is not None


class SmtpDoor(Door):
    def inside(self, wire):
        # RFC 4954, section 4: after a login another AUTH is 503.
        answer = self.ask(wire, "AUTH CRAM-MD5")
        if answer.startswith(b"334"):
            self.ask(wire, "*")
            return False
        return answer.startswith(b"503")


IMAP = Door(name="IMAP", port="imap", secure="imaps", opening="", tls="t STARTTLS", go_ahead=rb"t OK",
            auth="a AUTHENTICATE {mechanism}", challenge=rb"\+ ?(\S*)", login=("a LOGIN {user} {password}",), yes=rb"a OK",
            no=rb"[ath*] (?:NO|BAD)", harmless="h NOOP", harmless_yes=rb"h OK", only_inside="a SELECT INBOX")
POP = Door(name="POP3", port="pop", secure="pops", opening="", tls="STLS", go_ahead=rb"\+OK", auth="AUTH {mechanism}",
           challenge=rb"\+ (\S*)", login=("USER {user}", "PASS {password}"), yes=rb"\+OK", no=rb"-ERR", harmless="CAPA",
           harmless_yes=rb"\.$", only_inside="STAT")
SMTP = SmtpDoor(name="SMTP", port="subm", secure="submissions", opening="EHLO client.test", tls="STARTTLS",
                go_ahead=rb"220 ", auth="AUTH {mechanism}", challenge=rb"334 (\S*)", login=(), yes=rb"235 ",
                no=rb"[45]\d\d ", harmless="NOOP", harmless_yes=rb"250 ", only_inside="")
PWD = Door(name="PWD", port="pwd", secure="", opening="", tls="STLS", go_ahead=rb"200 ", auth="AUTH {mechanism}",
           challenge=rb"3\d\d (\S*)", login=("USER {user}", "PASS {password}"), yes=rb"20[01] ", no=rb"5\d\d ",
           harmless="NOOP", harmless_yes=rb"(?:20[01]|5\d\d) ", only_inside="GETACCOUNTSETTINGS *")
DOORS = (IMAP, POP, SMTP, PWD)
