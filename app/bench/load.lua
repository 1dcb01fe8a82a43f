-- Asks for the addresses of a list one after another, over and over. Arguments: the list's file, where to begin.
local requests, at = {}, 0

function init(args)
  for address in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", address)
  end
  at = tonumber(args[2])
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("counted %.0f %.0f %.0f %.0f\n", summary.requests, summary.bytes, errors.status, failed))
end
