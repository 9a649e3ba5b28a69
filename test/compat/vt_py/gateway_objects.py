"""Objects and collections that members read through the gateway."""

import vt
from gateway_world import SHA256, create_member, expect_group_spent, expect_spent, join, upstream
from world import URL, client, create_group, expect_success

ADDRESS = "http://www.example.com/"
SEARCH = {"query": "type:pdf"}


def check_objects():
    """files, URLs, domains and IP addresses are the same objects as without the gateway, each for one request"""
    alice = create_member("reading-alice")
    paths = [f"/files/{SHA256}", f"/urls/{vt.url_id(ADDRESS)}", "/domains/example.com", "/ip_addresses/198.18.0.1"]
    with client(alice.key) as c, upstream() as direct:
        for path in paths:
            assert c.get_object(path).to_dict() == direct.get_object(path).to_dict(), path
    expect_spent(alice, {"files": 1, "urls": 1, "domains": 1, "ip_addresses": 1})


def check_relationships_of_an_object():
    """an object with its relationships expanded costs one request, and every link in it leads to the gateway"""
    alice = create_member("expanding-alice")
    with client(alice.key) as c:
        answer = c.get_json("/files/{}", SHA256, params={"relationships": "contacted_domains,comments"})
    relationships = answer["data"]["relationships"]
    links = [answer["data"]["links"], *(relationships[name]["links"] for name in ("contacted_domains", "comments"))]
    addresses = [address for one in links for address in one.values()]
    assert len(addresses) >= 6, addresses
    assert all(address.startswith(URL + "/api/v3/files/") for address in addresses), addresses
    expect_spent(alice, {"files": 1})


def check_relationship_pages():
    """an iterator over a relationship sees what it would see without the gateway, for one request a page"""
    alice = create_member("relating-alice")
    path = f"/files/{SHA256}/contacted_domains"
    with client(alice.key) as c, upstream() as direct:
        found = [one.id for one in c.iterator(path, batch_size=20)]
        assert found == [one.id for one in direct.iterator(path, batch_size=20)]
    assert len(set(found)) == len(found) == 75, len(found)
    expect_spent(alice, {"file_relationships": 4})


def check_descriptor_pages():
    """an iterator over descriptors is charged in the same bucket"""
    alice = create_member("describing-alice")
    with client(alice.key) as c:
        found = list(c.iterator(f"/files/{SHA256}/relationships/contacted_domains", batch_size=40))
    assert len(found) == 75 and not any(one.to_dict().get("attributes") for one in found), len(found)
    expect_spent(alice, {"file_relationships": 2})


def check_comment_pages():
    """comments are read over several pages and cost nothing, but show in the usage"""
    alice = create_member("commented-alice")
    with client(alice.key) as c:
        found = [one.id for one in c.iterator(f"/files/{SHA256}/comments", batch_size=6)]
    assert len(set(found)) == len(found) == 21, len(found)
    expect_spent(alice, {}, free={"file_comments": 4})


def check_search_pages():
    """an intelligence search is walked over several pages, and resumed from where an iterator stopped"""
    alice = create_member("searching-alice")
    with client(alice.key) as c:
        everything = [one.id for one in c.iterator("/intelligence/search", params=SEARCH, batch_size=50)]
        first = c.iterator("/intelligence/search", params=SEARCH, batch_size=50, limit=50)
        head = [one.id for one in first]
        rest = c.iterator("/intelligence/search", params=SEARCH, batch_size=50, cursor=first.cursor)
        tail = [one.id for one in rest]
    assert len(set(everything)) == len(everything) == 140 and head + tail == everything, (len(head), len(tail))
    expect_spent(alice, {"intelligence_search": 3 + 1 + 2})


def check_links():
    """pages by links.next, as scripts walk them, never leave the gateway"""
    alice = create_member("linking-alice")
    seen = []
    with client(alice.key) as c:
        page = c.get_json("/domains/example.com/resolutions?limit=10")
        while True:
            assert page["links"]["self"].startswith(URL + "/api/v3/domains/example.com/resolutions?"), page["links"]
            seen += [one["id"] for one in page["data"]]
            following = page["links"].get("next")
            if following is None:
                break
            assert following.startswith(URL + "/api/v3/"), following
            page = c.get_json(following)
    assert len(set(seen)) == len(seen) == 27, len(seen)
    expect_spent(alice, {"domain_relationships": 3})


def check_opinions():
    """a comment and a vote are posted for nothing, and the comment is found and deleted"""
    alice = create_member("writing-alice")
    text = {"data": {"type": "comment", "attributes": {"text": "Seen here too. #alice"}}}
    verdict = {"data": {"type": "vote", "attributes": {"verdict": "harmless"}}}
    with client(alice.key) as c:
        posted = expect_success(c.post("/domains/{}/comments", "written.example", json_data=text))["data"]
        assert posted["attributes"]["tags"] == ["alice"], posted
        expect_success(c.post("/domains/{}/votes", "written.example", json_data=verdict))
        newest = next(c.iterator("/domains/written.example/comments", limit=1))
        assert newest.id == posted["id"] and newest.text == "Seen here too. #alice", newest.to_dict()
        deleted = c.delete("/comments/{}", posted["id"])
        assert (deleted.status, deleted.read()) == (200, b""), deleted.status
    expect_spent(alice, {"comments": 1}, free={"domain_comments": 2, "item_vote": 1})


def check_shares():
    """two members of one group are charged for their own calls, and the group for both"""
    group = create_group("sharing")
    alice, bob = join("sharing-alice", group), join("sharing-bob", group)
    with client(alice.key) as c:
        c.get_object("/files/{}", SHA256)
        c.get_object("/domains/example.com")
    with client(bob.key) as c:
        c.get_object("/files/{}", SHA256)
        list(c.iterator("/domains/example.com/comments"))
    expect_spent(alice, {"files": 1, "domains": 1})
    expect_spent(bob, {"files": 1}, free={"domain_comments": 2})
    expect_group_spent(group, {"files": 2, "domains": 1}, free={"domain_comments": 2})


CHECKS = [
    check_objects,
    check_relationships_of_an_object,
    check_relationship_pages,
    check_descriptor_pages,
    check_comment_pages,
    check_search_pages,
    check_links,
    check_opinions,
    check_shares,
]
