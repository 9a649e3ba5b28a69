"""What people ask about quotas and usage through vt-py."""

import asyncio

from world import client, create_group, create_user, expect_success

# Admin scripts read these without a default, so each must have a block for the group.
NAMED = [
    "intelligence_searches_monthly",
    "intelligence_downloads_monthly",
    "intelligence_hunting_rules",
    "intelligence_retrohunt_jobs_monthly",
    "intelligence_vtdiff_creation_monthly",
    "private_scans_monthly",
    "private_urlscans_monthly",
]
USAGE_KEYS = ["daily", "daily_endpoints_not_consuming_quota", "total", "total_endpoints_not_consuming_quota"]


def check_overall_quotas():
    """overall_quotas reads alike by username and by key, and every named quota has a group block"""
    group = create_group("measured", quotas={"api_requests_daily": {"allowed": 30000000000}})
    alice = create_user("measured-alice", group)
    with client(alice.key) as c:
        by_name = c.get_data("/users/{}/overall_quotas", alice.id)
        by_key = c.get_data("/users/{}/overall_quotas", alice.key)
    assert by_name == by_key
    for name in NAMED:
        block = by_name[name]
        assert isinstance(block["user"]["used"], int) and isinstance(block["group"]["used"], int), (name, block)
    daily = by_name["api_requests_daily"]
    assert daily["group"] == {"allowed": 30000000000, "used": 0, "inherited_from": group}, daily
    assert daily["user"]["allowed"] == 1000000000, daily
    assert by_name["api_requests_hourly"]["user"]["allowed"] == 60000000000, by_name["api_requests_hourly"]


def check_no_group():
    """overall_quotas of a user without a group has only the user's side"""
    loner = create_user("measured-loner")
    with client(loner.key) as c:
        quotas = c.get_data("/users/{}/overall_quotas", loner.id)
    assert quotas and all(list(block) == ["user"] for block in quotas.values()), quotas


def check_usage():
    """api_usage has its four parts, every day of the range, and the free calls apart"""
    group = create_group("using")
    admin = create_user("using-admin", group, admin=True)
    with client(admin.key) as c:
        c.get_object("/users/{}", admin.id)
        by_name = c.get_data("/users/{}/api_usage", admin.id)
        by_key = c.get_data("/users/{}/api_usage", admin.key)
        of_group = c.get_data("/groups/{}/api_usage", group)
    assert sorted(by_name) == sorted(by_key) == sorted(of_group) == USAGE_KEYS, by_name
    assert len(by_name["daily"]) == 30, len(by_name["daily"])
    # No default: a script that drops the free calls must find them.
    free = by_name.pop("daily_endpoints_not_consuming_quota")
    assert list(free) == list(by_name["daily"])
    assert by_name["total"] == {} and by_name["total_endpoints_not_consuming_quota"]["users"] >= 1, by_name


def check_usage_range():
    """api_usage of a range has exactly the days of that range"""
    group = create_group("ranging")
    admin = create_user("ranging-admin", group, admin=True)
    with client(admin.key) as c:
        days = sorted(c.get_data("/groups/{}/api_usage", group)["daily"])[-3:]
        params = {"start_date": days[0].replace("-", ""), "end_date": days[-1].replace("-", "")}
        assert sorted(c.get_data("/groups/{}/api_usage", group, params=params)["daily"]) == days


def check_allowance():
    """an administrator caps a member's requests with a body that holds only the new limit"""
    group = create_group("capping")
    admin = create_user("capping-admin", group, admin=True)
    member = create_user("capping-member", group)
    body = {"data": {"type": "user", "attributes": {"quotas": {"api_requests_daily": {"allowed": 1000}}}}}
    with client(admin.key) as c:
        response = asyncio.get_event_loop().run_until_complete(
            c.patch_async("/users/{}", member.id, json_data=body)
        )
        expect_success(response)
        quotas = c.get_data("/users/{}/overall_quotas", member.id)
    assert quotas["api_requests_daily"]["user"] == {"allowed": 1000, "used": 0}, quotas["api_requests_daily"]


def check_whole_quotas():
    """patch_object that sends all quotas back with one limit changed sets that limit"""
    group = create_group("echoing")
    admin = create_user("echoing-admin", group, admin=True)
    member = create_user("echoing-member", group)
    with client(admin.key) as c:
        user = c.get_object("/users/{}", member.id)
        before = user.to_dict()["attributes"]["quotas"]
        user.quotas["api_requests_monthly"]["allowed"] = 5000
        answer = c.patch_object("/users/{}", member.id, obj=user)
        after = answer.to_dict()["attributes"]["quotas"]
    assert after == {**before, "api_requests_monthly": {"allowed": 5000, "used": 0}}, after


def check_consumers():
    """users_consuming_quota iterates the members with what each consumed"""
    group = create_group("consuming")
    admin = create_user("consuming-admin", group, admin=True)
    with client(admin.key) as c:
        rows = list(c.iterator(f"/groups/{group}/users_consuming_quota/api_requests_daily", batch_size=1))
    consumed = {one.id: one.context_attributes["quota_consumed_from_group"] for one in rows}
    assert set(consumed) <= {admin.id} and set(consumed.values()) <= {0}, consumed


def check_metadata():
    """metadata names engines, privileges and relationships"""
    alice = create_user("metadata-alice")
    with client(alice.key) as c:
        metadata = c.get_data("/metadata")
    assert "intelligence" in metadata["privileges"] and isinstance(metadata["engines"], dict), metadata
    assert {"name", "description"} <= set(metadata["relationships"]["group"][0]), metadata["relationships"]


CHECKS = [
    check_overall_quotas,
    check_no_group,
    check_usage,
    check_usage_range,
    check_allowance,
    check_whole_quotas,
    check_consumers,
    check_metadata,
]
