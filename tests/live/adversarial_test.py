"""What attackers send, by raw sockets, against the real program. The names of the checks say what must
hold; afterwards the server must still run, have leaked nothing, and have logged no secret."""

import os
import re
import socket
import ssl
import time

from doors import DOORS, IMAP, POP, PWD, SMTP
from live_site import DOMAIN, Site
from score import Score
from wire import Closed, Wire, apop, b64, cram, plain

USER, PASSWORD = f"alice@{DOMAIN}", "correct-horse-battery-7"
score = Score()


def gets_in(site, door=IMAP, user=USER, password=PASSWORD):
    with door.open(site) as wire:
        return door.accepted(door.log_in(wire, user, password))


def refused_or_closed(door, wire, line):
    """No yes to this line; a closed connection is a no."""
    try:
        return not door.accepted(door.ask(wire, line))
    except Closed:
        return True


# --- TLS and STARTTLS

def injected(door):
    return f"AUTH PLAIN {plain(USER, PASSWORD)}" if door is SMTP else \
        "\r\n".join(door.login).format(user=USER, password=PASSWORD)


def not_executed_after(door, wire):
    """Starts TLS; what was injected before must be neither answered nor in force."""
    try:
        wire.start_tls()
        door.begin(wire)
        return not door.inside(wire)
    except (Closed, ssl.SSLError, ConnectionError):
        return True


def injection_in_one_segment(site):
    for door in DOORS:
        with door.open(site) as wire:
            wire.send(f"{door.tls}\r\n{injected(door)}\r\n")
            door.answer(wire)
            score.check(f"{door.name}: a login behind STARTTLS is never executed", not_executed_after(door, wire))


def injection_later(site):
    for door in DOORS:
        good = True
        for delay in (0, 0.001, 0.005, 0.05) * 6:
            with door.open(site) as wire:
                door.ask(wire, door.tls)
                time.sleep(delay)
                wire.say(injected(door))
                good = good and not_executed_after(door, wire)
        score.check(f"{door.name}: a login between go-ahead and handshake is never executed", good)


def starttls_out_of_place(site):
    for door in DOORS:
        with door.open(site) as wire:
            door.start_tls(wire)
            score.check(f"{door.name}: no second STARTTLS", door.refused(door.ask(wire, door.tls)))
            score.check(f"{door.name}: the session lives on", door.accepted(door.log_in(wire, USER, PASSWORD)))
        with door.open(site) as wire:
            door.log_in(wire, USER, PASSWORD)
            score.check(f"{door.name}: no STARTTLS after login", door.refused(door.ask(wire, door.tls)) and door.inside(wire))
        with door.open(site) as wire:
            door.challenged(wire, "CRAM-MD5")
            score.check(f"{door.name}: no STARTTLS inside an exchange", refused_or_closed(door, wire, door.tls) and
                        door.accepted(door.log_in(wire, USER, PASSWORD)))


def privacy(site):
    site.account("careful", PASSWORD, "{PasswordEncryption=sealed;RequireAPOP=TLS;}")
    user = f"careful@{DOMAIN}"
    for door in DOORS:
        with door.open(site) as wire:
            right = door.log_in_clear(wire, user, PASSWORD)
        with door.open(site) as wire:
            wrong = door.log_in_clear(wire, user, "wrong-" + PASSWORD)
        score.check(f"{door.name}: TLS required: refused in the clear, right or wrong", door.refused(right) and right == wrong,
                    f"{right!r} {wrong!r}")
        with door.open(site) as wire:
            door.start_tls(wire)
            score.check(f"{door.name}: TLS required: in after STARTTLS",
                        door.accepted(door.log_in_clear(wire, user, PASSWORD)))


# --- SASL framework, PLAIN, LOGIN

BAD_PLAIN = {"nothing": "", "no NUL": USER + PASSWORD, "one NUL": f"{USER}\0{PASSWORD}",
             "three NULs": f"\0{USER}\0{PASSWORD}\0", "four NULs": f"\0\0{USER}\0{PASSWORD}\0",
             "a NUL at the end": f"\0{USER}\0{PASSWORD}\0", "only NULs": "\0\0", "no name": f"\0\0{PASSWORD}",
             "no password": f"\0{USER}\0", "a long name": "\0" + "a" * 5000 + f"\0{PASSWORD}",
             "bad UTF-8": b"\0\xff\xfe\0" + PASSWORD.encode()}


def malformed_plain(site):
    for door in DOORS:
        for name, message in BAD_PLAIN.items():
            with door.open(site) as wire:
                good = refused_or_closed(door, wire, f"{door.auth.format(mechanism='PLAIN')} {b64(message) or '='}")
            score.check(f"{door.name}: PLAIN with {name} is refused", good)
        with door.open(site) as wire:
            good = refused_or_closed(door, wire, f"{door.auth.format(mechanism='PLAIN')} {b64(chr(0) + 'a' * 65536)}")
            score.check(f"{door.name}: PLAIN of 64 KiB is refused", good)


def bad_base64(site):
    good = plain(USER, PASSWORD)
    sealed = {"another alphabet": good.replace("A", "-", 1), "missing padding": good.rstrip("=") + "A",
              "extra padding": good + "==", "a space": good[:8] + " " + good[8:], "one character": "A",
              "stray bits": b64(f"\0{USER}\0{PASSWORD}x")[:-2] + "/=", "a star at the end": good + "*"}
    for door in DOORS:
        for name, text in sealed.items():
            with door.open(site) as wire:
                score.check(f"{door.name}: base64 with {name} is refused",
                            refused_or_closed(door, wire, f"{door.auth.format(mechanism='PLAIN')} {text}"))
    score.check("afterwards twenty honest logins succeed", all(gets_in(site) for _ in range(20)))


def cancelled(site):
    for door in DOORS:
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"):
            with door.open(site) as wire:
                door.challenged(wire, mechanism)
                answer = door.ask(wire, "*")
                score.check(f"{door.name}: {mechanism} can be cancelled", door.refused(answer), answer)
                score.check(f"{door.name}: {mechanism} cancelled, then a good login",
                            door.accepted(door.log_in(wire, USER, PASSWORD)))
        with door.open(site) as wire:
            attempts = 0
            try:
                while attempts < 1000:
                    door.challenged(wire, "PLAIN")
                    door.ask(wire, "*")
                    attempts += 1
            except (Closed, AssertionError):
                pass
            score.check(f"{door.name}: cancelling for ever ends the connection", attempts <= 20, attempts)


def broken_off(site):
    """A disconnect after every byte; no slot and no memory stays behind."""
    def exchange(door, wire):
        challenge = door.challenged(wire, "CRAM-MD5")
        return [door.auth.format(mechanism="CRAM-MD5") + "\r\n", cram(challenge, USER, PASSWORD) + "\r\n"]

    def descriptors():
        return len(os.listdir(f"/proc/{site.child.pid}/fd"))

    before = descriptors()
    for door in DOORS:
        with door.open(site) as wire:
            first, second = exchange(door, wire)
        for cut in range(len(first)):
            with door.open(site) as wire:
                wire.send(first[:cut])
        for cut in range(len(second)):
            with door.open(site) as wire:
                wire.send(first)
                door.answer(wire)
                wire.send(second[:cut])
    deadline = time.monotonic() + 5
    while descriptors() > before + 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    score.check("after broken exchanges every descriptor is free again", descriptors() <= before + 2,
                f"{before} before, {descriptors()} after")
    score.check("after broken exchanges an honest login succeeds", gets_in(site))


def imap_forms(site):
    """The same credentials as atom, quoted string, literal and non-synchronising literal."""
    def literal(text, sync):
        return f"{{{len(text)}{'' if sync else '+'}}}"

    for password, expected in ((PASSWORD, True), (PASSWORD + "x", False)):
        forms = {"atoms": [f"a LOGIN {USER} {password}"], "quoted strings": [f'a LOGIN "{USER}" "{password}"'],
                 "literals": [f"a LOGIN {literal(USER, True)}", f"{USER} {literal(password, True)}", password],
                 "literals without waiting": [f"a LOGIN {literal(USER, False)}", f"{USER} {literal(password, False)}",
                                              password]}
        for name, lines in forms.items():
            with IMAP.open(site) as wire:
                for line in lines[:-1]:
                    wire.say(line)
                    if "+" not in line:
                        wire.line()
                score.check(f"IMAP: LOGIN with {name}: {expected}", IMAP.accepted(IMAP.ask(wire, lines[-1])) == expected)
        with IMAP.open(site) as wire:
            IMAP.challenged(wire, "PLAIN")
            score.check(f"IMAP: PLAIN after an empty challenge: {expected}",
                        IMAP.accepted(IMAP.ask(wire, plain(USER, password))) == expected)
        with IMAP.open(site) as wire:
            score.check(f"IMAP: PLAIN with an initial response: {expected}",
                        IMAP.accepted(IMAP.log_in(wire, USER, password)) == expected)


def second_login(site):
    site.account("second", PASSWORD, "{PasswordEncryption=sealed;}")
    for door in DOORS:
        with door.open(site) as wire:
            door.log_in(wire, USER, PASSWORD)
            answers = [door.log_in(wire, f"second@{DOMAIN}", PASSWORD)]
            if door.login:
                answers.append(door.log_in_clear(wire, f"second@{DOMAIN}", PASSWORD))
            score.check(f"{door.name}: no second login", all(door.refused(answer) for answer in answers), answers)


NAMES = ["a", "a" * 255, "a" * 256, "a" * 8000, "%", "$", "@", "@@", "a@@b", "-leading", "../../etc/passwd", "alice/../bob",
         "alice%", f"alice@{DOMAIN}@{DOMAIN}", "alice$", "alice$$", "$alice", "a b", "a\tb", "alice\\", "alice*", ".alice",
         "alice.", "nobody@nowhere.test", "alice@", f"@{DOMAIN}", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"a\rb", b"a\nb",
         "\u202ealice"]


def strange_names(site):
    for door in DOORS:
        good, seen = True, []
        for name in NAMES:
            raw = name if isinstance(name, bytes) else name.encode()
            with door.open(site) as wire:
                line = f"{door.auth.format(mechanism='PLAIN')} {b64(b'%c%s%c' % (0, raw, 0) + PASSWORD.encode())}"
                one = refused_or_closed(door, wire, line)
                good = good and one
                seen += [] if one else [name]
        score.check(f"{door.name}: strange names are refused", good, seen)
    score.check("after strange names an honest login succeeds", gets_in(site))


# --- CRAM-MD5, DIGEST-MD5, APOP

def challenges(site):
    stamps = set()
    for _ in range(1500):
        with Wire(site.pop) as wire:
            stamps.add(re.search(rb"<[^>]+>", wire.greeting).group(0))
    score.check("1500 APOP challenges, none twice", len(stamps) == 1500, len(stamps))
    stamps = set()
    for _ in range(500):
        with IMAP.open(site) as wire:
            stamps.add(IMAP.challenged(wire, "CRAM-MD5"))
    score.check("500 CRAM-MD5 challenges, none twice", len(stamps) == 500, len(stamps))
    for door in DOORS:
        with door.open(site) as wire:
            response = cram(door.challenged(wire, "CRAM-MD5"), USER, PASSWORD)
            score.check(f"{door.name}: CRAM-MD5", door.accepted(door.ask(wire, response)))
        with door.open(site) as wire:
            door.challenged(wire, "CRAM-MD5")
            score.check(f"{door.name}: a CRAM-MD5 response cannot be used again", door.refused(door.ask(wire, response)))


def digest_directives(site):
    base = f'username="alice",realm="{DOMAIN}",nonce="x",cnonce="y",nc=00000001,qop=auth,digest-uri="imap/{DOMAIN}"'
    digest = "response=" + "0" * 32
    cases = {"escapes": base.replace("alice", 'al\\"i\\\\ce') + "," + digest, "an open quote": base[:-1],
             "500 directives": ",".join(f"x{number}=y" for number in range(500)) + "," + digest,
             "a directive twice": f"{base},{base},{digest}", "only commas": "," * 1000, "nothing": "",
             "a NUL": base + "\0" + digest, "a huge nc": base.replace("00000001", "f" * 100) + "," + digest,
             "no response": base, "a wrong nonce": base + "," + digest}
    for door in DOORS:
        for name, message in cases.items():
            with door.open(site) as wire:
                door.challenged(wire, "DIGEST-MD5")
                begun = time.monotonic()
                good = refused_or_closed(door, wire, b64(message) or "=")
                score.check(f"{door.name}: DIGEST-MD5 with {name} is refused at once", good and time.monotonic() - begun < 2)


def altered_apop(site):
    for door in (POP, PWD):
        with door.open(site) as wire:
            digest = apop(wire.greeting, PASSWORD)
            score.check(f"{door.name}: APOP", door.accepted(door.ask(wire, f"APOP {USER} {digest}")))
        for name, change in {"another challenge": lambda d: apop(b"<1.2@example.test>", PASSWORD),
                             "31 characters": lambda d: d[:-1], "33 characters": lambda d: d + "0",
                             "no digest": lambda d: "", "another digest": lambda d: d[::-1]}.items():
            with door.open(site) as wire:
                digest = apop(wire.greeting, PASSWORD)
                score.check(f"{door.name}: APOP with {name} is refused",
                            door.refused(door.ask(wire, f"APOP {USER} {change(digest)}")))


# --- passwords

def long_and_empty(site):
    site.cli("CREATEACCOUNT", f"crypted@{DOMAIN}", "{PasswordEncryption=UB-crpt;}")
    long = "p" * 100
    setting = site.cli("SETACCOUNTPASSWORD", f"crypted@{DOMAIN}", "PASSWORD", long, check=False)
    entered = gets_in(site, user=f"crypted@{DOMAIN}", password=long[:72] + "x" * 28)
    score.check("bcrypt: what is over 72 bytes is not ignored", setting.returncode != 0 or not entered, setting.stdout)
    setting = site.cli("SETACCOUNTPASSWORD", f"crypted@{DOMAIN}", "PASSWORD", '"before\\000after"', check=False)
    score.check("a password with NUL cannot be set", setting.returncode != 0, setting.stdout)
    score.check("nor does its front log in", not gets_in(site, user=f"crypted@{DOMAIN}", password="before"))

    site.cli("CREATEACCOUNT", f"none@{DOMAIN}")
    site.cli("CREATEACCOUNT", f"empty@{DOMAIN}")
    site.cli("SETACCOUNTPASSWORD", f"empty@{DOMAIN}", "PASSWORD", '""', check=False)
    for door in DOORS:
        for name in ("none", "empty"):
            user = f"{name}@{DOMAIN}"
            with door.open(site) as wire:
                score.check(f"{door.name}: PLAIN with an empty password for '{name}' is refused",
                            refused_or_closed(door, wire, f"{door.auth.format(mechanism='PLAIN')} {plain(user, '')}"))
            with door.open(site) as wire:
                score.check(f"{door.name}: CRAM-MD5 with an empty password for '{name}' is refused",
                            door.refused(door.log_in_cram(wire, user, "")))
    for door in (POP, PWD):
        with door.open(site) as wire:
            line = f"APOP none@{DOMAIN} {apop(wire.greeting, '')}"
            score.check(f"{door.name}: APOP with an empty password is refused", door.refused(door.ask(wire, line)))


def flood_password(site):
    for door in DOORS:
        with door.open(site) as wire:
            begun = time.monotonic()
            for line in door.login[:-1]:
                door.ask(wire, line.format(user=USER, password=""))
            last = door.login[-1] if door.login else "AUTH PLAIN {password}"
            good = refused_or_closed(door, wire, last.format(user=USER, password="p" * (1 << 20)))
            seconds = time.monotonic() - begun
            score.check(f"{door.name}: a password of 1 MiB is refused while it is read", good and seconds < 5, seconds)


def record_of(site, name):
    path = os.path.join(site.base, "Domains", DOMAIN, "Accounts", f"{name}.macnt", "account.settings")
    if not os.path.exists(path):
        found = [os.path.join(folder, file) for folder, _, files in os.walk(site.base) for file in files
                 if name in folder and file == "account.settings"]
        path = found[0]
    return path


def copied_record(site):
    """The sealed record of one account in the file of another."""
    for scheme in ("sealed", "verifiers"):
        site.account(f"rich-{scheme}", "password of the rich", f"{{PasswordEncryption={scheme};}}")
        site.account(f"poor-{scheme}", "password of the poor", f"{{PasswordEncryption={scheme};}}")
    site.stop()
    for scheme in ("sealed", "verifiers"):
        with open(record_of(site, f"poor-{scheme}"), "rb") as file:
            poor = file.read()
        with open(record_of(site, f"rich-{scheme}"), "wb") as file:
            file.write(poor)
    site.start()
    for scheme in ("sealed", "verifiers"):
        rich, poor = f"rich-{scheme}@{DOMAIN}", f"poor-{scheme}@{DOMAIN}"
        score.check(f"{scheme}: the owner of a copied record still logs in", gets_in(site, IMAP, poor, "password of the poor"))
        for door in DOORS:
            with door.open(site) as wire:
                one = door.refused(door.log_in(wire, rich, "password of the poor"))
            with door.open(site) as wire:
                two = door.refused(door.log_in_cram(wire, rich, "password of the poor"))
            score.check(f"{scheme}, {door.name}: a record copied to another account opens nothing", one and two)


# --- before the login

def silent_crowd(site):
    """Many that say nothing, or a little, or never listen: honest clients do not notice."""
    before = site.memory()
    crowd = [socket.create_connection(("127.0.0.1", getattr(site, door.port))) for door in DOORS for _ in range(150)]
    for number, one in enumerate(crowd):
        if number % 3 == 1:
            one.sendall(b"h")
        if number % 3 == 2:
            one.sendall(b"NOOP\r\n" * 200)
    slowest = 0.0
    for door in DOORS * 3:
        begun = time.monotonic()
        good = gets_in(site, door)
        slowest = max(slowest, time.monotonic() - begun)
        score.check(f"{door.name}: an honest login beside 600 idle connections", good)
    score.check("and it takes less than two seconds", slowest < 2, slowest)
    score.check("600 connections cost less than 64 KiB each", site.memory() - before < 600 * 65536,
                (site.memory() - before) / 600)
    for one in crowd:
        one.close()


def endless_line(site):
    for door in DOORS:
        before = site.memory()
        with Wire(getattr(site, door.port)) as wire:
            wire.socket.settimeout(3)
            sent = 0
            try:
                while sent < 20 << 20:
                    sent += wire.socket.send(b"x" * 65536)
            except (OSError, TimeoutError):
                pass
            score.check(f"{door.name}: a line without end is cut off", wire.closed(), sent)
        score.check(f"{door.name}: and it is not kept", site.memory() - before < 8 << 20, site.memory() - before)


def imap_floods(site):
    before = site.memory()
    for name, line in {"a literal of 4 GiB": "a LOGIN {4294967295}", "a literal of 20 digits": "a LOGIN {99999999999999999999}",
                       "a literal of 1 GB unasked": "a LOGIN {999999999+}", "a negative literal": "a LOGIN {-1}",
                       "100000 parentheses": "a FETCH 1 " + "(" * 100000, "100000 closing ones": "a FETCH 1 " + ")" * 100000,
                       "a literal in AUTHENTICATE": "a AUTHENTICATE {5}"}.items():
        with IMAP.open(site) as wire:
            score.check(f"IMAP: {name} is refused", refused_or_closed(IMAP, wire, line))
    with IMAP.open(site) as wire:
        wire.send("a LOGIN " + "{1+}\r\nx" * 10000 + "\r\n")
        try:
            answer = IMAP.answer(wire)
        except Closed:
            answer = b"closed"
        score.check("IMAP: 10000 small literals are refused", not IMAP.accepted(answer), answer)
    score.check("IMAP: nothing was allocated for what was announced", site.memory() - before < 16 << 20)
    score.check("IMAP: afterwards an honest login succeeds", gets_in(site))


def nothing_leaked(site):
    text = site.log() + site.output()
    score.check("no password in the log", PASSWORD not in text and b64(PASSWORD) not in text and
                "password of the poor" not in text)
    score.check("no PLAIN message in the log", plain(USER, PASSWORD) not in text)


GROUPS = (injection_in_one_segment, injection_later, starttls_out_of_place, privacy, malformed_plain, bad_base64, cancelled,
          broken_off, imap_forms, second_login, strange_names, challenges, digest_directives, altered_apop, long_and_empty,
          flood_password, copied_record, silent_crowd, endless_line, imap_floods, nothing_leaked)


def main():
    with Site() as site:
        site.every_method()
        site.account("alice", PASSWORD, "{PasswordEncryption=sealed;}")
        for group in GROUPS:
            score.run(f"group {group.__name__}", lambda group=group: group(site))
            score.check(f"the server runs after {group.__name__}", site.alive(), site.output()[-2000:])
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
