"""Taking away what a session rests on ends it on every gate within a second, and nobody else's with it."""

import select
import socket
import threading
import time

import cgp_cli
from live_site import DOMAIN, Site
from score import Score
from wire import plain

LIMIT = 1.0  # seconds
score = Score()


class Raw:
    """A connection that only waits for its end."""

    def __init__(self, name, port):
        self.name = name
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rb")
        self.line()

    def line(self):
        return self.file.readline().decode(errors="replace")

    def send(self, text):
        self.socket.sendall((text + "\r\n").encode())

    def ask(self, text, good):
        self.send(text)
        while True:
            line = self.line()
            if line.startswith(good):
                return line
            if not line or line[:3].isdigit() and line[3:4] != "-" or line.startswith(("-ERR", "a NO", "a BAD")):
                raise RuntimeError(f"{self.name}: {text.split()[0]}: {line!r}")

    def closed_within(self, seconds):
        """The seconds until the server closed, or None."""
        begun = time.monotonic()
        while (left := seconds - (time.monotonic() - begun)) > 0:
            if select.select([self.socket], [], [], left)[0]:
                try:
                    if not self.socket.recv(4096):
                        return time.monotonic() - begun
                except OSError:
                    return time.monotonic() - begun
        return None

    def alive(self):
        return self.closed_within(0.05) is None

    def close(self):
        self.file.close()
        self.socket.close()


def imap(site, user, password):
    raw = Raw("IMAP", site.imap)
    raw.ask(f"a LOGIN {user} {password}", "a OK")
    return raw


def idle(site, user, password):
    raw = imap(site, user, password)
    raw.name = "IMAP IDLE"
    raw.ask("a SELECT INBOX", "a OK")
    raw.ask("a IDLE", "+")
    return raw


def pop(site, user, password):
    raw = Raw("POP", site.pop)
    raw.ask(f"USER {user}", "+OK")
    raw.ask(f"PASS {password}", "+OK")
    return raw


def smtp(site, user, password):
    raw = Raw("SMTP", site.subm)
    raw.ask("EHLO here.test", "250 ")
    raw.ask(f"AUTH PLAIN {plain(user, password)}", "235")
    return raw


def pwd(site, user, password):
    raw = Raw("PWD", site.pwd)
    raw.ask(f"USER {user}", "300")
    raw.ask(f"PASS {password}", "200")
    return raw


GATES = [imap, idle, pop, smtp, pwd]


def open_everywhere(site, user, password):
    return [gate(site, user, password) for gate in GATES]


def measure(connections):
    """For each connection, how long it stayed open from now on; looked at all at once."""
    took = {}
    threads = [threading.Thread(target=lambda one=one: took.__setitem__(one, one.closed_within(LIMIT + 2)))
               for one in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def check_end(title, connections, change):
    waiting = []
    thread = threading.Thread(target=lambda: waiting.append(measure(connections)))
    thread.start()
    time.sleep(0.1)  # the watchers are at their sockets
    begun = time.monotonic()
    change()
    changing = time.monotonic() - begun
    thread.join()
    for connection, seconds in waiting[0].items():
        # From the moment the change was asked for; the command itself takes part of that.
        after = None if seconds is None else seconds - 0.1
        score.check(f"{title}: {connection.name} is closed within {LIMIT} s",
                    after is not None and after < LIMIT + changing, f"{after} s, the change took {changing:.2f} s")
        connection.close()
    slowest = max((seconds or 99) - 0.1 for seconds in waiting[0].values())
    print(f"{title}: slowest {slowest:.3f} s after the command began, which took {changing:.3f} s")


def changes(site, user):
    """Title, what is done to the account `user`, and how it is made good again."""
    full = site.full(user)
    return [
        ("killed", lambda: site.cli("KILLACCOUNTSESSIONS", full), lambda: None),
        ("services switched off", lambda: site.cli("UPDATEACCOUNTSETTINGS", full, "{AccessModes=(Mobile);}"),
         lambda: site.cli("UPDATEACCOUNTSETTINGS", full, "{AccessModes=All;}")),
        ("password changed", lambda: site.set_password(user, "Second22"), lambda: site.set_password(user, "Secret12")),
        ("renamed", lambda: site.cli("RENAMEACCOUNT", full, "INTO", "renamed"),
         lambda: site.cli("RENAMEACCOUNT", site.full("renamed"), "INTO", user)),
        ("deleted", lambda: site.cli("DELETEACCOUNT", full), lambda: None),
    ]


def tags(site):
    site.cli("SETACCOUNTPASSWORD", site.full("tim"), "PASSWORD", "Phone1234", "TAG", "phone")
    own = open_everywhere(site, "tim", "Secret12")
    check_end("tag removed", open_everywhere(site, "tim$phone", "Phone1234"),
              lambda: site.cli("SETACCOUNTPASSWORD", site.full("tim"), "PASSWORD", '""', "TAG", "phone"))
    for connection in own:
        score.check(f"tag removed: {connection.name} by the own password goes on", connection.alive())
        connection.close()


def own_change(site):
    with cgp_cli.Client(site.pwd) as client:
        client.log_in("ann", "Secret12")
        others = open_everywhere(site, "ann", "Secret12")
        check_end("own password changed elsewhere", others, lambda: client.send("NEWPASS Another12"))
        time.sleep(0.6)
        code, _ = client.send("NOOP")
        score.check("the session that changed its password goes on", code == 200, code)


def impersonation(site):
    """Whoever opened another's account is out when he may not any more; his own sessions go on."""
    helper = site.full("helper")
    site.cli("SETACCOUNTRIGHTS", helper, "(Domain, CanImpersonate)")
    raw = Raw("IMAP as another", site.imap)
    raw.ask(f"a AUTHENTICATE PLAIN {plain('helper', 'Secret12', 'bystander')}", "a OK")
    own = imap(site, "helper", "Secret12")
    check_end("CanImpersonate taken away", [raw], lambda: site.cli("SETACCOUNTRIGHTS", helper, "(Domain)"))
    score.check("CanImpersonate taken away: the own session goes on", own.alive())
    own.close()


def by_hand(site):
    """An editor's change counts as soon as it is noticed, which may take a second or two."""
    connection = imap(site, "tim", "Secret12")
    path = f"{site.base}/Domains/{DOMAIN}/Accounts/tim.macnt/account.settings"
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace("{", "{ AccessModes = (POP); ", 1))
    score.check("a service switched off in the file ends its sessions", connection.closed_within(4) is not None)
    connection.close()


def session_ids(site):
    site.cli("UPDATEDOMAINSETTINGS", site.domain, "{AUTHMethods=(CLRTXT,SCRAM,SESSIONID,WEBUSER);}")
    made = site.cli("CREATEWEBUSERSESSION", site.full("eve"), "ADDRESS", "10.1.2.3").stdout.strip()
    raw = Raw("PWD by session", site.pwd)
    raw.ask(f"AUTH WEBUSER {site.full('eve')} {made}", "200")
    other = imap(site, "eve", "Secret12")
    check_end("session killed", [raw], lambda: site.cli("KILLSESSION", made))
    score.check("the account's other sessions go on", other.alive())
    raw = Raw("PWD", site.pwd)
    raw.send(f"AUTH WEBUSER {site.full('eve')} {made}")
    score.check("a killed session opens nothing", raw.line().startswith("5"))
    who = site.run("who", "--base", site.base).stdout
    score.check("who tells who is there", "eve@" in who and "IMAP" in who, who)
    other.close()


def main():
    with Site() as site:
        site.cli("UPDATEDOMAINSETTINGS", site.domain, "{AUTHMethods=(CLRTXT,SCRAM);}")
        for name in ("joe", "ann", "tim", "eve", "bystander", "helper"):
            site.account(name, "Secret12")
        bystanders = open_everywhere(site, "bystander", "Secret12")
        for title, change, undo in changes(site, "joe"):
            check_end(title, open_everywhere(site, "joe", "Secret12"), change)
            undo()
        impersonation(site)
        tags(site)
        own_change(site)
        by_hand(site)
        session_ids(site)
        for connection in bystanders:
            score.check(f"another account's {connection.name} goes on", connection.alive())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
