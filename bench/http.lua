-- The caller of `python -m bench http`: wrk sends the prepared requests of a file, one after the
-- other, and prints what it counted as one line of JSON. A line of the file holds method, path,
-- token, idempotency key and body, separated by tabs; the last three may be empty.

taken = 0
local requests, threads = {}, {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, token, key, body = line:match("^(.-)\t(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { Host = wrk.headers["Host"] }
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    if key ~= "" then headers["Idempotency-Key"] = key end
    if body ~= "" then headers["Content-Type"] = "application/json" end
    table.insert(requests, wrk.format(method, path, headers, body ~= "" and body or nil))
  end
end

function request()
  taken = taken + 1
  return requests[(taken - 1) % #requests + 1]
end

function done(summary, latency)
  local failed = summary.errors
  local sent = 0
  for _, thread in ipairs(threads) do sent = sent + thread:get("taken") end
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "refused": %d, "broken": %d, "taken": %d, "p50": %f, "p99": %f}\n',
    summary.requests, summary.duration / 1e6, failed.status,
    failed.connect + failed.read + failed.write + failed.timeout, sent,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
