#!/usr/bin/env python3
"""Server CPU of an HTTP login by ticket (Negotiate) beside Apache's mod_auth_gssapi.

    bench/negotiate.py GATEHOUSE [LOGINS] [REPS]

A KDC of its own; each login is a new connection with a fresh ticket exchange's token, made before the clock starts. The
servers run one after the other on processor 0, the client on processor 1. Needs root and the packages krb5-kdc
krb5-admin-server krb5-user python3-gssapi apache2-bin libapache2-mod-auth-gssapi. Prints a table in Markdown.
"""

import base64
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "tests", "live"), os.path.join(ROOT, "bench")]

from kdc import Kdc, free_port  # noqa: E402
from live_site import Site  # noqa: E402
from processor_time import GROUPS, gone, used, words_in_group  # noqa: E402

HOST = "localhost"
LOGINS = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
REPS = int(sys.argv[3]) if len(sys.argv) > 3 else 3
GROUP = GROUPS + "/gatehouse-negotiate"

TOKENS = """
import base64, sys, gssapi
name = gssapi.Name("HTTP@localhost", gssapi.NameType.hostbased_service)
for _ in range(int(sys.argv[1])):
    context = gssapi.SecurityContext(name=name, usage="initiate", mech=gssapi.OID.from_int_seq("1.3.6.1.5.5.2"))
    print(base64.b64encode(context.step()).decode())
"""


def tokens(env, count):
    done = subprocess.run([sys.executable, "-c", TOKENS, str(count)], env=env, capture_output=True, text=True, check=True)
    return done.stdout.split()


def logins(port, path, all_tokens):
    good = 0
    for token in all_tokens:
        request = (f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Negotiate {token}\r\n"
                   "Connection: close\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", port), 10) as one:
            one.sendall(request)
            answer = b""
            while part := one.recv(65536):
                answer += part
        good += answer.startswith(b"HTTP/1.1 200")
    return good


def measured(env, port, path):
    each = []
    for _ in range(REPS):
        made = tokens(env, LOGINS)
        before = used(GROUP)
        good = logins(port, path, made)
        spent = used(GROUP) - before
        if good != LOGINS:
            sys.exit(f"{good} of {LOGINS} logins were good")
        each.append(spent / LOGINS * 1e6)
    return statistics.median(each), min(each), max(each)


def ours(env, keytab):
    with Site(domain=HOST, before=words_in_group(GROUP)) as site:
        site.account("joe", "not asked for")
        site.cli("IMPORTKERBEROSKEYS", HOST, "[" + base64.b64encode(keytab).decode() + "]")
        site.cli("UPDATESERVERSETTINGS", "{AdvertiseNegotiateAUTH=YES;}")
        result = measured(env, site.httpa, "/whoami")
    gone(GROUP)
    return result


APACHE = """
ServerRoot {folder}
PidFile {folder}/pid
Listen 127.0.0.1:{port}
ServerName localhost
User nobody
Group nogroup
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_gssapi_module /usr/lib/apache2/modules/mod_auth_gssapi.so
ErrorLog {folder}/error.log
LogLevel warn
DocumentRoot {folder}/web
<Location />
  AuthType GSSAPI
  AuthName test
  GssapiCredStore keytab:{folder}/keytab
  Require valid-user
</Location>
"""


def apaches(env, keytab):
    with tempfile.TemporaryDirectory(prefix="gatehouse-apache-") as folder:
        os.chmod(folder, 0o755)
        os.mkdir(f"{folder}/web")
        port = free_port()
        for name, text in (("web/whoami", b"joe\n"), ("keytab", keytab), ("conf", APACHE.format(folder=folder, port=port).encode())):
            with open(f"{folder}/{name}", "wb") as file:
                file.write(text)
            os.chmod(f"{folder}/{name}", 0o644)
        server = subprocess.Popen([*words_in_group(GROUP), "apache2", "-f", f"{folder}/conf", "-DFOREGROUND"],
                                  env={**os.environ, "KRB5_CONFIG": env["KRB5_CONFIG"]})
        try:
            time.sleep(2)
            return measured(env, port, "/whoami")
        finally:
            server.terminate()
            server.wait()
            gone(GROUP)


def main():
    os.sched_setaffinity(0, {1})
    with Kdc("LOCALHOST.TEST", [HOST]) as kdc:
        os.chmod(kdc.base, 0o755)  # Apache's processes read the client's settings
        kdc.user("joe", "ticket-secret")
        keytab = kdc.service(f"HTTP/{HOST}")
        env = kdc.ticket("joe", "ticket-secret")
        print("| | median us | from | to |\n|---|---:|---:|---:|")
        for name, run in (("Gatehouse", ours), ("Apache, mod_auth_gssapi", apaches)):
            print("| {} | {:.0f} | {:.0f} | {:.0f} |".format(name, *run(env, keytab)), flush=True)


main()
