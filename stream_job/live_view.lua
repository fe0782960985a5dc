-- Writes rows of service points into the live view: header and ring in one atomic step, compared by time before written.
-- ARGV: prefix, rows, live window in ms, sigmas, least windows, alerts kept, then per utility letter and spike floor.
-- A row: letter, user (4, big end first), last_at i8, last_register i8, last_demand i4, meter I4,
--        window_end i8, n I4, min i4, max i4, sum i8, sum of squares i8.
-- n = 0: a reading without a window; last_at = 0: a window without a reading.
-- All big end first: Lua samples long strings to hash them, and headers that differ elsewhere would be one long chain.
-- Layout of headers and slots: contract/live_view.py. Returns the alerts raised, changed or repeated, as JSON.
local ROW, READING, WINDOW = 65, 24, 36
local INTERVAL, SLOTS, SLOT = 900000, 384, 10
local LONGEST_MEMORY = 360
local prefix, rows = ARGV[1], ARGV[2]
local length, sigmas, least_windows = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local alerts_kept = tonumber(ARGV[6])
local floors = {}
for i = 7, #ARGV, 2 do floors[ARGV[i]] = tonumber(ARGV[i + 1]) end
local unpack_at, pack, sub, floor = struct.unpack, struct.pack, string.sub, math.floor

local function interval_of(at) return floor((at - 1) / INTERVAL) end

local function slot_bytes(at, register, meter)
  local interval = interval_of(at)
  local lap = floor(interval / SLOTS) % 128
  local word = at - interval * INTERVAL + lap * 1048576 + (meter % 32) * 134217728
  return pack('<I4I2I4', register % 4294967296, floor(register / 4294967296), word)
end

local function put_slot(header, key, at, register, meter)
  local place = (interval_of(at) - header.first_interval) % SLOTS * SLOT
  redis.call('SETRANGE', prefix .. 'r' .. key, place, slot_bytes(at, register, meter))
end

-- A reading of an earlier interval goes straight to its slot, unless the slot holds a later one of that interval.
local function put_late(header, key, at, register, meter)
  local interval = interval_of(at)
  local place = (interval - header.first_interval) % SLOTS * SLOT
  local held = redis.call('GETRANGE', prefix .. 'r' .. key, place, place + SLOT - 1)
  if #held == SLOT then
    local low, high, word = unpack_at('<I4I2I4', held)
    local offset, lap = word % 1048576, floor(word / 1048576) % 128
    local mine = at - interval * INTERVAL
    if offset > 0 and lap == floor(interval / SLOTS) % 128 then
      if offset > mine or (offset == mine and high * 4294967296 + low >= register) then return end
    end
  end
  put_slot(header, key, at, register, meter)
end

local function parse(bytes)
  local h = { reading = sub(bytes, 1, 24), window = sub(bytes, 29, 64) }
  h.at, h.register = unpack_at('>i8i8', bytes)
  h.meter, h.first_interval = unpack_at('>I4I4', bytes, 21)
  h.window_end = unpack_at('>i8', bytes, 29)
  h.windows, h.mean, h.variance, h.spike_first, h.spike_last = unpack_at('>I4ddi8i8', bytes, 65)
  return h
end

local function serialise(h)
  return h.reading .. pack('>I4', h.first_interval) .. h.window
    .. pack('>I4ddi8i8', h.windows, h.mean, h.variance, h.spike_first, h.spike_last)
end

local function take_reading(h, key, bytes, at, register, meter)
  if at == 0 then return end
  if h.at == 0 then
    h.reading, h.at, h.register, h.meter, h.first_interval = bytes, at, register, meter, interval_of(at)
    return
  end
  local mine, theirs = interval_of(at), interval_of(h.at)
  if at > h.at or (at == h.at and register > h.register) then
    if mine > theirs and mine - theirs < SLOTS then put_slot(h, key, h.at, h.register, h.meter) end
    h.reading, h.at, h.register, h.meter = bytes, at, register, meter
  elseif mine < theirs and theirs - mine < SLOTS then
    put_late(h, key, at, register, meter)
  end
end

local function number_of(key) return unpack_at('>I4', key, 2) end

local function alert_id(key, first) return string.format('spike-%s-%d-%.0f', sub(key, 1, 1), number_of(key), first) end

local NAMES = { e = 'electricity', g = 'gas', w = 'water' }

local function forget_oldest()
  if redis.call('ZCARD', prefix .. 'alerts:all') <= alerts_kept then return end
  local id = redis.call('ZPOPMIN', prefix .. 'alerts:all')[1]
  redis.call('HDEL', prefix .. 'alerts', id)
  redis.call('ZREM', prefix .. 'alerts:' .. string.match(id, '^%a+-%a-(%d+)-'), id)
end

local function raise(h, key, most, deviation)
  local id, user = alert_id(key, h.spike_first), number_of(key)
  local held = redis.call('HGET', prefix .. 'alerts', id)
  local peak = held and math.max(most, cjson.decode(held).evidence.value) or most
  local text = string.format(
    '{"end": %.0f, "evidence": {"mean": %.3f, "sd": %.3f, "sigmas": %.2f, "value": %d, "windows": %d}, "id": "%s", '
      .. '"kind": "spike", "severity": "attention", "start": %.0f, "user_id": %d, "utility": "%s"}',
    h.spike_last, h.mean, deviation, (peak - h.mean) / deviation, peak, h.windows, id,
    h.spike_first - length, user, NAMES[sub(key, 1, 1)])
  redis.call('HSET', prefix .. 'alerts', id, text)
  redis.call('ZADD', prefix .. 'alerts:all', h.spike_first, id)
  redis.call('ZADD', prefix .. 'alerts:' .. string.format('%d', user), h.spike_first, id)
  forget_oldest()
  return text
end

-- The window is judged by the windows before it, never by itself; a spike enters their memory only clipped, so that
-- the first of several does not excuse the rest, but a lasting change of level becomes usual within the hour.
local function judge(h, key, most, window_end)
  local deviation = math.max(math.sqrt(h.variance), 0.02 * math.abs(h.mean), 1)
  local limit, text = h.mean + sigmas * deviation, nil
  if h.windows >= least_windows and most >= floors[sub(key, 1, 1)] and most > limit then
    if h.spike_last ~= window_end - length then h.spike_first = window_end end
    h.spike_last = window_end
    text = raise(h, key, most, deviation)
  end
  local seen = h.windows >= least_windows and math.min(most, limit) or most
  local step = 1 / math.min(h.windows + 1, LONGEST_MEMORY)
  local change = seen - h.mean
  h.mean = h.mean + step * change
  h.variance = (1 - step) * (h.variance + step * change * change)
  h.windows = h.windows + 1
  return text
end

local function take_window(h, key, bytes)
  local window_end, n, _, most = unpack_at('>i8I4i4i4', bytes)
  if n == 0 then return nil end
  if window_end > h.window_end then
    h.window, h.window_end = bytes, window_end
    return judge(h, key, most, window_end)
  end
  if window_end == h.window_end then h.window = bytes end
  -- a replay of a window that was a spike: say so again, for the topic may not have heard
  return redis.call('HGET', prefix .. 'alerts', alert_id(key, window_end)) or nil
end

local count, keys, place = #rows / ROW, {}, {}
for i = 0, count - 1 do
  local key = sub(rows, i * ROW + 1, i * ROW + 5)
  if not place[key] then
    keys[#keys + 1] = prefix .. 'h' .. key
    place[key] = #keys
  end
end
local stored, headers, alerts = redis.call('MGET', unpack(keys)), {}, {}
for i = 0, count - 1 do
  local from = i * ROW
  local key = sub(rows, from + 1, from + 5)
  local at, register, _, meter = unpack_at('>i8i8i4I4', rows, from + 6)
  local reading = sub(rows, from + 6, from + 5 + READING)
  local h = headers[place[key]]
  if not h then
    local bytes = stored[place[key]]
    h = bytes and parse(bytes) or { reading = string.rep('\0', READING), at = 0, register = 0, meter = 0,
      first_interval = 0, window = string.rep('\0', WINDOW), window_end = 0,
      windows = 0, mean = 0, variance = 0, spike_first = 0, spike_last = 0 }
    headers[place[key]] = h
  end
  take_reading(h, key, reading, at, register, meter)
  local text = take_window(h, key, sub(rows, from + 6 + READING, from + 5 + READING + WINDOW))
  if text then alerts[#alerts + 1] = text end
end
local written = {}
for i, key in ipairs(keys) do
  written[2 * i - 1] = key
  written[2 * i] = serialise(headers[i])
end
if #written > 0 then redis.call('MSET', unpack(written)) end
return alerts
