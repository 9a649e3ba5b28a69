import assert from "node:assert/strict";

/** The part of a running server that these tests need. */
export interface Target {
  readonly url: string;
  readonly operator: { readonly apikey: string };
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly key: string;
}

/** Calls the API with a key and answers the parsed body; anything but 200 fails the test. */
export async function call(
  target: Target,
  method: string,
  path: string,
  body: unknown,
  key = target.operator.apikey,
): Promise<unknown> {
  const response = await fetch(`${target.url}/api/v3${path}`, {
    method,
    headers: { "x-apikey": key, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, 200, `${method} ${path}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

export async function createGroup(target: Target, id: string, attributes: object = {}): Promise<void> {
  const data = { type: "group", id, attributes: { organization: id, ...attributes } };
  await call(target, "POST", "/groups", { data });
}

/** Makes a user, and a member or an administrator of the group when one is named. */
export async function createPerson(
  target: Target,
  id: string,
  group?: string,
  relationship: "users" | "administrators" = "users",
): Promise<Person> {
  const email = `${id}@example.com`;
  const attributes = { email, first_name: id, password: `${id} has a long password` };
  const answer = (await call(target, "POST", "/users", { data: { type: "user", id, attributes } })) as {
    data: { attributes: { apikey: string } };
  };
  if (group !== undefined) await addToGroup(target, group, relationship, "user", email);
  return { id, email, key: answer.data.attributes.apikey };
}

export async function addToGroup(
  target: Target,
  group: string,
  relationship: string,
  type: string,
  id: string,
): Promise<void> {
  await call(target, "POST", `/groups/${group}/relationships/${relationship}`, { data: [{ type, id }] });
}
