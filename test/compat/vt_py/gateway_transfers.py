"""Files and URLs that members send for analysis, and files that they download, through the gateway."""

import asyncio
import contextlib
import hashlib
import io
import os
import unittest.mock
import urllib.request

import aiohttp
import vt
from gateway_world import SETTINGS, SHA256, create_member, expect_spent
from world import URL, api_error, client, expect_success

MIB = 1024 * 1024
LARGE_BYTES = 33 * MIB

# How often the upstream says that an analysis is not done before it is.
POLLS = SETTINGS["upstream"]["pollsUntilCompleted"]


@contextlib.contextmanager
def without_pauses():
    """The client waits for 20 seconds between two looks at an analysis."""
    sleep = asyncio.sleep
    with unittest.mock.patch("vt.client.asyncio.sleep", lambda seconds: sleep(0)):
        yield


def unique_file(size=4096):
    file = io.BytesIO(os.urandom(min(size, MIB)).ljust(size, b"\0"))
    file.name = "sample.bin"
    return file


def digest(file):
    return hashlib.sha256(file.getvalue()).hexdigest()


def check_small_file():
    """scan_file waits for a small file's analysis; a new file costs nothing, each look at the analysis a request"""
    alice = create_member("scanning-alice")
    file = unique_file()
    with client(alice.key) as c, without_pauses():
        analysis = c.scan_file(file, wait_for_completion=True)
        assert (analysis.type, analysis.status) == ("analysis", "completed"), analysis.to_dict()
        item = c.get_object("/analyses/{}/item", analysis.id)
    assert (item.id, item.size, item.names) == (digest(file), 4096, ["sample.bin"]), item.to_dict()
    expect_spent(
        alice,
        {"analyses": POLLS + 1, "analysis_relationships": 1},
        free={"file_upload_url": 1, "file_upload": 1},
    )


def check_known_file():
    """a file that the upstream knows already costs a request"""
    alice = create_member("rescanning-alice")
    file = unique_file()
    with client(alice.key) as c:
        first, second = c.scan_file(io.BytesIO(file.getvalue())), c.scan_file(io.BytesIO(file.getvalue()))
    assert first.id == second.id
    expect_spent(alice, {"file_upload": 1}, free={"file_upload_url": 2, "file_upload": 1})


def check_large_file():
    """scan_file sends a file larger than 32 MB to an address on the gateway, and the upstream has all of it"""
    alice = create_member("uploading-alice")
    file = unique_file(LARGE_BYTES)
    sha256 = digest(file)
    with client(alice.key) as c:
        address = c.get_data("/files/upload_url")
        assert address.startswith(URL + "/api/v3/"), address
        analysis = c.scan_file(file)
        found = c.get_object("/files/{}", sha256)
    assert analysis.type == "analysis" and found.size == LARGE_BYTES, found.size
    expect_spent(alice, {"files": 1}, free={"file_upload_url": 2, "file_upload": 1})


def check_posted_file():
    """a file posted to the usual address is taken up to 32 MB, and refused beyond in the upstream's words"""
    alice = create_member("posting-alice")
    with client(alice.key) as c:
        sent = expect_success(c.post("/files", data=form_of(unique_file())))
        assert sent["data"]["type"] == "analysis", sent
        assert sent["data"]["links"]["self"].startswith(URL + "/api/v3/analyses/"), sent
        refused = c.post("/files", data=form_of(unique_file(LARGE_BYTES)))
        error = refused.json()["error"]
    assert refused.status == 413 and "upload_url" in error["message"], (refused.status, error)
    expect_spent(alice, {"file_upload": 1}, free={"file_upload": 1})


def check_url():
    """scan_url submits for nothing and waits for the analysis, whose links lead to the gateway"""
    alice = create_member("submitting-alice")
    address = "https://submitted.example/path?query=1"
    with client(alice.key) as c, without_pauses():
        analysis = c.scan_url(address, wait_for_completion=True)
        assert analysis.status == "completed", analysis.to_dict()
        answer = c.get_json("/urls/{}", vt.url_id(address))
    assert answer["data"]["attributes"]["url"] == address, answer
    assert answer["data"]["links"]["self"].startswith(URL + "/api/v3/urls/"), answer
    expect_spent(alice, {"analyses": POLLS + 1, "urls": 1}, free={"url_submission": 1})


def check_download():
    """download_file gives back the bytes that were uploaded, for one request, over the upstream's redirect"""
    alice = create_member("downloading-alice")
    file = unique_file()
    written = io.BytesIO()
    with client(alice.key) as c:
        c.scan_file(file)
        c.download_file(digest(file), written)
    assert written.getvalue() == file.getvalue()
    expect_spent(
        alice,
        {"file_download": 1},
        # The address that the redirect leads to is called as well.
        free={"file_upload_url": 1, "file_upload": 1, "file_download": 1},
    )


def check_download_address():
    """a download address is on the gateway and works without a key, as VirusTotal's does"""
    alice = create_member("fetching-alice")
    with client(alice.key) as c:
        address = c.get_data("/files/{}/download_url", SHA256)
        size = c.get_object("/files/{}", SHA256).size
    assert address.startswith(URL + "/api/v3/"), address
    with urllib.request.urlopen(address) as response:
        assert len(response.read()) == size
    expect_spent(alice, {"file_download": 1, "files": 1})


def check_missing_download():
    """download_file of an unknown file raises NotFoundError and writes nothing"""
    alice = create_member("missing-alice")
    written = io.BytesIO()
    with client(alice.key) as c:
        error = api_error(c.download_file, "0" * 64, written)
    assert error.code == "NotFoundError" and written.getvalue() == b"", error
    expect_spent(alice, {"file_download": 1})


def form_of(file):
    form = aiohttp.FormData()
    form.add_field("file", file, filename="sample.bin")
    return form


CHECKS = [
    check_small_file,
    check_known_file,
    check_large_file,
    check_posted_file,
    check_url,
    check_download,
    check_download_address,
    check_missing_download,
]
