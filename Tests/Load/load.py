"""People who write and people who look, all at once; and an account of what was acknowledged."""

import asyncio
import json
import time

from .company import Line


class Load:
    """Writers make accounts with names of their own; readers open a page. Whoever is told to come again does."""

    def __init__(self, port, headers, page):
        self.port, self.headers, self.page = port, headers, page
        self.acknowledged = {}
        self.unknown = set()
        self.statuses = {}
        self.latencies = []
        self.wrong = []
        self.ends = asyncio.Event()

    def note(self, status, headers, began):
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 503 and not headers.get("retry-after", "").isdigit():
            self.wrong.append("503 without Retry-After")
        if status not in (200, 201, 503):
            self.wrong.append(f"status {status}")
        if status < 300:
            self.latencies.append(time.monotonic() - began)

    async def write(self, number):
        line, count = Line(self.port), 0
        while not self.ends.is_set():
            count += 1
            name = f"Load {number}-{count}"
            body = json.dumps({"name": name}).encode()
            headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": f"load-{number}-{count}"}
            while not self.ends.is_set():
                began = time.monotonic()
                try:
                    status, answered, text = await line.ask("POST", "/api/crm/accounts", body, headers)
                except (OSError, asyncio.IncompleteReadError):
                    # It may have been done; nobody knows.
                    self.unknown.add(name)
                    await asyncio.sleep(0.05)
                    continue
                self.note(status, answered, began)
                if status == 201:
                    self.acknowledged[name] = json.loads(text)["answer"]
                    break
                await asyncio.sleep(0.02)
        line.close()

    async def look(self):
        line = Line(self.port)
        while not self.ends.is_set():
            began = time.monotonic()
            try:
                status, answered, _ = await line.ask("GET", self.page, headers=self.headers)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05)
                continue
            self.note(status, answered, began)
            if status == 503:
                await asyncio.sleep(0.02)
        line.close()

    def begin(self, writers, readers):
        return [asyncio.create_task(self.write(number)) for number in range(writers)] + [
            asyncio.create_task(self.look()) for _ in range(readers)]

    async def end(self, tasks):
        self.ends.set()
        await asyncio.wait(tasks, timeout=15)
        for task in tasks:
            task.cancel()

    def percentile(self, share):
        ordered = sorted(self.latencies) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def lost(self, company):
        """Acknowledged accounts that are not in the database exactly once with the id that was answered."""
        held = {}
        for identity, name in company.rows("crm", "SELECT id, name FROM account WHERE name LIKE 'Load %'"):
            held.setdefault(name, []).append(identity)
        wrong = [name for name, identity in self.acknowledged.items() if held.get(name) != [identity]]
        twice = [name for name, identities in held.items() if len(identities) > 1]
        return wrong + twice
