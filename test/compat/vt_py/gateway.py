"""Runs every check of the gateway with the released vt-py; reads TOLLGATE_COMPAT as main.py does, with "upstream" beside it."""

import json

import gateway_objects
import gateway_refusals
import gateway_transfers
import world
from gateway_world import answers, leaks, members, upstream_calls


def check_keys():
    """whatever the clients did, the upstream saw the licensed key alone, the clients never did, and no account was asked for"""
    calls = upstream_calls()
    assert len(calls) > 50, len(calls)
    # Downloads carry no key: whoever has the signed address may have the file.
    keys = {call["headers"].get("x-apikey") for call in calls if not call["path"].startswith("/samples/")}
    assert keys == {"(the key of this upstream)"}, keys
    text = json.dumps(calls)
    assert members and not any(member.key in text or member.id in text for member in members)
    local = [call["path"] for call in calls if call["path"].startswith(("/api/v3/users", "/api/v3/groups"))]
    assert local == [], local

    assert len(answers) > 100 and leaks == [], (len(answers), leaks)


world.run([*gateway_objects.CHECKS, *gateway_transfers.CHECKS, *gateway_refusals.CHECKS, check_keys])
