"""Mailboxes shared between accounts of two domains, with a real IMAP client library: rights as they were given, as
they are taken away, and as accounts, groups and domains change their names and holders."""

import contextlib
import imaplib
import smtplib

from live_site import Site
from score import Score

HOME, OTHER, PASSWORD = "example.test", "other.test", "Secret-12"
MESSAGE = b"From: a@example.test\r\nSubject: hello\r\n\r\nbody\r\n"
score = Score()


@contextlib.contextmanager
def client(site, name):
    one = imaplib.IMAP4("127.0.0.1", site.imap)
    try:
        one.login(name, PASSWORD)
        yield one
    finally:
        with contextlib.suppress(Exception):
            one.logout()


def good(answer):
    """The data of an answer that must be OK."""
    kind, data = answer
    if kind != "OK":
        raise RuntimeError(f"{kind} {data}")
    return data


def words(answer):
    """The words of an answer that must be NO."""
    kind, data = answer
    if kind != "NO":
        raise RuntimeError(f"{kind} {data}")
    return data[0].decode()


def rights(site, viewer, mailbox):
    """The letters of RFC 4314 that `viewer` has there; None: it is not there for him."""
    with client(site, viewer) as one:
        kind, data = one.myrights(mailbox)
        if kind != "OK":
            return None
        letters = data[0].decode().split()[-1].strip('"')
        return "".join(letter for letter in letters if letter not in "cd")


def grant(site, owner, mailbox, identifier, letters):
    with client(site, owner) as one:
        return one.setacl(mailbox, identifier, letters)


def elements(site, owner, mailbox):
    with client(site, owner) as one:
        found = good(one.getacl(mailbox))[0].decode().split()[1:]
        return dict(zip(found[::2], found[1::2]))


def prepare(site):
    site.cli("CREATEDOMAIN", OTHER)
    for domain in (HOME, OTHER):
        site.cli("UPDATEDOMAINSETTINGS", domain, "{AUTHMethods=All;}")
    for name in ("joe", "ann", "bob", f"eve@{OTHER}", f"max@{OTHER}"):
        site.account(name, PASSWORD)
    site.cli("CREATEGROUP", f"staff@{OTHER}", "{Members=(eve,max);}")
    with client(site, f"joe@{HOME}") as joe:
        good(joe.create("Work"))
        good(joe.append("Work", None, None, MESSAGE))


def between_domains(site):
    joe, eve, shared = f"joe@{HOME}", f"eve@{OTHER}", f"~joe@{HOME}/Work"
    score.check("nothing is shared at first", rights(site, eve, shared) is None)
    good(grant(site, joe, "Work", eve, "lrs"))
    score.check("what was given", rights(site, eve, shared) == "lrs")
    with client(site, eve) as one:
        score.check("the mailbox is selected", good(one.select(shared)) == [b"1"])
        score.check("and read", b"hello" in good(one.fetch("1", "(BODY[HEADER.FIELDS (SUBJECT)])"))[0][1])
        score.check("\\Seen was set", b"\\Seen" in good(one.fetch("1", "(FLAGS)"))[0])
        score.check("\\Deleted is refused", "NOPERM" in words(one.store("1", "+FLAGS", "(\\Deleted)")))
        good(one.create("Mine"))
        good(one.copy("1", "Mine"))
        score.check("nothing is put there", "NOPERM" in words(one.append(shared, None, None, MESSAGE)))
        score.check("it is found by its account", b"Work" in good(one.list('""', f"~joe@{HOME}/*"))[0])
        score.check("accounts are not", good(one.list('""', '"~%"')) == [None])
        good(one.subscribe(shared))
        score.check("the subscription names it", shared.encode() in good(one.lsub('""', "*"))[0])
        score.check("its account, now", f"~joe@{HOME}".encode() in good(one.list('""', '"~%"'))[0])
        good(grant(site, joe, "Work", eve, "-r"))
        score.refuse("rights end with the next command", lambda: one.fetch("1", "(FLAGS)")[0] == "OK")
    score.check("what is left", rights(site, eve, shared) == "ls")
    with client(site, joe) as one:
        good(one.deleteacl("Work", eve))
    with client(site, eve) as one:
        hidden, never = words(one.select(shared)), words(one.select(f"~joe@{HOME}/Never"))
        score.check("a hidden mailbox is not there", hidden == never == words(one.select("~ghost/x")), hidden)


def names_and_holders(site):
    joe, shared = f"joe@{HOME}", f"~joe@{HOME}/Work"
    good(grant(site, joe, "Work", f"eve@{OTHER}", "lr"))
    site.cli("RENAMEACCOUNT", f"eve@{OTHER}", "INTO", f"eva@{OTHER}")
    score.check("a renamed account keeps its rights", rights(site, f"eva@{OTHER}", shared) == "lr")
    score.check("and is named as it is now", elements(site, joe, "Work").get(f"eva@{OTHER}") == "lr",
                elements(site, joe, "Work"))
    site.account(f"eve@{OTHER}", PASSWORD)
    score.check("a new holder of the old name inherits nothing", rights(site, f"eve@{OTHER}", shared) is None)
    site.cli("DELETEACCOUNT", f"eva@{OTHER}")
    site.account(f"eva@{OTHER}", PASSWORD)
    score.check("nor does one of the name that was deleted", rights(site, f"eva@{OTHER}", shared) is None)
    score.check("whose element is gone", f"eva@{OTHER}" not in elements(site, joe, "Work"))

    good(grant(site, joe, "Work", f"#staff@{OTHER}", "lrs"))
    score.check("a group's member", rights(site, f"max@{OTHER}", shared) == "lrs")
    score.check("not another", rights(site, f"ann@{HOME}", "~joe/Work") is None)
    site.cli("DELETEGROUP", f"staff@{OTHER}")
    score.check("a deleted group gives nothing", rights(site, f"max@{OTHER}", shared) is None)
    site.cli("CREATEGROUP", f"staff@{OTHER}", "{Members=(max);}")
    score.check("nor does a new one of its name", rights(site, f"max@{OTHER}", shared) is None)

    site.cli("ADDACCOUNTALIASES", f"bob@{HOME}", "(robert)", check=False)
    site.cli("SETACCOUNTALIASES", f"bob@{HOME}", "(robert)")
    answer = words(grant(site, joe, "Work", "robert", "lr"))
    score.check("an alias is refused with the real name", "bob" in answer, answer)
    good(grant(site, joe, "Work", "bob", "lri"))
    score.check("the real name is not", rights(site, f"bob@{HOME}", "~joe/Work") == "lri")
    score.check("the owner by an alias of his domain's account is himself", rights(site, joe, "~joe/Work") is not None)


def explained(site):
    """What administrators are told is what clients get."""
    told = site.cli("GETMAILBOXRIGHTS", f"joe@{HOME}", "MAILBOX", "Work", "AUTH", f"bob@{HOME}").stdout
    score.check("the CLI says the same", set(told.strip().strip('"')) >= set("lri"), told)
    site.cli("SETMAILBOXACL", f"joe@{HOME}", "MAILBOX", "Work", f'{{"ann"="lr";}}')
    score.check("the CLI gives rights", rights(site, f"ann@{HOME}", "~joe/Work") == "lr")


def room(site):
    site.cli("UPDATEACCOUNTSETTINGS", f"joe@{HOME}", "{MaxAccountSize=4K;}")
    with client(site, f"joe@{HOME}") as joe:
        score.check("the quota is told", b"STORAGE" in good(joe.getquotaroot("INBOX"))[1][0])
        score.check("a full account takes nothing", "OVERQUOTA" in words(joe.append("Work", None, None, b"x" * 9000)))
    with smtplib.SMTP("127.0.0.1", site.smtp) as smtp:
        smtp.ehlo("client.test")
        smtp.mail("far@else.test", ["SIZE=9000"])
        code, answer = smtp.rcpt(f"joe@{HOME}")
        score.check("nor by SMTP", code == 552, answer)


with Site(HOME) as site:
    prepare(site)
    between_domains(site)
    names_and_holders(site)
    explained(site)
    room(site)
    score.check("the server has not complained", "damaged" not in site.output())
score.finish()
