"""A sample company of its own, served by the built program on a free port, and sessions of its people."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

PROGRAM = pathlib.Path(".build/release/tandem")


class Company:
    """`with Company() as company:` serves it; the folder goes afterwards."""

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tandem-fuzzing-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value for name, value in os.environ.items() if name != "ONCE"}
        self.log = open(self.home.parent / f"{self.home.name}.log", "w+")
        self.process = subprocess.Popen(
            [str(PROGRAM), "demo", "--home", str(self.home), "--port", str(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT, env=environment)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(self.url + "/health", timeout=2).status_code == 200:
                    break
            except requests.RequestException:
                time.sleep(0.2)
        else:
            self.log.seek(0)
            raise SystemExit("the sample company does not open:\n" + self.log.read()[-4000:])
        people = json.loads((self.home / "sign-ins.json").read_text())
        self.people = {person["role"]: person for person in people}
        return self

    def session(self, person):
        """Signed in as a browser is, with the form token that changes need."""
        session = requests.Session()
        page = session.get(self.url + "/sign-in", timeout=10).text
        form = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        form |= {"name": person["signInName"], "password": person["password"]}
        answer = session.post(self.url + "/sign-in", data=form, timeout=30, allow_redirects=False)
        secret = session.cookies.get("tandem_session")
        if secret is None:
            raise SystemExit(f"{person['signInName']} cannot sign in: {answer.status_code} {answer.text[:500]}")
        session.headers["X-Form-Token"] = hashlib.sha256(b"form " + secret.encode()).hexdigest()
        return session

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        pathlib.Path(self.log.name).unlink(missing_ok=True)
        shutil.rmtree(self.home, ignore_errors=True)
