"""The ACAP gate by a client written from RFC 2244: every way to log in, datasets, contexts, rights; and hostile bytes."""

import contextlib
import hashlib
import hmac
import re
import socket
import ssl

from live_site import DOMAIN, Site
from score import Score

PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"

score = Score()


class Client:
    def __init__(self, site):
        self.file, self.last = None, 0
        self.adopt(socket.create_connection(("127.0.0.1", site.acap), timeout=20))
        self.greeting = self.line()

    def adopt(self, link):
        self.socket, self.file = link, link.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def line(self):
        """One line, with the literals in it."""
        text = self.file.readline()
        while found := re.search(rb"\{(\d+)\}\r\n$", text):
            text += self.file.read(int(found[1])) + self.file.readline()
        return text

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())

    def ask(self, text):
        """The lines of an answer; the last one is the completion, without its tag."""
        self.last += 1
        tag = f"t{self.last}"
        self.send(f"{tag} {text}\r\n")
        return self.answer(tag)

    def answer(self, tag):
        lines = []
        while line := self.line():
            lines.append(line.decode("utf-8", "replace").rstrip("\r\n"))
            if lines[-1].startswith(tag + " ") and lines[-1].split()[1] in ("OK", "NO", "BAD"):
                lines[-1] = lines[-1][len(tag) + 1:]
                return lines
        return [*lines, "closed"]

    def plain(self, name="alice", password=PASSWORD):
        message = f"\0{name}\0{password}"
        self.last += 1
        self.send(f't{self.last} AUTHENTICATE "PLAIN" {{{len(message)}+}}\r\n{message}\r\n')
        return self.answer(f"t{self.last}")[-1]

    def cram(self, name="alice", password=PASSWORD):
        self.last += 1
        self.send(f't{self.last} AUTHENTICATE "CRAM-MD5"\r\n')
        challenge = re.match(rb'\+ "(.*)"\r\n', self.line())[1]
        self.send(f'"{name} {hmac.new(password.encode(), challenge, hashlib.md5).hexdigest()}"\r\n')
        return self.answer(f"t{self.last}")[-1]

    def to_tls(self):
        done = self.ask("STARTTLS")[-1]
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.file.close()
        self.adopt(context.wrap_socket(self.socket, server_hostname=DOMAIN))
        self.greeting = self.line()
        return done


@contextlib.contextmanager
def client(site, name=None):
    one = Client(site)
    try:
        if name:
            score.check(f"{name} logs in", one.plain(name).startswith("OK"))
        yield one
    finally:
        one.close()


def logins(site):
    with client(site) as one:
        score.check("the greeting", one.greeting.startswith(b"* ACAP (") and b'"CRAM-MD5"' in one.greeting
                    and b"(STARTTLS)" in one.greeting, one.greeting)
        score.check("PLAIN", one.plain().startswith("OK"))
        score.check("twice is refused", one.plain().startswith("BAD"))
        score.check("LOGOUT", one.ask("LOGOUT")[-1].startswith("OK") and one.line() == b"")
    with client(site) as one:
        score.check("CRAM-MD5", one.cram().startswith("OK"))
    with client(site) as one:
        score.check("STARTTLS", one.to_tls().startswith("OK") and one.greeting.startswith(b"* ACAP ("))
        score.check("PLAIN over TLS", one.plain().startswith("OK"))
    with client(site) as one:
        words = {one.plain(password=WRONG), one.plain("nobody", WRONG), one.cram(password=WRONG), one.cram("nobody", WRONG)}
        score.check("unknown and wrong are told alike", len(words) == 1 and words.pop().startswith("NO"), words)
        score.check("and the connection ends", one.line() == b"")


def datasets(site):
    with client(site, "alice") as one:
        stored = one.ask('STORE ("/addressbook/~/tim" "addressbook.CommonName" "Tim" "age" "9") '
                         '("/addressbook/~/tom" "addressbook.CommonName" "tom" "age" "10")')
        score.check("STORE", stored[-1].startswith("OK"), stored)
        found = one.ask('SEARCH "/addressbook/~/" SORT ("age" "-i;ascii-numeric") RETURN ("entry" "age") '
                        'SUBSTRING "addressbook.CommonName" "i;ascii-casemap" "T"')
        score.check("SEARCH", [line.split(" ", 1)[1] for line in found[:2]]
                    == ['ENTRY "tom" "tom" "10"', 'ENTRY "tim" "tim" "9"'], found)
        time = re.search(r'MODTIME "(\d+)"', "\n".join(found))[1]
        score.check("STORE of nothing newer", one.ask(f'STORE ("/addressbook/~/tim" UNCHANGEDSINCE "{time}" "age" "8")')[-1]
                    .startswith("OK"))
        score.check("UNCHANGEDSINCE", one.ask(f'STORE ("/addressbook/~/tim" UNCHANGEDSINCE "{time}" "age" "7")')[-1]
                    .startswith("NO (MODIFIED"))
        one.ask('STORE ("/addressbook/~/tom" "entry" NIL)')
        gone = one.ask(f'DELETEDSINCE "/addressbook/~/" "{time}"')
        score.check("DELETEDSINCE", 'DELETED "tom"' in gone[0], gone)
    site.stop()
    site.start()
    with client(site, "alice") as one:
        found = one.ask('SEARCH "/byowner/~/addressbook/" RETURN ("age") ALL')
        score.check("what was stored outlives the server", 'ENTRY "tim" "8"' in found[0], found)


def contexts(site):
    with client(site, "alice") as one, client(site, "alice") as other:
        one.ask('STORE ("/option/~/x" "k" "1")')
        made = one.ask('SEARCH "/option/~/" MAKECONTEXT ENUMERATE NOTIFY "c" SORT ("entry" "i;octet") RETURN ("k") ALL')
        score.check("MAKECONTEXT", made[-1].startswith("OK"), made)
        other.ask('STORE ("/option/~/y" "k" "2") ("/option/~/x" "k" "3")')
        told = [one.line().decode() for _ in range(3)]
        score.check("another connection's change is told", told[:2] == ['* CHANGE "c" "x" 1 1 "3"\r\n',
                                                                      '* ADDTO "c" "y" 2 "2"\r\n'], told)
        score.check("and its time", told[2].startswith('* MODTIME "c"'), told)
        score.check("commands go on", one.ask("NOOP")[-1].startswith("OK"))


def rights(site):
    with client(site, "alice") as one, client(site, "bob") as bob:
        one.ask('STORE ("/option/~/vendor.test/e" "k" "1")')
        hidden = bob.ask('SEARCH "/option/user/alice/vendor.test/" RETURN ("k") ALL')[-1]
        score.check("others see nothing", hidden.startswith("NO (NOEXIST"), hidden)
        score.check("SETACL", one.ask('SETACL ("/option/~/vendor.test/") "bob" "xrw"')[-1].startswith("OK"))
        found = bob.ask('SEARCH "/option/user/alice/vendor.test/" RETURN ("k") ALL')
        score.check("what was given", 'ENTRY "e" "1"' in found[0], found)
        score.check("MYRIGHTS", bob.ask('MYRIGHTS ("/option/user/alice/vendor.test/")')[0].endswith(' MYRIGHTS "xrw"'))
        score.check("w changes", bob.ask('STORE ("/option/user/alice/vendor.test/e" "k" "2")')[-1].startswith("OK"))
        score.check("and makes none", bob.ask('STORE ("/option/user/alice/vendor.test/f" "k" "2")')[-1]
                    .startswith("NO (PERMISSION"))
        score.check("DELETEACL", one.ask('DELETEACL ("/option/~/vendor.test/") "bob"')[-1].startswith("OK"))
        score.check("taken away", bob.ask('SEARCH "/option/user/alice/vendor.test/" RETURN ("k") ALL')[-1] == hidden)


def hostile(site):
    before = site.memory()
    with client(site) as one:
        one.send("a X {4000000000}\r\n")
        score.check("a literal of 4 GB is refused", b"BAD" in one.line() and one.line() == b"")
    with client(site) as one:
        score.check("lists in lists are refused", "BAD" in one.ask("X " + "(" * 8000)[-1])
        score.check("and the connection goes on", one.ask("NOOP")[-1].startswith("OK"))
    with client(site) as one:
        one.send("a STARTTLS\r\nb NOOP\r\n")
        score.check("STARTTLS with a command behind it", b"a OK" in one.line())
        with contextlib.suppress(OSError, ssl.SSLError):
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            one.adopt(context.wrap_socket(one.socket, server_hostname=DOMAIN))
            score.check("which is not done", one.line().startswith(b"* ACAP") and one.ask("NOOP")[0].startswith("OK"))
    with client(site, "alice") as one:
        for path in ("/option/~/../../x", "/option/~/.hidden/x", "/option/~/a/./x", "/../~/x", "/option/user/../x"):
            score.check(f"STORE to {path}", not one.ask(f'STORE ("{path}" "k" "v")')[-1].startswith("OK"))
    score.check("memory stays", site.memory() - before < 64 << 20)


def full(site):
    with client(site, "alice") as one:
        big = "x" * 60000
        answers = [one.ask(f'STORE ("/option/~/big/{n}" "k" {{{len(big)}+}}\r\n{big})')[-1] for n in range(80)]
        score.check("a dataset has a limit", any(answer.startswith("NO (QUOTA") for answer in answers), answers[-1])


def main():
    with Site() as site:
        site.every_method()
        for name in ("alice", "bob"):
            site.account(name, PASSWORD)
        for group in (logins, datasets, contexts, rights, hostile, full):
            score.run(f"group {group.__name__}", lambda group=group: group(site))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
