"""How refusals reach a program that uses vt-py."""

import json

from world import add, api_error, client, create_group, create_user

FORBIDDEN = "You are not authorized to perform the requested operation"


def check_wrong_key():
    """a wrong key raises WrongCredentialsError"""
    with client("0" * 64) as c:
        assert api_error(c.get_data, "/metadata").code == "WrongCredentialsError"


def check_no_key():
    """an empty key raises AuthenticationRequiredError"""
    with client("ignored", headers={"X-Apikey": ""}) as c:
        error = api_error(c.get_data, "/metadata")
    assert (error.code, error.message) == ("AuthenticationRequiredError", "X-Apikey header is missing"), error


def check_not_found():
    """someone else's account and an absent one raise the same NotFoundError"""
    alice = create_user("curious-alice")
    bob = create_user("hidden-bob")
    with client(alice.key) as c:
        for user_id in (bob.id, "absent-bob"):
            error = api_error(c.get_object, "/users/{}", user_id)
            assert (error.code, error.message) == ("NotFoundError", f'User "{user_id}" not found'), error


def check_forbidden():
    """a member who adds a member raises ForbiddenError"""
    group = create_group("guarded")
    create_user("guarded-admin", group, admin=True)
    member = create_user("guarded-member", group)
    with client(member.key) as c:
        response = add(c, group, "users", "user", "friend@example.com")
        body = response.json()
    assert (response.status, body["error"]["code"], body["error"]["message"]) == (403, "ForbiddenError", FORBIDDEN), body


def check_username_for_email():
    """a username where an e-mail address belongs raises InvalidArgumentError, in VirusTotal's words"""
    group = create_group("spelling")
    admin = create_user("spelling-admin", group, admin=True)
    with client(admin.key) as c:
        response = add(c, group, "users", "user", "spellman")
        error = response.json()["error"]
    assert (response.status, error["code"]) == (400, "InvalidArgumentError"), error
    assert error["message"] == 'Invalid email address: "spellman"', error


def check_already_exists():
    """adding someone who belongs to another group raises AlreadyExistsError"""
    create_group("first-home")
    group = create_group("second-home")
    admin = create_user("second-home-admin", group, admin=True)
    settled = create_user("settled", "first-home")
    with client(admin.key) as c:
        response = add(c, group, "users", "user", settled.email)
        error = response.json()["error"]
    assert (response.status, error["code"]) == (409, "AlreadyExistsError"), error


def check_empty_body():
    """the empty body of the client's synchronous patch() is refused as a BadRequestError"""
    alice = create_user("empty-alice")
    with client(alice.key) as c:
        response = c.patch("/users/{}", alice.id, json_data={"data": {}})
        assert (response.status, response.json()["error"]["code"]) == (400, "BadRequestError"), response.status


def check_text_body():
    """JSON that the client sends as text/plain is understood"""
    group = create_group("texting")
    admin = create_user("texting-admin", group, admin=True)
    newcomer = create_user("texting-newcomer")
    body = json.dumps({"data": [{"type": "user", "id": newcomer.email}]})
    with client(admin.key) as c:
        assert c.post("/groups/{}/relationships/users", group, data=body).status == 200
        assert c.get_data("/groups/{}/relationships/users/{}", group, newcomer.id) is True


def check_date_range():
    """a range of more than 30 days raises InvalidArgumentError"""
    alice = create_user("ranging-alice")
    with client(alice.key) as c:
        days = sorted(c.get_data("/users/{}/api_usage", alice.id)["daily"])
        params = {"start_date": "20200101", "end_date": days[-1].replace("-", "")}
        error = api_error(c.get_data, "/users/{}/api_usage", alice.id, params=params)
    assert error.code == "InvalidArgumentError", error


CHECKS = [
    check_wrong_key,
    check_no_key,
    check_not_found,
    check_forbidden,
    check_username_for_email,
    check_already_exists,
    check_empty_body,
    check_text_body,
    check_date_range,
]
