"""A sample company of its own, served by the built program, and a client that holds many lines at once."""

import asyncio
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

PROGRAM = pathlib.Path(".build/release/tandem")


class Company:
    """`with Company() as company:` makes it; the folder goes afterwards."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tandem-load-"))
        self.home = self.folder / "home"
        self.log = self.folder / "log"
        self.process = None
        self.start("demo")
        self.stop()
        self.people = {one["role"]: one for one in json.loads((self.home / "sign-ins.json").read_text())}
        return self

    def start(self, command="serve", *options):
        """Serves it on a free port, until `stop`."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if name != "ONCE"}
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [str(PROGRAM), command, "--home", str(self.home), "--port", str(self.port), *options],
                stdout=log, stderr=subprocess.STDOUT, env=environment)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.ask("GET", "/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the sample company does not open:\n" + self.log.read_text()[-4000:])

    def stop(self):
        """Asks it to stop. Gives its exit code, and the seconds that took."""
        asked = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.wait(asked)

    def wait(self, asked, most=20):
        try:
            code = self.process.wait(most)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = None
        return code, time.monotonic() - asked

    def verify(self):
        return subprocess.run(
            [str(PROGRAM), "verify", "--home", str(self.home)], capture_output=True, text=True, check=False)

    def rows(self, system, sql):
        """What a database holds, read beside the program."""
        with sqlite3.connect(f"file:{self.home}/{system}.sqlite?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    # Asking, one after the other

    def ask(self, method, path, body=None, headers=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, headers or {})
            answer = line.getresponse()
            answer.text = answer.read().decode(errors="replace")
            return answer
        finally:
            line.close()

    def send(self, path, form, headers=None):
        return self.ask(
            "POST", path, urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"} | (headers or {}))

    def sign_in(self, role, password=None, **more):
        """The headers of somebody signed in by a browser, and the secret of his session."""
        person = self.people[role]
        form = {"name": person["signInName"], "password": password or person["password"], "next": "/"} | more
        answer = self.send("/sign-in", form)
        found = re.search(r"tandem_session=([0-9a-f]+)", answer.headers.get("Set-Cookie") or "")
        if not found:
            raise SystemExit(f"{role} cannot sign in: {answer.status} {answer.text[:500]}")
        secret = found.group(1)
        token = hashlib.sha256(b"form " + secret.encode()).hexdigest()
        return {"Cookie": f"tandem_session={secret}", "X-Form-Token": token}, secret

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Line:
    """One connection that is kept, for many requests one after the other."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def ask(self, method, path, body=b"", headers=None):
        """Status, headers and body. Raises OSError when the line breaks: then nobody knows what was done."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        try:
            self.writer.write(head.encode() + b"\r\n" + body)
            await self.writer.drain()
            return await self.answer()
        except (OSError, EOFError, ValueError) as broken:
            self.close()
            raise ConnectionError(str(broken)) from broken

    async def answer(self):
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        status = int(lines[0].split(" ")[1])
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self.reader.readline(), 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return status, headers, body

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None
