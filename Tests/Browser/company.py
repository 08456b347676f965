"""A sample company of its own, served by the built program on a free port."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

PROGRAM = pathlib.Path(os.environ.get("TANDEM", ".build/release/tandem"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Company:
    """`with Company() as company:` serves it; the folder goes afterwards."""

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="tandem-browser-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value for name, value in os.environ.items() if name != "ONCE"}
        self.log = open(self.home.parent / f"{self.home.name}.log", "w+")
        self.process = subprocess.Popen(
            [str(PROGRAM), "demo", "--home", str(self.home), "--port", str(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT, env=environment)
        self.wait()
        people = json.loads((self.home / "sign-ins.json").read_text())
        self.people = {person["role"]: person for person in people}
        return self

    def wait(self):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url + "/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise SystemExit("the sample company does not open:\n" + self.log.read()[-4000:])

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        pathlib.Path(self.log.name).unlink(missing_ok=True)
        shutil.rmtree(self.home, ignore_errors=True)
