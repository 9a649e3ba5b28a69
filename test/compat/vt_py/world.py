"""People and groups for the checks, made through the server's own API with an operator's key."""

import dataclasses
import json
import os
import sys

import vt

SETTINGS = json.loads(os.environ["TOLLGATE_COMPAT"])
URL = SETTINGS["url"]


@dataclasses.dataclass(frozen=True)
class Account:
    id: str
    email: str
    password: str
    key: str


def client(key, headers=None):
    """The released client, told nothing but where the server is and which key to use."""
    return vt.Client(key, agent="compat", host=URL, headers=headers)


def operator():
    return client(SETTINGS["operator"]["apikey"])


def create_group(group_id, **attributes):
    data = {"type": "group", "id": group_id, "attributes": {"organization": group_id.title(), **attributes}}
    with operator() as c:
        expect_success(c.post("/groups", json_data={"data": data}))
    return group_id


def create_user(user_id, group=None, admin=False, domain="example.com"):
    account = {"email": f"{user_id}@{domain}", "first_name": user_id.title(), "password": f"{user_id} has a long password"}
    with operator() as c:
        response = expect_success(
            c.post("/users", json_data={"data": {"type": "user", "id": user_id, "attributes": account}})
        )
        if group is not None:
            relationship = "administrators" if admin else "users"
            expect_success(add(c, group, relationship, "user", account["email"]))
    return Account(user_id, account["email"], account["password"], response["data"]["attributes"]["apikey"])


def add(c, group, relationship, kind, *ids):
    body = {"data": [{"type": kind, "id": one} for one in ids]}
    return c.post("/groups/{}/relationships/{}", group, relationship, json_data=body)


def expect_success(response):
    body = response.text()
    assert response.status == 200, f"{response.method} {response.url.path}: {response.status} {body}"
    return json.loads(body)


def api_error(call, *args, **keywords):
    """The APIError that the call raises."""
    try:
        call(*args, **keywords)
    except vt.APIError as error:
        return error
    raise AssertionError("no error was raised")


def run(checks):
    """Runs each function named check_*, printing one line a guarantee; its docstring is the guarantee."""
    failed = 0
    for check in checks:
        guarantee = check.__doc__.strip()
        try:
            check()
            line = {"guarantee": guarantee, "ok": True}
        except Exception as error:  # one broken guarantee must not hide the others
            failed += 1
            line = {"guarantee": guarantee, "ok": False, "error": describe(error)}
        print(json.dumps(line), flush=True)
    sys.exit(1 if failed else 0)


def describe(error):
    import traceback

    return "".join(traceback.format_exception(error))[-2000:]
