"""What people do with a user through vt-py."""

import datetime

from world import api_error, client, create_group, create_user

RELATIONSHIPS = "groups,api_quota_group,intelligence_quota_group,monitor_quota_group"


def check_relationships():
    """get_object of a user brings the four relationships that clients ask for"""
    group = create_group("relating")
    alice = create_user("relating-alice", group)
    with client(alice.key) as c:
        user = c.get_object("/users/{}", alice.id, params={"relationships": RELATIONSHIPS})
    descriptor = {"type": "group", "id": group}
    related = {name: value["data"] for name, value in user.relationships.items()}
    plain = lambda one: {"type": one["type"], "id": one["id"]}
    assert [plain(one) for one in related.pop("groups")] == [descriptor], related
    assert {name: plain(one) for name, one in related.items()} == {
        "api_quota_group": descriptor,
        "intelligence_quota_group": descriptor,
        "monitor_quota_group": descriptor,
    }, related


def check_no_group():
    """get_object of a user without a group brings the same relationships, empty"""
    loner = create_user("loner")
    with client(loner.key) as c:
        user = c.get_object("/users/{}", loner.id, params={"relationships": RELATIONSHIPS})
    related = {name: value["data"] for name, value in user.relationships.items()}
    assert related == {
        "groups": [],
        "api_quota_group": None,
        "intelligence_quota_group": None,
        "monitor_quota_group": None,
    }, related


def check_identifiers():
    """a user asked for by key or by e-mail address comes back under the username"""
    alice = create_user("identified-alice")
    with client(alice.key) as c:
        ids = [c.get_object("/users/{}", one).id for one in (alice.id, alice.key, alice.email)]
    assert ids == [alice.id] * 3, ids


def check_dates():
    """dates of users arrive as datetimes in UTC"""
    alice = create_user("dated-alice")
    with client(alice.key) as c:
        since = c.get_object("/users/{}", alice.id).user_since
    assert isinstance(since, datetime.datetime) and since.tzinfo == datetime.timezone.utc, since


def check_profile():
    """patch_object changes the profile attribute that was set and nothing else"""
    alice = create_user("profile-alice")
    with client(alice.key) as c:
        user = c.get_object("/users/{}", alice.id, params={"relationships": RELATIONSHIPS})
        before = user.to_dict()["attributes"]
        user.profile_phrase = "Hunts at night"
        answer = c.patch_object("/users/{}", alice.id, obj=user)
        after = c.get_object("/users/{}", alice.id).to_dict()["attributes"]
    assert answer.profile_phrase == "Hunts at night", answer.to_dict()
    assert after == {**before, "profile_phrase": "Hunts at night"}, after


def check_preferences():
    """patch_object with a whole nested attribute stores it"""
    alice = create_user("preferring-alice")
    with client(alice.key) as c:
        user = c.get_object("/users/{}", alice.id)
        user.preferences = {"ui": {"theme": "dark"}, "graph": {"depth": 3}}
        c.patch_object("/users/{}", alice.id, obj=user)
        user = c.get_object("/users/{}", alice.id)
        user.preferences["ui"]["theme"] = "light"
        c.patch_object("/users/{}", alice.id, obj=user)
        stored = c.get_object("/users/{}", alice.id).to_dict()["attributes"]["preferences"]
    assert stored == {"ui": {"theme": "light"}, "graph": {"depth": 3}}, stored


def check_deletion():
    """an account is deleted by its owner with the x-user-password header, and its key stops working"""
    alice = create_user("leaving-alice")
    with client(alice.key, headers={"x-user-password": "not the password"}) as c:
        refused = c.delete("/users/{}", alice.id)
        assert 400 <= refused.status < 500, refused.status
        assert c.get_object("/users/{}", alice.id).id == alice.id
    with client(alice.key, headers={"x-user-password": alice.password}) as c:
        assert c.delete("/users/{}", alice.id).status == 200
        assert api_error(c.get_object, "/users/{}", alice.id).code == "WrongCredentialsError"


CHECKS = [
    check_relationships,
    check_no_group,
    check_identifiers,
    check_dates,
    check_profile,
    check_preferences,
    check_deletion,
]
