"""How refusals by the gateway and by the upstream reach a program that uses vt-py, and what they cost."""

import io
import os

from gateway_world import (
    REQUEST_QUOTAS,
    SHA256,
    cap,
    create_member,
    expect_group_spent,
    expect_spent,
    run,
    set_fault,
    upstream_calls,
)
from world import api_error, client, expect_success, operator


def check_user_limit():
    """a member at a limit of his own raises QuotaExceededError, which names it, costs nothing and reaches nobody"""
    alice = create_member("limited-alice")
    cap(alice, api_requests_daily=2)
    with client(alice.key) as c:
        for _ in range(2):
            c.get_object("/files/{}", SHA256)
        before = len(upstream_calls())
        error = api_error(c.get_object, "/files/{}", SHA256)
        assert len(upstream_calls()) == before
        response = c.get("/files/{}", SHA256)
    assert error.code == "QuotaExceededError", error
    assert error.message.startswith("Quota exceeded: api_requests_daily of this user allows 2"), error.message
    assert error.message.endswith("it begins again at 2026-07-16T00:00:00Z"), error.message
    assert response.status == 429 and response.headers["Retry-After"] == str(14 * 3600), response.headers
    expect_spent(alice, {"files": 2})


def check_group_limit():
    """a member of a group at its limit raises QuotaExceededError, and what is free goes on"""
    alice = create_member("pooled-alice", quotas={"api_requests_hourly": {"allowed": 3}})
    with client(alice.key) as c:
        pages = c.iterator(f"/files/{SHA256}/contacted_domains", batch_size=20)
        error = api_error(lambda: [next(pages) for _ in range(75)])
        assert error.code == "QuotaExceededError" and "the group of this user allows 3" in error.message, error
        assert len(list(c.iterator("/domains/example.com/comments", batch_size=40))) == 11
    expect_spent(alice, {"file_relationships": 3}, free={"domain_comments": 1})
    expect_group_spent(alice.group, {"file_relationships": 3}, free={"domain_comments": 1})


def check_large_file_at_limit():
    """a large file without quota for it raises QuotaExceededError although most of it was not sent yet"""
    alice = create_member("heavy-alice")
    cap(alice, api_requests_daily=0)
    before = len(upstream_calls())
    with client(alice.key) as c:
        error = api_error(c.scan_file, io.BytesIO(bytes(100 * 1024 * 1024)))
    assert error.code == "QuotaExceededError", error
    assert [call["path"] for call in upstream_calls()[before:]] == ["/api/v3/files/upload_url"]
    expect_spent(alice, {}, free={"file_upload_url": 1})


def check_private_scans():
    """private scans need a role and use up a quota of their own beside the request"""
    alice = create_member("private-alice", quotas={"private_scans_monthly": {"allowed": 1}})
    with client(alice.key) as c:
        refused = api_error(c.scan_file_private, io.BytesIO(os.urandom(64)))
        assert refused.code == "ForbiddenError" and "USER_ROLE_PRIVATE_SCANNING" in refused.message, refused
        allow_private_scanning(alice)
        assert c.scan_file_private(io.BytesIO(os.urandom(64))).type == "private_analysis"
        exceeded = api_error(c.scan_file_private, io.BytesIO(os.urandom(64)))
    assert exceeded.code == "QuotaExceededError", exceeded
    assert "private_scans_monthly of the group of this user allows 1" in exceeded.message, exceeded.message
    expect_spent(alice, {"private_file_upload_url": 2, "private_files": 1})
    with operator() as c:
        scans = c.get_data("/users/{}/overall_quotas", alice.id)["private_scans_monthly"]
    assert scans["user"]["used"] == scans["group"]["used"] == 1, scans


def check_wrong_key():
    """a wrong key, and none, are refused before anything reaches the upstream"""
    before = len(upstream_calls())
    with client("0" * 64) as c:
        assert api_error(c.get_object, "/files/{}", SHA256).code == "WrongCredentialsError"
    with client("ignored", headers={"X-Apikey": ""}) as c:
        assert api_error(c.get_object, "/files/{}", SHA256).code == "AuthenticationRequiredError"
    assert len(upstream_calls()) == before


def check_not_found():
    """what the upstream does not know raises NotFoundError in its words, and only an unknown analysis is free"""
    alice = create_member("lost-alice")
    unknown = "0" * 64
    with client(alice.key) as c:
        error = api_error(c.get_object, "/files/{}", unknown)
        assert (error.code, error.message) == ("NotFoundError", f'File "{unknown}" not found'), error
        assert api_error(c.get_object, "/analyses/{}", "unknown").code == "NotFoundError"
    expect_spent(alice, {"files": 1}, free={"analyses": 1})


def check_invalid_argument():
    """what the upstream refuses as wrong raises its InvalidArgumentError"""
    alice = create_member("mistaken-alice")
    with client(alice.key) as c:
        error = api_error(c.get_json, "/domains/example.com/comments", params={"cursor": "nonsense"})
    assert error.code == "InvalidArgumentError" and "nonsense" in error.message, error
    expect_spent(alice, {}, free={"domain_comments": 1})


def check_upstream_quota():
    """when the license itself is used up that raises QuotaExceededError too, and costs the member nothing"""
    alice = create_member("starved-alice")
    set_fault({"mode": "quota", "count": 1})
    with client(alice.key) as c:
        error = api_error(c.get_object, "/files/{}", SHA256)
        c.get_object("/files/{}", SHA256)
    assert error.code == "QuotaExceededError" and "your own quota was not charged" in error.message, error
    expect_spent(alice, {"files": 1})


def check_upstream_failure():
    """when the upstream fails the client raises ServerError, and the call costs nothing"""
    alice = create_member("failed-alice")
    set_fault({"mode": "error", "status": 500, "count": 1})
    with client(alice.key) as c:
        error = api_error(c.get_object, "/files/{}", SHA256)
        # This client does not look into what comes with a status of 500 and above.
        assert error.code == "ServerError" and '"TransientError"' in error.message, error
        c.get_object("/files/{}", SHA256)
    expect_spent(alice, {"files": 1})


def check_own_account():
    """a member reads his own account and quotas at the same address, and the license holder's is never asked for"""
    alice = create_member("own-alice")
    before = len(upstream_calls())
    with client(alice.key) as c:
        assert c.get_object("/users/{}", alice.key).id == alice.id
        quotas = c.get_data("/users/{}/overall_quotas", alice.key)
    assert all(quotas[quota]["user"]["used"] == 0 for quota in REQUEST_QUOTAS), quotas
    assert len(upstream_calls()) == before


def allow_private_scanning(member):
    body = {"data": [{"type": "user", "id": member.id, "context_attributes": {"roles": ["USER_ROLE_PRIVATE_SCANNING"]}}]}
    with operator() as c:
        expect_success(run(c.patch_async("/groups/{}/relationships/users", member.group, json_data=body)))


CHECKS = [
    check_user_limit,
    check_group_limit,
    check_large_file_at_limit,
    check_private_scans,
    check_wrong_key,
    check_not_found,
    check_invalid_argument,
    check_upstream_quota,
    check_upstream_failure,
    check_own_account,
]
