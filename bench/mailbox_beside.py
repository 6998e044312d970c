#!/usr/bin/env python3
"""What imap_mailbox.py asks, of Gatehouse and of Dovecot, on copies of one Maildir.

    bench/imap_mailbox.py make MAILDIR COUNT
    bench/mailbox_beside.py GATEHOUSE MAILDIR [light]

Each server has a site of its own on loopback and the same messages (hard links). Needs root and dovecot-imapd. Prints
a table in Markdown: server CPU and wall time in ms; the median of three runs, each with servers that were just started.
"""

import imaplib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "live"))

from directory_server import free_port  # noqa: E402
from live_site import Site  # noqa: E402

MAILDIR, LIGHT = sys.argv[2], sys.argv[3:]
RUNS = 3
LINE = re.compile(r"(.*?) +([0-9.]+) ms  CPU +([0-9]+) ms")


def copy(maildir):
    shutil.rmtree(maildir, ignore_errors=True)
    os.makedirs(maildir)
    for part in ("tmp", "new"):
        os.mkdir(f"{maildir}/{part}")
    subprocess.run(["cp", "-al", f"{MAILDIR}/cur", f"{maildir}/cur"], check=True)
    subprocess.run(["chown", "-R", "nobody:nogroup", maildir], check=True)


def asked(port, pid, mailbox):
    done = subprocess.run([sys.executable, "-B", f"{ROOT}/bench/imap_mailbox.py", "ask", str(port), "joe", "secret-of-joe",
                           str(pid), mailbox, *LIGHT], capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return {found.group(1): (float(found.group(3)), float(found.group(2))) for found in map(LINE.match, done.stdout.splitlines())}


def ours():
    with Site(before=["taskset", "-c", "0"]) as site:
        site.account("joe", "secret-of-joe", "{RequireAPOP=NO;}")
        one = imaplib.IMAP4("127.0.0.1", site.imap)
        one.login("joe", "secret-of-joe")
        one.create("Bench")
        one.logout()
        copy(next(folder for folder, _, _ in os.walk(site.base) if folder.endswith("/mail/.Bench")))
        return asked(site.imap, site.child.pid, "Bench")


def dovecot():
    base, port = tempfile.mkdtemp(prefix="gatehouse-bench-"), free_port()
    os.chmod(base, 0o755)
    copy(f"{base}/mail")
    with open(f"{base}/conf", "w") as file:
        file.write(f"""base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=secret-of-joe
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={base}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
""")
    child = subprocess.Popen(["taskset", "-c", "0", "dovecot", "-F", "-c", f"{base}/conf"], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        return asked(port, child.pid, "INBOX")
    finally:
        child.terminate()
        child.wait(20)
        shutil.rmtree(base, ignore_errors=True)


def main():
    seen = [[run() for _ in range(RUNS)] for run in (ours, dovecot)]
    print("| | Gatehouse: CPU | wall | Dovecot: CPU | wall |\n|---|---|---|---|---|")
    for name in seen[0][0]:
        cells = [f"{statistics.median(run[name][part] for run in runs):.0f}" for runs in seen for part in (0, 1)]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


main()
