"""What administrators of a group do through vt-py."""

import asyncio

from world import URL, add, api_error, client, create_group, create_user, expect_success, operator

PATH = "/groups/{}/relationships/{}"


def check_paging():
    """the iterator walks all members over several pages, with the attributes asked for"""
    group = create_group("paging")
    admin = create_user("paging-admin", group, admin=True)
    members = [create_user(f"paging-{number}", group) for number in range(6)]
    with client(admin.key) as c:
        listed = list(c.iterator("/groups/{}/users".format(group), params={"attributes": "email"}, batch_size=2))
    expected = {one.id: {"email": one.email} for one in [admin, *members]}
    assert {one.id: one.to_dict()["attributes"] for one in listed} == expected, listed
    assert len(listed) == len(expected)


def check_resuming():
    """an iterator resumes from the cursor of the page where another stopped"""
    group = create_group("resuming")
    admin = create_user("resuming-admin", group, admin=True)
    for number in range(4):
        create_user(f"resuming-{number}", group)
    path = f"/groups/{group}/users"
    with client(admin.key) as c:
        everyone = [one.id for one in c.iterator(path, batch_size=2)]
        # At the end of a page: this client starts at the next page wherever in a page it stopped.
        first = c.iterator(path, batch_size=2, limit=4)
        head = [one.id for one in first]
        tail = [one.id for one in c.iterator(path, batch_size=2, cursor=first.cursor)]
    assert len(everyone) == 5 and head + tail == everyone, (everyone, head, tail)


def check_links():
    """links.next leads through every member, as scripts that page by hand expect"""
    group = create_group("linked")
    admin = create_user("linked-admin", group, admin=True)
    expected = {admin.id, *(create_user(f"linked-{number}", group).id for number in range(4))}
    seen = []
    with client(admin.key) as c:
        page = c.get_json(PATH + "?limit=2", group, "users")
        while True:
            seen += [one["id"] for one in page["data"]]
            following = page["links"].get("next")
            assert (following is None) == ("cursor" not in page["meta"]), page
            if following is None:
                break
            assert following.startswith(URL + "/api/v3/"), following
            page = c.get_json(following)
    assert set(seen) == expected and len(seen) == len(expected), seen


def check_is_admin():
    """whether someone is an administrator is a plain true or false"""
    group = create_group("asking")
    admin = create_user("asking-admin", group, admin=True)
    member = create_user("asking-member", group)
    with client(admin.key) as c:
        answers = [c.get_data(PATH + "/{}", group, "administrators", one) for one in (admin.id, member.id, "nobody")]
        is_member = c.get_data(PATH + "/{}", group, "users", member.id)
    assert answers == [True, False, False] and is_member is True, answers


def check_users():
    """members are added by e-mail, twice without harm, and removed by username"""
    group = create_group("joining")
    admin = create_user("joining-admin", group, admin=True)
    newcomer = create_user("joining-newcomer")
    with client(admin.key) as c:
        for _ in range(2):
            assert add(c, group, "users", "user", newcomer.email).status == 200
        assert sorted(one.id for one in c.iterator(f"/groups/{group}/users")) == [admin.id, newcomer.id]
        assert c.delete(PATH + "/{}", group, "users", newcomer.id).status == 200
        assert c.get_data(PATH + "/{}", group, "users", newcomer.id) is False


def check_administrators():
    """administrators are made by e-mail and made plain members again by username"""
    group = create_group("promoting")
    admin = create_user("promoting-admin", group, admin=True)
    member = create_user("promoting-member", group)
    with client(admin.key) as c:
        assert add(c, group, "administrators", "user", member.email).status == 200
        assert c.get_data(PATH + "/{}", group, "administrators", member.id) is True
        assert c.delete(PATH + "/{}", group, "administrators", member.id).status == 200
        assert c.get_data(PATH + "/{}", group, "administrators", member.id) is False
        assert c.get_data(PATH + "/{}", group, "users", member.id) is True


def check_service_accounts():
    """service accounts are created by name, read under the group's prefix, and removed"""
    group = create_group("automating")
    admin = create_user("automating-admin", group, admin=True)
    with client(admin.key) as c:
        expect_success(add(c, group, "service_accounts", "service_account", "scanner", "feeder"))
        listed = {one["id"]: one["type"] for one in c.get_data(PATH, group, "service_accounts")}
        assert listed == {f"{group}_scanner": "service_account", f"{group}_feeder": "service_account"}, listed
        assert c.get_object("/service_accounts/{}", f"{group}_scanner").type == "service_account"
        assert add(c, group, "service_accounts", "service_account", "scanner").status == 409
        assert c.delete(PATH + "/{}", group, "service_accounts", f"{group}_feeder").status == 200
        assert [one["id"] for one in c.get_data(PATH, group, "service_accounts")] == [f"{group}_scanner"]


def check_roles():
    """roles are replaced, added and removed, and a daily cap is set, by PATCH of the relationship"""
    group = create_group("roles")
    admin = create_user("roles-admin", group, admin=True)
    member = create_user("roles-member", group)

    def change(c, **context):
        body = {"data": [{"type": "user", "id": member.id, "context_attributes": context}]}
        # Not c.patch(): the client's synchronous form sends an empty body.
        response = asyncio.get_event_loop().run_until_complete(
            c.patch_async(PATH, group, "users", json_data=body)
        )
        expect_success(response)
        listed = {one["id"]: one["context_attributes"] for one in c.get_data(PATH, group, "users")}
        return listed[member.id]

    with client(admin.key) as c:
        assert change(c, roles=["USER_ROLE_PRIVATE_SCANNING"])["roles"] == ["USER_ROLE_PRIVATE_SCANNING"]
        added = change(c, add_roles=["USER_ROLE_GROUP_ADMIN"])["roles"]
        assert sorted(added) == ["USER_ROLE_GROUP_ADMIN", "USER_ROLE_PRIVATE_SCANNING"], added
        assert c.get_data(PATH + "/{}", group, "administrators", member.id) is True
        removed = change(c, remove_roles=["USER_ROLE_GROUP_ADMIN"])["roles"]
        assert removed == ["USER_ROLE_PRIVATE_SCANNING"], removed
        change(c, quota_limits={"api_requests_daily": {"allowed": 250}})
        quotas = c.get_data("/users/{}/overall_quotas", member.id)
    assert quotas["api_requests_daily"]["user"]["allowed"] == 250, quotas["api_requests_daily"]


def check_text_plain():
    """a script that sends accept: text/plain removes a member and sees 200"""
    group = create_group("plain")
    admin = create_user("plain-admin", group, admin=True)
    member = create_user("plain-member", group)
    with client(admin.key, headers={"accept": "text/plain"}) as c:
        response = c.delete(PATH + "/{}", group, "users", member.id)
        assert (response.status, response.text()) == (200, ""), response.status


def check_auto_add():
    """an administrator sets auto_add_users with a body that names no id"""
    group = create_group("matching")
    admin = create_user("matching-admin", group, admin=True, domain="matching.example")
    body = {"data": {"type": "group", "attributes": {"auto_add_users": ["*@matching.example"]}}}
    with client(admin.key) as c:
        response = asyncio.get_event_loop().run_until_complete(
            c.patch_async("/groups/{}", group, json_data=body)
        )
        expect_success(response)
        assert c.get_object("/groups/{}", group).auto_add_users == ["*@matching.example"]


def check_activity():
    """activity_log_entries iterates what was done in the group, with dates as datetimes"""
    group = create_group("watched")
    admin = create_user("watched-admin", group, admin=True)
    newcomer = create_user("watched-newcomer")
    with client(admin.key) as c:
        add(c, group, "users", "user", newcomer.email)
        c.delete(PATH + "/{}", group, "users", newcomer.id)
        entries = list(c.iterator(f"/groups/{group}/activity_log_entries", batch_size=2))
        elsewhere = api_error(c.get_json, "/groups/{}/activity_log_entries", "somewhere-else")
    actions = [one.action for one in entries]
    assert "DELETE_GROUP_USER" in actions and "ADD_GROUP_USER" in actions, actions
    assert all(one.date.tzinfo is not None for one in entries)
    assert elsewhere.code == "NotFoundError", elsewhere


def check_group_dates():
    """dates of groups arrive as datetimes in UTC"""
    group = create_group("signed")
    with operator() as c:
        found = c.get_object("/groups/{}", group)
        found.agreement_signed_date = 1767225600
        c.patch_object("/groups/{}", group, obj=found)
        assert c.get_object("/groups/{}", group).agreement_signed_date.isoformat() == "2026-01-01T00:00:00+00:00"


CHECKS = [
    check_paging,
    check_resuming,
    check_links,
    check_is_admin,
    check_users,
    check_administrators,
    check_service_accounts,
    check_roles,
    check_text_plain,
    check_auto_add,
    check_activity,
    check_group_dates,
]
