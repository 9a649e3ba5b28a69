import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { type AddressList, contains, parseAddressList } from "./addresses.ts";

function listOf(...texts: string[]): AddressList {
  const list = parseAddressList(texts);
  ok(!("error" in list));
  return list;
}

test("a list holds its addresses and networks and nothing beside them", () => {
  const list = listOf("192.0.2.7", "10.0.0.0/8", "2001:db8::/32", "2001:0DB9::1");
  for (const address of ["192.0.2.7", "10.255.255.255", "2001:db8:ffff::1", "2001:db9:0:0::1"]) {
    equal(contains(list, address), true, address);
  }
  for (const address of [
    "192.0.2.8",
    "11.0.0.0",
    "9.255.255.255",
    "2001:db9::2",
    "",
    "localhost",
    "10.0.0",
  ]) {
    equal(contains(list, address), false, address);
  }
});

test("an IPv4 address is the same one inside IPv6, in the list and in the question", () => {
  equal(contains(listOf("10.0.0.0/8"), "::ffff:10.1.2.3"), true);
  equal(contains(listOf("10.0.0.0/8"), "0:0:0:0:0:ffff:0a01:0203"), true);
  equal(contains(listOf("::ffff:10.1.2.3"), "10.1.2.3"), true);
  equal(contains(listOf("::ffff:10.0.0.0/104"), "10.1.2.3"), true);
  equal(contains(listOf("::ffff:10.0.0.0/104"), "11.1.2.3"), false);
});

test("the interface of a link-local address does not matter", () => {
  equal(contains(listOf("fe80::/10"), "fe80::1%eth0"), true);
});

test("an empty list holds nobody, and a prefix of zero a whole family", () => {
  equal(contains(listOf(), "127.0.0.1"), false);
  equal(contains(listOf("0.0.0.0/0"), "203.0.113.9"), true);
  equal(contains(listOf("0.0.0.0/0"), "2001:db8::1"), false);
});

test("the first entry that is no address is named", () => {
  for (const text of [
    "",
    "example.com",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0/08",
    "::/129",
    "1.2.3.4/-1",
    " 1.2.3.4",
    "::ffff:1.2.3.4/95",
  ]) {
    const list = parseAddressList(["10.0.0.1", text, "also bad"]);
    ok("error" in list, text);
    equal(list.error, `${JSON.stringify(text)} is not an IP address or a network such as 10.0.0.0/8`);
  }
});
