"""A Kerberos realm of its own for a live test: MIT's KDC on a loopback port, in a folder that is thrown away.

    with Kdc("REALM.TEST", ["example.test"]) as kdc:
        kdc.user("alice", "her password")
        keytab = kdc.service("imap/example.test")
        environment = kdc.ticket("alice", "her password")
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

STRONG = "aes256-cts-hmac-sha1-96:normal,aes128-cts-hmac-sha1-96:normal"
RC4 = "arcfour-hmac:normal"


def free_port():
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Kdc:
    def __init__(self, realm, domains):
        self.realm, self.domains = realm, domains
        self.base = tempfile.mkdtemp(prefix="gatehouse-kdc-")
        self.child = None

    def __enter__(self):
        self.port = free_port()
        self.env = dict(os.environ, LC_ALL="C", KRB5_CONFIG=self._file("krb5.conf", self._client_settings()),
                        KRB5_KDC_PROFILE=self._file("kdc.conf", self._server_settings()))
        self.env["PATH"] += ":/usr/sbin"
        self._run("kdb5_util", "create", "-r", self.realm, "-s", "-P", "only for this test")
        self.start()
        return self

    def __exit__(self, *_):
        if self.child is not None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait()
        shutil.rmtree(self.base, ignore_errors=True)

    def start(self):
        with open(os.path.join(self.base, "kdc.out"), "w") as out:
            self.child = subprocess.Popen(["krb5kdc", "-n", "-r", self.realm], env=self.env, stdin=subprocess.DEVNULL,
                                          stdout=out, stderr=out)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self.child.poll() is not None:
                break
        raise RuntimeError("the KDC does not answer")

    def user(self, name, password):
        self._admin(f'addprinc -pw "{password}" {name}')

    def service(self, principal, types=STRONG):
        """A new principal with random keys: the bytes of its keytab."""
        self._admin(f"addprinc -randkey -e {types} {principal}")
        return self._keytab(f"ktadd -norandkey -k {{}} {principal}")

    def new_keys(self, principal, types=STRONG):
        """The next version of a service's keys: the bytes of the keytab."""
        return self._keytab(f"ktadd -e {types} -k {{}} {principal}")

    def ticket(self, name, password):
        """Logs a user in at the KDC: the environment for a client that has the ticket."""
        cache = os.path.join(self.base, f"cache-{name.replace('/', '-')}-{time.monotonic_ns()}")
        env = dict(self.env, KRB5CCNAME=f"FILE:{cache}")
        done = subprocess.run(["kinit", f"{name}@{self.realm}"], input=password + "\n", env=env, capture_output=True,
                              text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(f"kinit {name}: {done.stderr}")
        return env

    def _keytab(self, command):
        path = os.path.join(self.base, f"keytab-{time.monotonic_ns()}")
        self._admin(command.format(path))
        with open(path, "rb") as file:
            return file.read()

    def _admin(self, command):
        seen = self._run("kadmin.local", "-r", self.realm, "-q", command)
        if "while" in seen:  # kadmin.local says what went wrong and ends well
            raise RuntimeError(f"{command}: {seen}")

    def _run(self, *words):
        done = subprocess.run(words, env=self.env, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{words[0]}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def _file(self, name, text):
        path = os.path.join(self.base, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def _client_settings(self):
        names = "".join(f" {domain} = {self.realm}\n" for domain in self.domains)
        return f"""[libdefaults]
 default_realm = {self.realm}
 dns_lookup_realm = false
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 {self.realm} = {{
  kdc = 127.0.0.1:{self.port}
 }}
[domain_realm]
{names}"""

    def _server_settings(self):
        return f"""[kdcdefaults]
 kdc_listen = ""
 kdc_tcp_listen = 127.0.0.1:{self.port}
[realms]
 {self.realm} = {{
  database_name = {self.base}/principal
  key_stash_file = {self.base}/stash
  acl_file = {self.base}/kadm5.acl
  supported_enctypes = {STRONG.replace(",", " ")} {RC4}
  master_key_type = aes256-cts-hmac-sha1-96
 }}
[logging]
 kdc = FILE:{self.base}/kdc.log
 default = FILE:{self.base}/krb5.log
"""
