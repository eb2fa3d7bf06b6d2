-- For wrk: asks for many cities, and prints how many answers had which status.
local thread_of_load

function setup(thread)
  thread_of_load = thread
end

function init()
  good, busy, other, number = 0, 0, 0, 0
end

function request()
  number = number + 1
  return wrk.format("GET", "/weather/City" .. number % 100)
end

function response(status)
  if status == 200 then
    good = good + 1
  elseif status == 503 then
    busy = busy + 1
  else
    other = other + 1
  end
end

function done()
  for _, name in ipairs({ "good", "busy", "other" }) do
    print(name .. ": " .. thread_of_load:get(name))
  end
end
