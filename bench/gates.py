#!/usr/bin/env python3
"""Server CPU of a whole login at the gates beside LDAP, XMPP, SIP, FTP and HTTP servers that do the same.

    bench/gates.py GATEHOUSE LOGINLOAD [--only ldap,xmpp,sip,ftp,transfer,http] [--logins N] [--reps N] [--megabytes N]

LOGINLOAD is the load generator. Each pair runs one after the other: a server of this site's accounts, then slapd, Prosody,
Kamailio, vsftpd or nginx; the server on processor 0, the client on processor 1. Needs root, and the packages slapd
prosody kamailio vsftpd libpam-pwdfile nginx-core curl. Prints tables in Markdown.
"""

import argparse
import contextlib
import json
import os
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
from processor_time import GROUPS, gone, used, words_in_group  # noqa: E402

DOMAIN, USERS = "bench.test", 200


def names(runs=1):
    """Accounts and their passwords; each run its own."""
    return [(f"u{run}{number:04}", f"pw{run}{number:04}") for run in range(runs) for number in range(USERS)]


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


class Peer:
    """Another server, in a folder that is thrown away."""

    def __init__(self, name, make):
        self.group, self.port, self.make = f"{GROUPS}/gatehouse-bench-{name}", free_port(), make
        self.base = tempfile.mkdtemp(prefix="gatehouse-bench-")
        os.chmod(self.base, 0o755)

    def __enter__(self):
        words = self.make(self.base, self.port)
        self.child = subprocess.Popen([*words_in_group(self.group), *words], stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                                      stdout=open(f"{self.base}/out", "w"))
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        with open(f"{self.base}/out") as file:
            sys.exit(f"{words[0]} does not answer: {file.read()}")

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(20)
        gone(self.group)
        shutil.rmtree(self.base, ignore_errors=True)


class Ours(Site):
    def __init__(self, runs=1):
        self.runs = runs
        self.group = f"{GROUPS}/gatehouse-bench-site"
        words = words_in_group(self.group)
        words[2] += " --loops 1"
        super().__init__(domain=DOMAIN, before=words)

    def __enter__(self):
        super().__enter__()
        commands = [f"UPDATEDOMAINSETTINGS {DOMAIN} {{AUTHMethods=All;}}",
                    "UPDATESERVERACCOUNTDEFAULTS {PasswordEncryption=sealed;RequireAPOP=NO;}"]
        commands += [f"CREATEACCOUNT {name}@{DOMAIN} {{Password={password};}}" for name, password in names(self.runs)]
        subprocess.run([sys.argv[1], "cli", "--base", self.base], input="\n".join(commands) + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *words):
        super().__exit__(*words)
        gone(self.group)


def slapd(base, port):
    os.mkdir(f"{base}/db")
    suffix = "dc=bench,dc=test"
    write(f"{base}/slapd.conf", f"""include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
loglevel 0
threads 4
database mdb
suffix {suffix}
rootdn cn=admin,{suffix}
directory {base}/db
maxsize 67108864
index uid eq
lastbind off
access to attrs=userPassword by anonymous auth by * none
access to * by * read
""")
    people = "".join(f"\ndn: uid={name},ou=people,{suffix}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {name}\n"
                     f"userPassword: {password}\n" for name, password in names())
    write(f"{base}/people", f"dn: {suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: bench\no: Bench\n\n"
          f"dn: ou=people,{suffix}\nobjectClass: organizationalUnit\nou: people\n{people}")
    subprocess.run(["slapadd", "-q", "-f", f"{base}/slapd.conf", "-l", f"{base}/people"], check=True, stderr=subprocess.DEVNULL)
    return ["slapd", "-d", "0", "-f", f"{base}/slapd.conf", "-h", f"ldap://127.0.0.1:{port}"]


def prosody(authentication):
    def make(base, port):
        data = f"{base}/data/{DOMAIN.replace('.', '%2e')}/accounts"
        os.makedirs(data)
        write(f"{base}/prosody.cfg.lua", f"""pidfile = "{base}/prosody.pid"
data_path = "{base}/data"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ }}
s2s_ports = {{ }}
modules_enabled = {{ "saslauth"; "roster"; }}
modules_disabled = {{ "s2s"; "offline"; "admin_shell"; "tls"; }}
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
authentication = "{authentication}"
network_backend = "epoll"
run_as_root = true
log = {{ error = "{base}/log" }}
VirtualHost "{DOMAIN}"
""")
        for name, password in names():
            write(f"{data}/{name}.dat", f'return {{\n["password"] = "{password}";\n}};\n')
        return ["prosody", "-F", "--root", "--config", f"{base}/prosody.cfg.lua"]
    return make


def kamailio(stored):
    def make(base, port):
        write(f"{base}/kamailio.cfg", f"""#!KAMAILIO
debug=-1
log_stderror=yes
children=2
tcp_children=2
listen=tcp:127.0.0.1:{port}
auto_aliases=no
alias="{DOMAIN}"
tcp_max_connections=16000
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "auth.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
modparam("auth", "qop", "auth")
modparam("auth", "nonce_count", 1)
modparam("auth", "nid_pool_no", 2)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_contacts", 10)
request_route {{
  if ($rm != "REGISTER") {{ sl_send_reply("405", "No"); exit; }}
  $var(pw) = "pw" + $(fU{{s.substr,1,0}});
  if (!pv_auth_check("{DOMAIN}", "$var(pw)", "0", "1")) {{ auth_challenge("{DOMAIN}", "1"); exit; }}
  {'save("location");' if stored else 'sl_send_reply("200", "OK");'}
  exit;
}}
""")
        return ["kamailio", "-DD", "-E", "-m", "128", "-M", "8", "-f", f"{base}/kamailio.cfg", "-Y", base, "-P", f"{base}/pid"]
    return make


def vsftpd(base, port):
    """Passwords in DES crypt, the cheapest form that its PAM module takes. Its PAM service is there for it alone."""
    for folder in ("empty", "pam.d", "home"):
        os.mkdir(f"{base}/{folder}")
    shutil.chown(f"{base}/home", "daemon", "daemon")
    hashes = subprocess.run(["perl", "-lne", 'print crypt($_, "ab")'], input="".join(f"{password}\n" for _, password in names()),
                            text=True, check=True, capture_output=True).stdout.split()
    write(f"{base}/pwdfile", "".join(f"{name}:{kept}\n" for (name, _), kept in zip(names(), hashes)))
    write(f"{base}/pam.d/bench-ftp", f"auth required pam_pwdfile.so pwdfile={base}/pwdfile\naccount required pam_permit.so\n")
    write(f"{base}/vsftpd.conf", f"""listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=NO
local_enable=YES
guest_enable=YES
guest_username=daemon
virtual_use_local_privs=YES
local_root={base}/home
chroot_local_user=YES
allow_writeable_chroot=YES
write_enable=YES
secure_chroot_dir={base}/empty
pam_service_name=bench-ftp
pasv_address=127.0.0.1
isolate=NO
isolate_network=NO
seccomp_sandbox=NO
""")
    return ["unshare", "--mount", "sh", "-c", f"mount --bind {base}/pam.d /etc/pam.d && exec vsftpd {base}/vsftpd.conf"]


def nginx(base, port):
    os.mkdir(f"{base}/www")
    write(f"{base}/www/whoami", "u00000@bench.test\n")
    write(f"{base}/passwords", "".join(f"{name}:{{PLAIN}}{password}\n" for name, password in names()))
    write(f"{base}/nginx.conf", f"""worker_processes 1;
daemon off;
user nobody nogroup;
pid {base}/pid;
error_log {base}/error.log error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {base}; proxy_temp_path {base}; fastcgi_temp_path {base}; uwsgi_temp_path {base}; scgi_temp_path {base};
  server {{
    listen 127.0.0.1:{port};
    root {base}/www;
    auth_basic bench;
    auth_basic_user_file {base}/passwords;
  }}
}}
""")
    return ["nginx", "-c", f"{base}/nginx.conf", "-e", f"{base}/error.log"]


# What is done; the gate in Site; the load; logins on each connection; how many, as a share of --logins; the peers.
ROWS = {
    "ldap": [("LDAP simple bind", "ldap", "ldap", 1, 1.0, [("slapd", slapd)]),
             ("LDAP simple bind, 100 on each connection", "ldap", "ldap --per-conn 100", 100, 3.0, [("slapd", slapd)])],
    "xmpp": [("XMPP PLAIN", "xmpp", "xmpp --mech plain", 1, 0.5, [("Prosody", prosody("internal_plain"))]),
             ("XMPP PLAIN, resource bound", "xmpp", "xmpp --mech plain --bind", 1, 0.5, [("Prosody", prosody("internal_plain"))]),
             ("XMPP SCRAM-SHA-1", "xmpp", "xmpp --mech scram-sha-1", 1, 0.5, [("Prosody", prosody("internal_hashed"))])],
    "sip": [("SIP REGISTER, challenge and digest, TCP", "sip", "sip", 1, 0.5,
             [("Kamailio, contact kept in memory", kamailio(True)), ("Kamailio, contact not kept", kamailio(False))])],
    "ftp": [("FTP USER/PASS", "ftp", "ftp", 1, 0.15, [("vsftpd", vsftpd)])],
    "http": [("HTTP Basic, a connection each", "http", "http --path /whoami", 1, 1.0, [("nginx", nginx)]),
             ("HTTP Basic, 100 on each connection", "http", "http --path /whoami --per-conn 100", 100, 3.0, [("nginx", nginx)])],
}


def run_load(options, *words):
    words = ["taskset", "-c", "1", options.loginload, *words, "--users", str(USERS), "--domain", DOMAIN, "-c", "16",
             "--time", "30", "--json"]
    done = subprocess.run(words, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not rows or any(row["errors"] for row in rows):
        sys.exit(f"{' '.join(words)}: {done.stderr[-2000:]}")
    return rows


def measure(options, port, group, load, each, share):
    """Microseconds of the server's processor (median, least, most) and logins a second; a first run is not counted."""
    sessions = str(max(2, int(options.logins * share / each)))
    words = ["--proto", *load.split(), "--port", str(port), "--cgroup", group, "-n", sessions]
    if load == "sip":  # the load repeats its Call-IDs in each run, so each run needs accounts of its own
        rows = [run_load(options, *words, "--user-format", f"u{run}%04u", "--pass-format", f"pw{run}%04u")[0]
                for run in range(options.reps + 1)][1:]
    else:
        rows = run_load(options, *words, "--reps", str(options.reps), "--warmup", str(max(2, 3 * USERS // each)))
    spent = [row["cpu_us"] for row in rows]
    return statistics.median(spent), min(spent), max(spent), statistics.median(row["rate"] for row in rows)


def logins(options, name):
    for label, gate, load, each, share, peers in ROWS[name]:
        with Ours(options.reps + 1 if name == "sip" else 1) as site:
            ours = measure(options, getattr(site, gate), site.group, load, each, share)
        for peer, make in peers:
            with Peer(name, make) as other:
                theirs = measure(options, other.port, other.group, load, each, share)
            cells = [f"{one[0]:.0f} ({one[1]:.0f}-{one[2]:.0f}) | {one[3]:.0f}" for one in (ours, theirs)]
            print(f"| {label} | {cells[0]} | {peer} | {cells[1]} | {ours[0] / theirs[0]:.2f} |", flush=True)


def carried(options, port, group, folder):
    """MB/s and milliseconds of the server's processor for each MB: up, then down; the median of the runs."""
    results = []
    url = f"ftp://127.0.0.1:{port}/big"
    for words in (["-T", f"{folder}/big", url], ["-o", "/dev/null", url]):
        seen = []
        for _ in range(options.reps):
            before, begun = used(group), time.monotonic()
            subprocess.run(["taskset", "-c", "1", "curl", "-sS", "--fail", "-u", ":".join(names()[0]), *words], check=True)
            seen.append((options.megabytes / (time.monotonic() - begun), (used(group) - before) * 1000 / options.megabytes))
        results.append([statistics.median(column) for column in zip(*seen)])
    return results


def transfer(options):
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        with open(f"{folder}/big", "wb") as file:
            for _ in range(options.megabytes):
                file.write(os.urandom(1000) * 1000)
        with Ours() as site:
            ours = carried(options, site.ftp, site.group, folder)
        with Peer("vsftpd", vsftpd) as other:
            theirs = carried(options, other.port, other.group, folder)
    for way, one, two in zip(("up", "down"), ours, theirs):
        print(f"| {options.megabytes} MB {way} | {one[0]:.0f} MB/s | {one[1]:.2f} ms/MB | vsftpd | {two[0]:.0f} MB/s | "
              f"{two[1]:.2f} ms/MB | {one[1] / two[1]:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gatehouse")
    parser.add_argument("loginload")
    parser.add_argument("--only", default="ldap,xmpp,sip,ftp,transfer,http")
    parser.add_argument("--logins", type=int, default=10000)
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=1000)
    options = parser.parse_args()
    for name in options.only.split(","):
        if name == "transfer":
            transfer(options)
        else:
            logins(options, name)


if __name__ == "__main__":
    main()
