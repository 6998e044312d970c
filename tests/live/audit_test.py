"""The audit trail of a real server: what it holds, what it never holds, what a kill and a full disk
leave, and that whoever alters it is found out."""

import glob
import imaplib
import os
import re
import resource
import time

from live_site import DOMAIN, Site
from score import Score

CANARIES = ["Canary-of-joe-77", "Canary-of-mary-78", "Canary-new-79", "Canary-wrong-80", "Canary-tag-81"]
score = Score()


def login(site, name, password):
    try:
        with imaplib.IMAP4("127.0.0.1", site.imap) as client:
            client.login(name, password)
            return True
    except imaplib.IMAP4.error:
        return False


def files(site):
    return sorted(glob.glob(os.path.join(site.base, "SystemLogs", "audit", "*.log")))


def trail(site):
    text = ""
    for name in files(site):
        with open(name) as file:
            text += file.read()
    return text


def verify(site, *words):
    return site.run("audit", "verify", "--base", site.base, *words, check=False)


def show(site, *words):
    return site.run("audit", "show", "--base", site.base, *words).stdout


def until(what, seconds=5.0):
    end = time.monotonic() + seconds
    while not (seen := what()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


def records(site):
    joe, mary = f"joe@{DOMAIN}", f"mary@{DOMAIN}"
    site.account("joe", CANARIES[0])
    site.account("mary", CANARIES[1])
    score.check("a change is in the trail when it is acknowledged", f'Target="{mary}"' in trail(site), trail(site))
    score.check("a good login", login(site, "joe", CANARIES[0]))
    score.check("a wrong one", not login(site, "joe", CANARIES[3]))
    score.check("one by nobody", not login(site, "nobody", CANARIES[3]))
    site.cli("UPDATEACCOUNTSETTINGS", joe, "{RealName=Joe;}")
    site.cli("SETACCOUNTPASSWORD", joe, "PASSWORD", CANARIES[2])
    site.cli("SETACCOUNTPASSWORD", joe, "PASSWORD", CANARIES[4], "TAG", "phone")
    site.cli("SETACCOUNTRIGHTS", joe, "(Domain)")
    score.check("login records are on disk within a second",
                until(lambda: "nobody" in show(site, "--kind", "login"), 1.5), show(site))
    logins = show(site, "--kind", "login")
    for words in [f"account={joe} result=success service=IMAP from=[127.0.0.1]:", 'result="wrong password"',
                  'result="unknown account"']:
        score.check(f"a login's record says {words}", words in logins, logins)
    changes = show(site, "--account", joe, "--kind", "change")
    for words in ["verb=UPDATEACCOUNTSETTINGS", "RealName:(none)->Joe", "Password:(hidden)->changed",
                  "Rights:()->(Domain)", 'from="local, uid']:
        score.check(f"a change's record says {words}", words in changes, changes)
    ends = show(site, "--kind", "end")
    score.check("the end of a session is there", f"account={joe}" in ends, ends)


def ids(site):
    line = until(lambda: next((l for l in site.log().splitlines() if 'login="wrong password"' in l), None))
    score.check("the log line carries the id", line and re.search(r" id=\d+", line), line)
    number = re.search(r" id=(\d+)", line).group(1)
    full = show(site, "--id", number)
    score.check("show --id has the rules that were asked", "failed logins\n    password\n" in full, full)
    told = site.cli("EXPLAINATTEMPT", number).stdout
    score.check("EXPLAINATTEMPT says the same", "refused" in told and "wrong password" in told, told)


def secrets(site):
    text = trail(site) + site.log()
    for canary in CANARIES:
        score.check(f"{canary} is nowhere", canary not in text)


def kills(site):
    for _ in range(3):
        login(site, "joe", CANARIES[2])
        site.kill()
        score.check("the trail is whole after a kill", verify(site).returncode == 0, verify(site).stderr)
        site.start()
    site.kill()
    with open(files(site)[-1], "a") as file:
        file.write("99 {Kind=login;Acc")
    site.start()
    seen = verify(site)
    score.check("a torn line was cut off, and a record says so",
                seen.returncode == 0 and "cut: 18 bytes" in seen.stdout, seen.stdout + seen.stderr)


def full_disk(site):
    pid, limits = site.child.pid, resource.RLIMIT_FSIZE
    unlimited = resource.prlimit(pid, limits)
    resource.prlimit(pid, limits, (os.path.getsize(files(site)[-1]) + 30, unlimited[1]))
    login(site, "joe", CANARIES[3])
    until(lambda: "changes are refused" in site.log() + site.output())
    score.check("logins go on", login(site, "joe", CANARIES[2]))
    refused = site.cli("UPDATEACCOUNTSETTINGS", f"mary@{DOMAIN}", "{RealName=Mary;}", check=False)
    score.check("changes are refused", refused.returncode != 0 and "audit trail" in refused.stderr, refused.stderr)
    looked = site.cli("GETACCOUNTSETTINGS", f"mary@{DOMAIN}")
    score.check("and not done", "Mary" not in looked.stdout, looked.stdout)
    resource.prlimit(pid, limits, unlimited)
    good = until(lambda: site.cli("NOOP").returncode == 0 and site.cli(
        "UPDATEACCOUNTSETTINGS", f"mary@{DOMAIN}", "{RealName=Mary;}", check=False).returncode == 0)
    score.check("when there is room again changes are done", good)
    score.check("and nothing is missing", verify(site).returncode == 0, verify(site).stderr)
    score.check("the login of the meantime is there", show(site, "--kind", "login").count("wrong password") >= 2)


def tampering(site):
    head = re.search(r"head (\d+:[0-9a-f]+)", verify(site).stdout).group(1)
    site.stop()
    score.check("verify knows a head that was noted", verify(site, "--head", head).returncode == 0)
    name = files(site)[-1]
    with open(name, "rb") as file:
        good = file.read()
    lines = good.splitlines(keepends=True)
    middle = len(lines) // 2
    cases = {"a byte": b"".join(lines[:middle]) + lines[middle].replace(b"Kind=", b"Kond=") + b"".join(lines[middle + 1:]),
             "a line that is gone": b"".join(lines[:middle] + lines[middle + 1:]),
             "two that changed places": b"".join(lines[:middle] + [lines[middle + 1], lines[middle]] + lines[middle + 2:]),
             "a tail that is cut off": b"".join(lines[:-1])}
    for what, text in cases.items():
        with open(name, "wb") as file:
            file.write(text)
        seen = verify(site)
        named = f"{name}:{middle + 1}:" if "tail" not in what else "cut off"
        score.check(f"verify names {what}", seen.returncode == 1 and named in seen.stderr, seen.stderr)
    with open(name, "wb") as file:
        file.write(good)
    score.check("and finds it whole again", verify(site).returncode == 0)


with Site() as site:
    for step in [records, ids, secrets, kills, full_disk, secrets, tampering]:
        score.run(step.__name__, lambda: step(site) or True)
score.finish()
