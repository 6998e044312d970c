"""Whether the words or the time of a refusal tell who exists and how his password is kept (figure F11, V-081).

Samples of all kinds are taken at the same time and in random order, so that a busy machine slows all
of them alike. Arguments: the program, samples of each kind at each door (40), how many attempts are
under way at once (24), FailedLoginDelay (1s). The full figure: 2000 100 2s.
"""

import concurrent.futures
import math
import random
import statistics
import sys
import time

from doors import DOORS
from live_site import DOMAIN, Site
from score import Score

SAMPLES = int(sys.argv[2]) if len(sys.argv) > 2 else 40
AT_ONCE = int(sys.argv[3]) if len(sys.argv) > 3 else 24
DELAY = sys.argv[4] if len(sys.argv) > 4 else "1s"
NOBODY = "a name nobody has"
LONGEST_GAP = 0.001 if SAMPLES >= 1000 else 0.01  # seconds
MOST_COMPARED = 1000
score = Score()

# What refuses an attempt: how an account is made for it, and the password that is tried.
KINDS = {
    "wrong password": ("{}", "guess"),
    "wrong, kept as bcrypt": ("{PasswordEncryption=UB-crpt;}", "guess"),
    "wrong, kept recoverable": ("{PasswordEncryption=sealed;}", "guess"),
    "wrong, has no password": (None, "guess"),
    "wrong, services off": ("{AccessModes=None;}", "guess"),
    "TLS demanded, right password": ("{RequireAPOP=TLS;}", "right"),
    "throttled, right password": ("{FailedLoginFlow=(1,10m);}", "right"),
}


def area(one, other):
    """The chance that a sample of `one` is longer than one of `other`; 0.5: no difference."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, kind) in enumerate(ranked, 1) if kind == 0)
    return (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))


def shift(one, other):
    """How much longer `one` took: the median of all differences (Hodges and Lehmann). Delays end in steps of half a
    second, so on a busy machine the medians themselves may be a step apart by chance."""
    return statistics.median([a - b for a in one[:MOST_COMPARED] for b in other[:MOST_COMPARED]])


def user_of(kind, number):
    return f"{'nobody' if kind == NOBODY else 'kind'}{list(KINDS).index(kind) if kind in KINDS else ''}n{number}@{DOMAIN}"


def attempt(site, door, kind, number):
    user = user_of(kind, number % 4 if kind in KINDS else number)
    password = f"the-password-{user}" if kind in KINDS and KINDS[kind][1] == "right" else f"guess-{random.random()}"
    with door.open(site) as wire:
        begun = time.perf_counter()
        answer = door.log_in_clear(wire, user, password)
        taken = time.perf_counter() - begun
    return kind, taken, answer.replace(user.encode(), b"")


def compare(site, door, pool):
    jobs = [(kind, number) for kind in (NOBODY, *KINDS) for number in range(SAMPLES)]
    random.shuffle(jobs)
    times, words = {}, {}
    for kind, taken, answer in pool.map(lambda job: attempt(site, door, *job), jobs):
        times.setdefault(kind, []).append(taken)
        words.setdefault(kind, set()).add(answer)
    middle = statistics.median(times[NOBODY])
    print(f"{door.name}: {NOBODY}: median {middle * 1000:.2f} ms, {words[NOBODY]}")
    for kind in KINDS:
        gap, between = abs(shift(times[kind], times[NOBODY])), area(times[kind], times[NOBODY])
        seen = f"gap {gap * 1000:.2f} ms, area {between:.3f} over {SAMPLES} samples each"
        print(f"{door.name}: {kind}: {seen}")
        # Equal times give an area whose deviation from 0.5 is sqrt(1 / 6 SAMPLES) in the mean: four of them.
        far = abs(between - 0.5) > max(0.05, 4 / math.sqrt(6 * SAMPLES))
        score.check(f"{door.name}: {kind}: as long as {NOBODY}", gap < LONGEST_GAP and not far, seen)
        score.check(f"{door.name}: {kind}: the same bytes", words[kind] == words[NOBODY], (words[kind], words[NOBODY]))
    score.check(f"{door.name}: one answer", len(words[NOBODY]) == 1, words[NOBODY])


def main():
    with Site(delay=DELAY) as site:
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=NO;FailedLoginFlow=unlimited;}")
        for kind, (settings, _) in KINDS.items():
            for number in range(4):
                name = user_of(kind, number).split("@")[0]
                if settings is None:
                    site.cli("CREATEACCOUNT", site.full(name), "{}")
                else:
                    site.account(name, f"the-password-{user_of(kind, number)}", settings)
        throttled = [user_of("throttled, right password", number) for number in range(4)]
        for user in throttled:
            with DOORS[0].open(site) as wire:
                DOORS[0].log_in_clear(wire, user, "guess")
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for door in DOORS:
                compare(site, door, pool)
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
