"""What the checks of the gateway have in common: members who call, and what they are found to have spent."""

import asyncio
import dataclasses
import json

import aiohttp
import vt
from world import SETTINGS, Account, create_group, create_user, expect_success, operator

UPSTREAM = SETTINGS["upstream"]["url"]

# A file, and whatever else begins with it, of which the demo upstream has several pages.
SHA256 = "5eed" * 16

REQUEST_QUOTAS = ["api_requests_hourly", "api_requests_daily", "api_requests_monthly"]

members = []

# Addresses of answers that were read, and of those among them that show the licensed key.
answers = []
leaks = []

_read = aiohttp.ClientResponse.read


async def _read_watched(response):
    body = await _read(response)
    answers.append(str(response.url))
    if SETTINGS["upstream"]["key"] in f"{response.headers}{body}":
        leaks.append(str(response.url))
    return body


aiohttp.ClientResponse.read = _read_watched


@dataclasses.dataclass(frozen=True)
class Member(Account):
    group: str


def create_member(name, quotas=None):
    """Someone who is alone in a group of his own, unless it exists."""
    group = create_group(f"{name}-group", **({} if quotas is None else {"quotas": quotas}))
    return join(name, group)


def join(name, group):
    account = create_user(name, group)
    member = Member(**dataclasses.asdict(account), group=group)
    members.append(member)
    return member


def upstream():
    """The client as whoever has the license could use it, past the gateway."""
    return vt.Client(SETTINGS["upstream"]["key"], agent="compat", host=UPSTREAM)


def cap(member, **allowed):
    """Sets limits of the member's own."""
    quotas = {quota: {"allowed": limit} for quota, limit in allowed.items()}
    body = {"data": {"type": "user", "attributes": {"quotas": quotas}}}
    with operator() as c:
        expect_success(run(c.patch_async("/users/{}", member.id, json_data=body)))


def run(coroutine):
    return asyncio.get_event_loop().run_until_complete(coroutine)


def expect_spent(member, consuming, free=None):
    """The member was charged for exactly these calls, by bucket; quotas and usage agree."""
    with operator() as c:
        quotas = c.get_data("/users/{}/overall_quotas", member.id)
        usage = c.get_data("/users/{}/api_usage", member.id)
    used = {quota: quotas[quota]["user"]["used"] for quota in REQUEST_QUOTAS}
    assert used == dict.fromkeys(REQUEST_QUOTAS, sum(consuming.values())), (used, consuming)
    expect_usage(usage, consuming, free or {})


def expect_group_spent(group, consuming, free=None):
    with operator() as c:
        quotas = c.get_object("/groups/{}", group).quotas
        usage = c.get_data("/groups/{}/api_usage", group)
    used = {quota: quotas[quota]["used"] for quota in REQUEST_QUOTAS}
    assert used == dict.fromkeys(REQUEST_QUOTAS, sum(consuming.values())), (used, consuming)
    expect_usage(usage, consuming, free or {})


def expect_usage(usage, consuming, free):
    """Both maps, as totals and on the one day on which all of it happened."""
    assert usage["total"] == consuming, (usage["total"], consuming)
    other = usage["total_endpoints_not_consuming_quota"]
    assert other == free, (other, free)
    for daily, expected in (("daily", consuming), ("daily_endpoints_not_consuming_quota", free)):
        *before, today = [usage[daily][day] for day in sorted(usage[daily])]
        assert today == expected and not any(before), (daily, today, before)


def set_fault(fault):
    """Tells the upstream to fail."""
    with upstream() as c:
        response = run(c._get_session().put(UPSTREAM + "/demo/faults", json=fault))
        assert response.status == 200, run(response.text())
        response.release()


def upstream_calls():
    """What reached the upstream, oldest first; a key shows as whose it is and not as itself."""
    with upstream() as c:
        return json.loads(c.get(UPSTREAM + "/demo/calls").text())["data"]
