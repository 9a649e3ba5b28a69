-- The action "authorize" of HAProxy: asks Tollgate about the call, and answers it here when the answer is no.
-- It sends on whose call it is, in X-Tollgate-User, -Group and -Key-Id, and keeps the limits for the answer.

local ADDRESS = "http://127.0.0.1:8080/authorize"
local TIMEOUT_MS = 5000

local ASKED_WITH = { "x-apikey", "user-agent", "x-forwarded-for" }
local SAID_OF_CALLER = { "x-tollgate-user", "x-tollgate-group", "x-tollgate-key-id" }
local SAID_TO_CLIENT = { "content-type", "cache-control", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id" }

local NO_DECISION =
  '{"error":{"code":"TransientError","message":"The server could not complete the request; try again shortly"}}'

local function first(headers, name)
  local values = headers and headers[name]
  return values and values[0]
end

local function ask(txn)
  local sent = txn.http:req_get_headers()
  local headers = {
    ["x-original-method"] = { txn.sf:method() },
    ["x-original-uri"] = { txn.sf:pathq() },
  }
  for _, name in ipairs(ASKED_WITH) do
    local value = first(sent, name)
    if value then headers[name] = { value } end
  end
  return core.httpclient():get({ url = ADDRESS, headers = headers, timeout = TIMEOUT_MS })
end

-- HAProxy makes up a page of its own when nobody answers.
local function is_tollgates(answer)
  local content_type = answer and first(answer.headers, "content-type")
  return content_type ~= nil and content_type:find("application/json", 1, true) == 1
end

local function refuse(txn, answer)
  local reply = txn:reply()
  if is_tollgates(answer) and answer.status >= 400 then
    reply:set_status(answer.status)
    for _, name in ipairs(SAID_TO_CLIENT) do
      local value = first(answer.headers, name)
      if value then reply:add_header(name, value) end
    end
    reply:set_body(answer.body)
  else
    reply:set_status(503)
    reply:add_header("content-type", "application/json")
    reply:set_body(NO_DECISION)
  end
  txn:done(reply)
end

core.register_action("authorize", { "http-req" }, function(txn)
  local asked, answer = pcall(ask, txn)
  -- No decision, no call.
  if not asked or not answer or answer.status ~= 200 then
    refuse(txn, asked and answer or nil)
    return
  end
  for _, name in ipairs(SAID_OF_CALLER) do
    txn.http:req_set_header(name, first(answer.headers, name) or "")
  end
  txn:set_var("txn.tollgate_limit", first(answer.headers, "ratelimit"))
  txn:set_var("txn.tollgate_policy", first(answer.headers, "ratelimit-policy"))
end)
