"""Every secret that people and programs come in by, driven through a served company; then looked for in what it wrote."""

import base64
import hashlib
import hmac
import json
import re
import struct
import time

from .scenarios import expect


def code_of(secret):
    """RFC 6238, now."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def api(company, token, path, body):
    answer = company.ask("POST", path, json.dumps(body), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    expect(answer.status < 300, f"{path}: {answer.status} {answer.text[:300]}")
    return json.loads(answer.text)["answer"]


def drive(company):
    """Name → secret, and whether a database must hold it as it is to do its work."""
    secrets = {}
    for role in ("sales", "integration admin"):
        secrets[f"password of {role}"] = (company.people[role]["password"], False)
    wrong = "wrong-Taniwha-horse-9931"
    secrets["mistyped password"] = (wrong, False)
    company.send("/sign-in", {"name": company.people["finance"]["signInName"], "password": wrong, "next": "/"})
    company.ask("GET", "/api/crm/accounts", headers={"Authorization": "Bearer tnd_neverIssuedToAnybody77"})
    secrets["unknown token"] = ("tnd_neverIssuedToAnybody77", False)
    headers, session = company.sign_in("sales")
    secrets["session"], secrets["form token"] = (session, False), (headers["X-Form-Token"], False)

    page = company.send("/me/tokens", {"name": "proof", "scopes": "read write"}, headers).text
    token = re.search(r"tnd_[0-9a-f]+", page).group(0)
    secrets["token"] = (token, False)

    page = company.send("/me/two-steps", {}, headers).text
    totp = re.search(r'mono strong">([A-Z2-7]{16,})<', page).group(1)
    secrets["authenticator's key"] = (totp, True)
    code = code_of(totp)
    answer = company.send("/me/two-steps/confirm", {"code": code}, headers)
    expect(answer.status == 303, f"two steps: {answer.status}")
    company.send("/sign-in", {
        "name": company.people["sales"]["signInName"], "password": company.people["sales"]["password"],
        "code": "000000", "next": "/"})

    new = "a kea steals the left boot 4471"
    answer = company.send(
        "/change-password", {"old": company.people["sales"]["password"], "new": new, "again": new}, headers)
    expect(answer.status == 303, f"change of password: {answer.status}")
    secrets["new password"] = (new, False)

    admin, _ = company.sign_in("integration admin")
    page = company.send("/me/tokens", {"name": "hooks", "scopes": "read write"}, admin).text
    hooks = re.search(r"tnd_[0-9a-f]+", page).group(0)
    secrets["administrator's token"] = (hooks, False)
    chosen = "whsec_" + base64.b64encode(b"thirty-two bytes of our own here").decode()
    secrets["webhook's secret"] = (chosen, True)
    hook = api(company, hooks, "/api/bridge/webhook-subscriptions", {"url": "https://hooks.invalid/in", "secret": chosen})
    secrets["rotated secret"] = (api(company, hooks, f"/api/bridge/webhook-subscriptions/{hook}/secret-rotation", {}), True)
    user = company.rows("bridge", "SELECT id FROM user_ WHERE sign_in_name = 'hemi'")[0][0]
    page = company.send(f"/bridge/users/{user}/password", {}, admin).text
    secrets["given password"] = (re.search(r'mono strong">([^<]+)<', page).group(1), False)
    for path in (f"/bridge/webhook-subscriptions/{hook}", f"/bridge/webhook-subscriptions/{hook}/history",
                 f"/bridge/users/{user}/history", f"/api/bridge/webhook-subscriptions/{hook}", f"/api/bridge/users/{user}",
                 "/bridge/webhook-subscriptions.csv", "/bridge/sessions", "/bridge/api-tokens.csv"):
        text = company.ask("GET", path, headers=admin).text
        shown = [name for name, (secret, _) in secrets.items() if secret in text]
        expect(not shown, f"{path} shows {shown}")
    return secrets


def never_logged(company):
    """None in what the program printed; in the databases only what must stand there as it is."""
    company.log.write_text("")
    company.start("serve")
    try:
        secrets = drive(company)
    finally:
        code, _ = company.stop()
    log = company.log.read_text()
    expect(code == 0 and "Serving" in log, f"exit code {code}: {log[-500:]}")
    told = [name for name, (secret, _) in secrets.items() if secret in log]
    expect(not told, f"printed: {told}")
    kept = []
    for file in sorted(company.home.iterdir()):
        if file.suffix == ".json" or not file.is_file():
            continue
        held = file.read_bytes()
        kept += [f"{name} in {file.name}" for name, (secret, must) in secrets.items() if not must and secret.encode() in held]
    expect(not kept, f"kept as they are: {kept}")
    return f"secrets: {len(secrets)} driven through the doors, none printed ({len(log)} bytes), none kept but those that sign"
