"""What real clients were seen to need and to do, one check for each lesson."""

import base64
import re
import socket
import time

import cgp_cli
from doors import DOORS, IMAP, POP, PWD, SMTP
from live_site import DOMAIN, Site
from score import Score
from wire import Closed, Scram, Wire, digest_md5, directives

USER, PASSWORD = f"alice@{DOMAIN}", "gotcha 16"
score = Score()


def digest_tokens(site):
    """curl gives up on algorithm="md5-sess"."""
    for door in DOORS:
        with door.open(site) as wire:
            asked = directives(base64.b64decode(door.challenged(wire, "DIGEST-MD5")).decode())
        for name, value in (("algorithm", "md5-sess"), ("charset", "utf-8")):
            score.check(f"{door.name}: {name} is {value} without quotes", asked.get(name) == (value, False), asked)
        score.check(f"{door.name}: qop holds auth", "auth" in asked.get("qop", ("",))[0].split(","), asked)


def digest_uris(site):
    """Clients disagree about the host in digest-uri."""
    services = {"IMAP": "imap", "POP3": "pop", "SMTP": "smtp", "PWD": "pwd"}
    for door in DOORS:
        for host in (DOMAIN, "127.0.0.1", "mail.elsewhere.test", f"localhost/{DOMAIN}"):
            with door.open(site) as wire:
                answer = door.ask(wire, digest_md5(door.challenged(wire, "DIGEST-MD5"), "alice", PASSWORD,
                                                   f"{services[door.name]}/{host}"))
                if re.match(door.challenge, answer) and not door.accepted(answer):
                    answer = door.ask(wire, "")  # rspauth is acknowledged with an empty response
                score.check(f"{door.name}: DIGEST-MD5 for {host}", door.accepted(answer), answer)


def scram(site, tls, flag):
    def one(door):
        with door.open(site, tls) as wire:
            client = Scram(USER, PASSWORD, flag)
            answer = door.initial(wire, "SCRAM-SHA-256", client.first)
            found = re.match(door.challenge, answer)
            if not found or not found.group(1):
                return False
            answer = door.ask(wire, client.final(found.group(1)))
            if not door.accepted(answer) and re.match(door.challenge, answer):
                answer = door.ask(wire, "")
            return door.accepted(answer)
    return one


def scram_flags(site):
    """`y` says: I could bind, you did not offer it."""
    for door in (IMAP, POP, SMTP):
        score.check(f"{door.name}: SCRAM with flag n", scram(site, False, "n")(door))
        score.check(f"{door.name}: SCRAM with flag y where no -PLUS was offered", scram(site, False, "y")(door))
        score.check(f"{door.name}: SCRAM with flag n over TLS", scram(site, True, "n")(door))
        score.check(f"{door.name}: SCRAM with flag y where -PLUS was offered is refused", not scram(site, True, "y")(door))


def apop_stamp(site):
    """mpop refuses what is not a strict message id."""
    for door in (POP, PWD):
        with door.open(site) as wire:
            score.check(f"{door.name}: the challenge is <digits.digits@host>",
                        re.search(rb"<\d+\.\d+@[A-Za-z0-9.-]+>", wire.greeting) is not None, wire.greeting)


def garbage_after_login(site):
    """Clients stay after the final OK and send what they like."""
    for door in DOORS:
        with door.open(site) as wire:
            door.log_in(wire, USER, PASSWORD)
            try:
                for _ in range(50):
                    wire.say(b"\x00\xff\x80 garbage \x01" * 20)
                    wire.line()
                survived = True
            except Closed:
                survived = True
            score.check(f"{door.name}: garbage after the login is answered or ends the connection", survived)
    score.check("and the server lives", site.alive())


def cli_habits(site):
    with cgp_cli.Client(site.pwd, end="\n") as client:
        client.send(f"user POSTMASTER@{DOMAIN.upper()}")
        client.send(f"pass {site.master}")
        client.send("inline")
        client.inline = True
        score.check("lower case and bare line feeds", client.run("listDomains") == [DOMAIN])
        score.check("a quoted account name", client.run("GetAccountSettings", f'"{USER}"') is not None)
        score.check("an unquoted account name", client.run("GETACCOUNTSETTINGS", USER) is not None)
        client.run("SETACCOUNTALIASES", USER, "()")
        score.check("() is an empty array", client.run("GETACCOUNTALIASES", USER) == [])
        client.run("UPDATEACCOUNTSETTINGS", USER, "{RealName=#NULL#;}")
        score.check("#NULL# is a value", client.run("ECHO", "#NULL#") is None)
    with cgp_cli.Client(site.pwd) as client:
        client.send(f"USER postmaster@{DOMAIN}")
        client.send(f"PASS {site.master}")
        client.socket.sendall(b"LISTCLICOMMANDS\r\n")
        text = client.socket.recv(262144).decode()
        score.check("an answer with its data is one write", text.startswith("200 data follow\r\n(") and
                    text.endswith(")\r\n"), text[:80])


def one_write(site):
    """The greeting and each one-line answer arrive whole."""
    for door in DOORS:
        with Wire(getattr(site, door.port), greeting=False) as wire:
            score.check(f"{door.name}: the greeting is one write", wire.socket.recv(65536).endswith(b"\r\n"))
            wire.say(door.opening or door.harmless)
            score.check(f"{door.name}: an answer is one write", wire.socket.recv(65536).endswith(b"\r\n"))


def mixed_case_mechanisms(site):
    for door in DOORS:
        with door.open(site) as wire:
            score.check(f"{door.name}: mechanism names in lower case", door.challenged(wire, "cram-md5") != b"")


def pipelined(site):
    """Commands in one segment are answered in order."""
    with socket.create_connection(("127.0.0.1", site.pop), 10) as one:
        one.sendall(f"CAPA\r\nUSER {USER}\r\nPASS {PASSWORD}\r\nSTAT\r\nQUIT\r\n".encode())
        text, until = b"", time.monotonic() + 10
        while time.monotonic() < until and (piece := one.recv(65536)):
            text += piece
        score.check("POP3: a whole session in one segment", text.count(b"+OK") == 6, text)


def main():
    with Site() as site:
        site.every_method()
        site.master = "the master key"
        site.set_password("postmaster", site.master)
        site.account("alice", PASSWORD, "{PasswordEncryption=sealed;}")
        for group in (digest_tokens, digest_uris, scram_flags, apop_stamp, garbage_after_login, cli_habits, one_write,
                      mixed_case_mechanisms, pipelined):
            score.run(f"group {group.__name__}", lambda group=group: group(site))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
