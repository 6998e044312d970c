"""A password-guessing run from many addresses neither gets in nor keeps the owner out: figures F11, F12 and F13.

In a network of its own, where 10.66.0.0/16 are addresses of this machine. Arguments: the program, how many
seconds the big attack lasts (6), from how many addresses (1000), FailedLoginDelay (1s). The full
figures: 120 1000 2s.
"""

import concurrent.futures
import contextlib
import multiprocessing
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from live_site import DOMAIN, Site
from score import Score
from wire import plain

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 6.0
ADDRESSES = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
ATTACKERS = 4  # processes
EACH = 25      # attempts under way in each
DELAY = sys.argv[4] if len(sys.argv) > 4 else "1s"
OWNER = "10.66.200.7"
RATE = 20  # owner's logins a second
BUDGET, TOTAL, SPRAY = 10, 100, 25
score = Score()


def enter_network():
    if os.environ.get("GATEHOUSE_OWN_NETWORK"):
        for words in ("link set lo up", "route add local 10.66.0.0/16 dev lo"):
            subprocess.run(["ip", *words.split()], check=True)
        return
    if os.geteuid() != 0:
        sys.exit("this test makes a network of its own: run it as root")
    os.execvpe("unshare", ["unshare", "--net", sys.executable, "-B", *sys.argv],
               os.environ | {"GATEHOUSE_OWN_NETWORK": "1"})


def bot(number):
    """A hundred addresses of each /24."""
    return f"10.66.{number // 100 % 100}.{number % 100 + 1}"


def connect(port, source):
    return socket.create_connection(("127.0.0.1", port), 30, (source, 0))


def login(site, source, name, password):
    """The answer to one IMAP login, without its tag, and the seconds it took."""
    with connect(site.imap, source) as one:
        lines = one.makefile("rwb")
        lines.readline()
        begun = time.monotonic()
        lines.write(f'a LOGIN {name} "{password}"\r\n'.encode())
        lines.flush()
        answer = lines.readline()
        while answer.startswith(b"* "):
            answer = lines.readline()
        return answer, time.monotonic() - begun


def accepted(answer):
    return answer.startswith(b"a OK")


def compared(site, account):
    """How many secrets of the account were compared and found wrong, by the log."""
    wanted = re.compile(r'login="(?:wrong password|unknown account)".* account="' + re.escape(account) + '"')
    return sum(1 for line in site.log().splitlines() if wanted.search(line))


def settled(site, word, least):
    """Waits until the log, which is written behind, has what was just done."""
    for _ in range(200):
        if site.log().count(word) >= least:
            return
        time.sleep(0.02)


def attack(site, number, over, tried, let_in):
    def go_on(own):
        while not over.is_set():
            with contextlib.suppress(OSError):
                answer, _ = login(site, bot(own % ADDRESSES), "joe", f"guess-{own}")
                with tried.get_lock():
                    tried.value += 1
                    let_in.value += accepted(answer)
            own += ATTACKERS * EACH

    os.nice(5)
    threads = [threading.Thread(target=go_on, args=(number * EACH + one,)) for one in range(EACH)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def owner_under_attack(site):
    over = multiprocessing.Event()
    tried, let_in = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    attackers = [multiprocessing.Process(target=attack, args=(site, n, over, tried, let_in)) for n in range(ATTACKERS)]
    for one in attackers:
        one.start()
    times, failures, begun, number = [], 0, time.monotonic(), 0
    while time.monotonic() - begun < SECONDS:
        time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        number += 1
        due = time.monotonic()
        try:
            answer, _ = login(site, OWNER, "joe", "secret-of-joe")
            failures += not accepted(answer)
        except OSError:
            failures += 1
        times.append(time.monotonic() - due)
    over.set()
    for one in attackers:
        one.join()
    settled(site, 'login="locked"', 1)
    verified = compared(site, f"joe@{DOMAIN}")
    late = sum(1 for each in times if each > 1.0)
    print(f"F12: {tried.value} guesses from {ADDRESSES} addresses, {verified} compared, {let_in.value} let in")
    print(f"F13: {len(times)} logins of the owner: {failures} refused, {late} over 1 s, "
          f"median {statistics.median(times) * 1000:.1f} ms, worst {max(times) * 1000:.0f} ms")
    score.check("the attackers were busy", tried.value > 50, tried.value)
    score.check("nobody got in", let_in.value == 0, let_in.value)
    score.check("strangers' guesses that were compared are within the budget (F12)", 1 <= verified <= BUDGET, verified)
    score.check("the owner is served within a second (F13)", failures + late <= len(times) // 1000, (failures, late))


def looks_the_same(site):
    """V-086 and F11: throttled with the right password, throttled with a wrong one, and compared."""
    right, _ = login(site, bot(3), "joe", "secret-of-joe")
    wrong, _ = login(site, bot(4), "joe", "no")
    other, _ = login(site, bot(104), "ann", "no")
    nobody, _ = login(site, bot(204), "nobody", "no")
    score.check("the right password of a stranger who is throttled is refused", not accepted(right), right)
    score.check("all refusals are the same bytes", right == wrong == other == nobody, (right, wrong, other, nobody))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        jobs = [(name, number) for number in range(60) for name in random.sample(("joe", "open"), 2)]
        taken = list(pool.map(lambda job: (job[0], login(site, bot(job[1]), job[0], f"no-{job[1]}")[1]), jobs))
    refused, real = ([seconds for name, seconds in taken if name == one] for one in ("joe", "open"))
    gap = abs(statistics.median(refused) - statistics.median(real)) * 1000
    area = sum((a < b) + (a == b) / 2 for a in refused for b in real) / len(refused) / len(real)
    print(f"F11: refused {statistics.median(refused) * 1000:.2f} ms, compared {statistics.median(real) * 1000:.2f} ms, "
          f"gap {gap:.2f} ms, area {area:.2f} over {len(refused)} samples each")
    score.check("a refused attempt takes as long as one that was compared", gap < 5 and 0.3 < area < 0.7, (gap, area))


def spraying(site):
    """V-085."""
    names = [f"user{number}" for number in range(80)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        tries = pool.map(lambda n: login(site, f"10.66.150.{n % 200 + 1}", names[n], "Winter2026")[0], range(len(names)))
        let_in = sum(map(accepted, tries))
    settled(site, 'name="user', 80)
    verified = sum(compared(site, f"{name}@{DOMAIN}") for name in names)
    print(f"spraying: {len(names)} accounts from one /24, {verified} compared")
    score.check("one password on many accounts is stopped", verified <= SPRAY and let_in == 0, (verified, let_in))
    score.check("the others are served", accepted(login(site, "10.66.151.1", "ann", "secret-of-ann")[0]))


def say(site, kind, source, name, password):
    """One attempt by any protocol: whether it was let in."""
    port, lines = {
        "imap": (site.imap, [f"a LOGIN {name} {password}"]),
        "pop": (site.pop, [f"USER {name}", f"PASS {password}"]),
        "pwd": (site.pwd, [f"USER {name}", f"PASS {password}"]),
        "smtp": (site.smtp, ["EHLO there", f"AUTH PLAIN {plain(name, password)}"]),
        "subm": (site.subm, ["EHLO there", f"AUTH PLAIN {plain(name, password)}"]),
    }[kind]
    with connect(port, source) as one:
        file = one.makefile("rwb")
        file.readline()
        for line in lines:
            file.write(line.encode() + b"\r\n")
            file.flush()
            answer = file.readline()
            while answer[3:4] == b"-" or answer.startswith(b"* "):
                answer = file.readline()
    return answer.startswith((b"a OK", b"+OK", b"200 ", b"201 ", b"235 "))


def all_at_once(site):
    """V-087: the right password comes late among parallel guesses on five protocols."""
    results, kinds = [], ("imap", "pop", "pwd", "smtp", "subm")
    gate = threading.Barrier(100)

    def one(number):
        for turn in range(2):
            secret = "secret-of-eve" if (number, turn) == (99, 1) else f"par-{number}-{turn}"
            gate.wait()
            with contextlib.suppress(OSError):
                results.append(say(site, kinds[number % 5], bot(number * 10), "eve", secret))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(100)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    settled(site, f'account="eve@{DOMAIN}"', 200)
    verified = compared(site, f"eve@{DOMAIN}")
    score.check("parallel guesses do not pass the budget", verified == BUDGET, verified)
    score.check("and the one that was right came too late", not any(results), sum(results))


def hydra(site):
    """A word list with the right password in the middle of it."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as words:
        words.write("".join(f"word{number}\n" for number in range(20)) + "secret-of-bob\n"
                    + "".join(f"more{number}\n" for number in range(20)))
        words.flush()
        done = subprocess.run(["hydra", "-l", f"bob@{DOMAIN}", "-P", words.name, "-t", "4", "-I", "-s", str(site.imap),
                               "127.0.0.1", "imap"], capture_output=True, text=True, timeout=120)
    verified = compared(site, f"bob@{DOMAIN}")
    score.check("hydra ran", "attacking imap" in done.stdout, done.stdout + done.stderr)
    score.check("hydra finds nothing", "secret-of-bob" not in done.stdout and 1 <= verified <= BUDGET,
                (verified, done.stdout))


def after_a_crash(site):
    """Who was known and who was refused is so still."""
    file = os.path.join(site.base, "run", "protection")
    before = os.stat(file)
    answer, _ = login(site, "10.66.152.1", "kim", "secret-of-kim")
    score.check("a new owner gets in", accepted(answer), answer)
    for _ in range(300):
        now = os.stat(file)
        if (now.st_ino, now.st_size) != (before.st_ino, before.st_size):
            break
        time.sleep(0.01)
    site.kill()
    site.start()
    score.check("strangers are refused after a crash", not accepted(login(site, bot(5), "joe", "secret-of-joe")[0]))
    score.check("the owner is served", accepted(login(site, OWNER, "joe", "secret-of-joe")[0]))
    for number in range(BUDGET):
        login(site, bot(number), "kim", f"guess-{number}")
    score.check("and so is one who came last", accepted(login(site, "10.66.152.1", "kim", "secret-of-kim")[0]))
    site.kill()
    with open(file, "r+b") as damaged:
        damaged.truncate(max(0, os.path.getsize(file) - 7))
    site.start()
    score.check("a damaged file stops nobody", accepted(login(site, OWNER, "joe", "secret-of-joe")[0]))
    settled(site, "damaged lines", 1)
    score.check("and is said in the log", "damaged lines" in site.log(), "")


def told_to_the_owner(site):
    for _ in range(100):
        told = site.cli("GETACCOUNTINFO", site.full("bob")).stdout
        if "FailedLogins" in told:
            break
        time.sleep(0.05)
    score.check("the owner sees the failed attempts",
                "FailedLogins" in told and "127.0.0.1" in told and "IMAP" in told, told)


def the_guides_rule(site):
    site.cli("UPDATESERVERSETTINGS", "{LoginProtection=Account;}")
    site.cli("UPDATEACCOUNTSETTINGS", site.full("ann"), "{FailedLoginFlow=(3,1m);}")
    for number in range(3):
        login(site, bot(number), "ann", f"no-{number}")
    score.check("the guide's rule locks the owner out too", not accepted(login(site, OWNER, "ann", "secret-of-ann")[0]))
    site.cli("UPDATESERVERSETTINGS", "{LoginProtection=Sources;}")
    score.check("and the other one does not", accepted(login(site, OWNER, "ann", "secret-of-ann")[0]))


def main():
    if not shutil.which("hydra"):
        sys.exit("hydra is not installed: script/bootstrap")
    enter_network()
    with Site(delay=DELAY) as site:
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=NO;}")
        for name in ("joe", "ann", "eve", "bob", "kim"):
            site.account(name, f"secret-of-{name}")
        site.account("open", "secret-of-open", "{FailedLoginFlow=unlimited;}")
        score.check("the owner logs in once", accepted(login(site, OWNER, "joe", "secret-of-joe")[0]))
        owner_under_attack(site)
        looks_the_same(site)
        spraying(site)
        all_at_once(site)
        hydra(site)
        told_to_the_owner(site)
        after_a_crash(site)
        the_guides_rule(site)
        score.check("the server ends cleanly", site.stop() == 0, site.output())
    score.finish()


main()
