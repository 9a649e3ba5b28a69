import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMemberFilter } from "./member-filter.ts";

for (const [filter, expected] of [
  ["", []],
  ["   ", []],
  ["2fa_enabled:false", [{ field: "2fa_enabled", value: false }]],
  ["2FA_ENABLED:true", [{ field: "2fa_enabled", value: true }]],
  ["smith", [{ field: "text", value: "smith" }]],
  [
    '"AND" smith',
    [
      { field: "text", value: "AND" },
      { field: "text", value: "smith" },
    ],
  ],
  [
    "email:a@example.com AND status:active",
    [
      { field: "email", value: "a@example.com" },
      { field: "status", value: "active" },
    ],
  ],
  [
    'last_name:"de la-Cruz" username:x',
    [
      { field: "last_name", words: ["de", "la", "Cruz"] },
      { field: "username", value: "x" },
    ],
  ],
  ['username:"a \\"b\\" \\\\"', [{ field: "username", value: 'a "b" \\' }]],
  ["api_quota_group:company", [{ field: "api_quota_group", value: "company" }]],
] as const) {
  test(`the member filter ${JSON.stringify(filter)} has ${expected.length} terms`, () => {
    assert.deepEqual(parseMemberFilter(filter), expected);
  });
}

for (const [filter, message] of [
  [
    "shoe_size:42",
    'Unknown filter modifier "shoe_size"; use 2fa_enabled, api_quota_group, email, first_name, last_name, status, username',
  ],
  ["2fa_enabled:yes", '2fa_enabled must be true or false, not "yes"'],
  ["status:banned", 'status must be active or inactive, not "banned"'],
  ["email:", 'The filter has no value after "email:"'],
  ['email:""', 'The filter has no value after "email:"'],
  ['last_name:"-"', 'The filter has no word after "last_name:"'],
  ["a OR b", "Filter terms can only be combined with AND, not with OR"],
  ["NOT a", "Filter terms can only be combined with AND, not with NOT"],
  ['a "unfinished', 'Cannot read the filter at " \\"unfinished"; check its quotation marks'],
  ['email:a"b"', 'Cannot read the filter at "email:a\\"b\\""; check its quotation marks'],
  ["x".repeat(1_025), "The filter is longer than 1024 characters"],
  ["x ".repeat(21), "The filter has more than 20 terms"],
] as const) {
  test(`the member filter ${JSON.stringify(filter.slice(0, 40))} is refused with what to change`, () => {
    assert.throws(() => parseMemberFilter(filter), {
      code: "InvalidArgumentError",
      message: message.replaceAll('\\"', '"'),
    });
  });
}
