"""What must hold when there is too much to do, and when the program is told to stop in the midst of it."""

import asyncio
import signal
import time

from .company import Line
from .load import Load

# What the server is let take on at once, so that five times as much is within a small client's reach.
AT_ONCE = 24


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def page(company):
    return "/crm/accounts/" + company.rows("crm", "SELECT id FROM account ORDER BY id LIMIT 1")[0][0]


async def overload(company, seconds, at_once=AT_ONCE):
    """Five times as many as are let in: the others are told to come again, and nothing acknowledged is lost."""
    company.start("serve", "--requests-at-once", str(at_once), "--requests-per-second", "1000000")
    headers, _ = company.sign_in("sales")
    where = page(company)
    load = Load(company.port, headers, where)
    tasks = load.begin(writers=at_once * 2, readers=at_once * 3)
    await asyncio.sleep(seconds)
    await load.end(tasks)
    ended = time.monotonic()
    line, calm = Line(company.port), 0
    while calm < 10 and time.monotonic() - ended < 10:
        began = time.monotonic()
        status, _, _ = await line.ask("GET", where, headers=headers)
        calm = calm + 1 if status == 200 and time.monotonic() - began < 0.5 else 0
    normal = time.monotonic() - ended
    line.close()
    code, stopping = company.stop()
    lost = load.lost(company)
    said = (f"overload: {sum(load.statuses.values())} requests by {at_once * 5} lines in {seconds} s on {at_once} places: "
            f"{dict(sorted(load.statuses.items()))}, {len(load.acknowledged)} writes acknowledged, {len(lost)} lost, "
            f"p99 of what was let in {load.percentile(0.99) * 1000:.0f} ms, normal after {normal:.1f} s, "
            f"stopped with {code} after {stopping:.1f} s")
    expect(not load.wrong, f"{said}\n{load.wrong[:5]}")
    expect(load.statuses.get(503, 0) > 0, said + "\nnobody was told to come again")
    expect(len(load.acknowledged) > 50, said)
    expect(not lost, f"{said}\n{lost[:10]}")
    expect(calm == 10 and normal < 5, said)
    expect(code == 0, said)
    return said


async def watch(company, told):
    """What whoever watches over the server is told until it is gone."""
    while True:
        for path in ("/ready", "/health"):
            line = Line(company.port)
            try:
                status, headers, _ = await asyncio.wait_for(line.ask("GET", path), 2)
                told.append((path, status, headers.get("retry-after")))
            except (OSError, EOFError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                return
            finally:
                line.close()
        await asyncio.sleep(0.1)


async def stop_under_load(company, seconds, with_hangers=False):
    """SIGTERM among writers, readers, listeners: it stops cleanly and soon, and what it acknowledged is there."""
    company.start("serve", "--requests-per-second", "1000000")
    headers, _ = company.sign_in("sales")
    load = Load(company.port, headers, page(company))
    tasks = load.begin(writers=24, readers=24)
    listeners = [Line(company.port) for _ in range(6)]
    waiting = [
        asyncio.create_task(line.ask("GET", path, headers=headers))
        for line, path in zip(listeners, ["/live", "/api/crm/changes/stream", "/api/bridge/changes?after=999999&wait=30"] * 2)]
    hangers = []
    if with_hangers:
        # They begin a request and never end it.
        for text in (b"POST /api/crm/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", b"GET / HT"):
            hangers.append((await asyncio.open_connection("127.0.0.1", company.port))[1])
            hangers[-1].write(text)
    await asyncio.sleep(seconds)
    asked = time.monotonic()
    company.process.send_signal(signal.SIGTERM)
    told = []
    watching = asyncio.create_task(watch(company, told))
    while company.process.poll() is None and time.monotonic() - asked < 20:
        await asyncio.sleep(0.05)
    code, took = company.wait(asked, most=1)
    await load.end(tasks)
    watching.cancel()
    for task in waiting:
        task.cancel()
    for writer in [line for line in hangers]:
        writer.close()
    lost = load.lost(company)
    verdict = company.verify()
    said = (f"stop under load{' with hangers' if with_hangers else ''}: {sum(load.statuses.values())} requests "
            f"{dict(sorted(load.statuses.items()))}, {len(load.acknowledged)} writes acknowledged, {len(lost)} lost, "
            f"{len(load.unknown)} unanswered; exit code {code} after {took:.1f} s; /ready said "
            f"{sorted({status for path, status, _ in told if path == '/ready'})} meanwhile; {verdict.stdout.strip()[:60]}")
    expect(code == 0 and took < 10, said + "\n" + company.log.read_text()[-2000:])
    expect(not load.wrong, f"{said}\n{load.wrong[:5]}")
    expect(not lost, f"{said}\n{lost[:10]}")
    expect(len(load.acknowledged) > 50, said)
    expect(("/ready", 503, "1") in told and ("/health", 503, "1") in told, f"{said}\n{told}")
    expect(verdict.returncode == 0, f"{said}\n{verdict.stdout}{verdict.stderr}")
    return said
