"""One operation asked with generated requests, by each role in turn. Runs in processes of their own."""

import dataclasses
import json
import time

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance, response_headers_conformance, response_schema_conformance, status_code_conformance)

# An answer's status, type, body and headers are declared; none is a failure of ours.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]


@dataclasses.dataclass
class Job:
    url: str
    operation: tuple
    share: int
    sessions: list
    number: int
    deadline: float

    description = None

    @classmethod
    def learn(cls, description):
        cls.description = description

    def schema(self):
        """The description of this operation alone, with the parts that it refers to: quick to read."""
        path, method = self.operation
        whole = Job.description
        found = whole["paths"][path]
        alone = {name: found[name] for name in ("parameters", method) if name in found}
        parts, waiting = {}, [alone]
        while waiting:
            for group, name in references(waiting.pop()):
                if name not in parts.setdefault(group, {}):
                    parts[group][name] = whole["components"][group][name]
                    waiting.append(parts[group][name])
        # Who asks is said by the session.
        return {"openapi": whole["openapi"], "info": whole["info"], "paths": {path: alone}, "components": parts}


def references(part):
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref" and isinstance(value, str):
                yield tuple(value.removeprefix("#/components/").split("/", 1))
            else:
                yield from references(value)
    elif isinstance(part, list):
        for one in part:
            yield from references(one)


def answer_of(job):
    result = {"operation": " ".join(reversed(job.operation)), "statuses": {}, "failures": [], "slowest": 0.0}
    if time.time() > job.deadline:
        return result
    schema = schemathesis.openapi.from_dict(job.schema())
    operation = next(found.ok() for found in schema.get_all_operations())
    sessions = []
    for role, headers in job.sessions:
        session = requests.Session()
        session.headers.update(json.loads(headers))
        sessions.append((role, session))
    count = 0

    def ask(case):
        nonlocal count
        if time.time() > job.deadline:
            return
        # The roles in turn: an operation is asked by another one each time.
        role, session = sessions[(job.number + count) % len(sessions)]
        count += 1
        # Waiting for a change that never comes would be all that is done.
        wait = str((case.query or {}).get("wait", ""))
        if wait.isdigit() and 1 < int(wait) <= 30:
            case.query["wait"] = 1 if count % 20 == 0 else 0
        began = time.monotonic()
        response = case.call(base_url=job.url, session=session, timeout=60)
        result["slowest"] = max(result["slowest"], round(time.monotonic() - began, 3))
        status = response.status_code
        result["statuses"][status] = result["statuses"].get(status, 0) + 1
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as problem:  # schemathesis groups them
            result["failures"].append(f"{role}: {problem}")

    test = given(case=operation.as_strategy())(ask)
    test = settings(
        max_examples=job.share, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck))(seed(job.number)(test))
    try:
        test()
    except BaseException as problem:
        result["failures"].append(f"{result['operation']}: {problem!r}")
    return result
