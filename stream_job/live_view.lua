-- Writes what one batch says of service points into the live view: header and ring in one atomic step, compared by
-- time before written. Returns the alerts raised, changed or repeated, as JSON.
-- ARGV: prefix; points, intervals, slots, windows as stream_job/live_batch.py packs them; live window in ms, sigmas,
--       least windows, alerts kept, then per utility letter and spike floor.
-- All big end first: Lua samples long strings to hash them, and headers that differ elsewhere would be one long chain.
-- Layout of headers and slots: contract/live_view.py.
local POINT, READING, WINDOW = 37, 24, 36
local INTERVAL, SLOTS, SLOT = 900000, 384, 10
local LONGEST_MEMORY = 360
local prefix, points, intervals, slots, windows = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local length, sigmas, least_windows = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local alerts_kept = tonumber(ARGV[9])
local floors = {}
for i = 10, #ARGV, 2 do floors[ARGV[i]] = tonumber(ARGV[i + 1]) end
local unpack_at, pack, sub, floor = struct.unpack, struct.pack, string.sub, math.floor

local function interval_of(at) return floor((at - 1) / INTERVAL) end

local function slot_bytes(at, register, meter)
  local interval = interval_of(at)
  local lap = floor(interval / SLOTS) % 128
  local word = at - interval * INTERVAL + lap * 1048576 + (meter % 32) * 134217728
  return pack('<I4I2I4', register % 4294967296, floor(register / 4294967296), word)
end

local function place_of(h, interval) return (interval - h.first_interval) % SLOTS end

local function put_slot(h, key, interval, slot)
  redis.call('SETRANGE', prefix .. 'r' .. key, place_of(h, interval) * SLOT, slot)
end

-- A reading of an earlier interval goes to its slot, unless the slot holds a later one of that interval.
local function put_late(h, key, interval, slot)
  local place = place_of(h, interval) * SLOT
  local held = redis.call('GETRANGE', prefix .. 'r' .. key, place, place + SLOT - 1)
  if #held == SLOT then
    local low, high, word = unpack_at('<I4I2I4', held)
    local my_low, my_high, my_word = unpack_at('<I4I2I4', slot)
    local offset, mine = word % 1048576, my_word % 1048576
    if offset > 0 and floor(word / 1048576) % 128 == floor(my_word / 1048576) % 128 then
      if offset > mine or (offset == mine and high * 4294967296 + low >= my_high * 4294967296 + my_low) then return end
    end
  end
  redis.call('SETRANGE', prefix .. 'r' .. key, place, slot)
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

-- Slots from number `first` to `last`, of intervals in order: those the ring has passed are compared, those that follow
-- each other are written as one piece.
local function put_slots(h, key, passed, first, last)
  local newest, i = interval_of(h.at), first
  while i <= last do
    local interval = unpack_at('>I4', intervals, i * 4 + 1)
    local upto, place = i, place_of(h, interval)
    if interval > passed then
      while upto < last and place + upto - i + 1 < SLOTS
        and unpack_at('>I4', intervals, upto * 4 + 5) == interval + upto - i + 1 do upto = upto + 1 end
    end
    if newest - interval >= SLOTS then
      upto = i -- too old for the ring
    elseif interval > passed then
      redis.call('SETRANGE', prefix .. 'r' .. key, place * SLOT, sub(slots, i * SLOT + 1, upto * SLOT + SLOT))
    else
      put_late(h, key, interval, sub(slots, i * SLOT + 1, i * SLOT + SLOT))
    end
    i = upto + 1
  end
end

-- The batch's last reading of a service point, and its slots before it.
local function take_readings(h, key, bytes, first, last)
  local at, register, _, meter = unpack_at('>i8i8i4I4', bytes)
  if at == 0 then return end
  local mine, passed = interval_of(at), -1
  if h.at == 0 then
    h.first_interval = first <= last and unpack_at('>I4', intervals, first * 4 + 1) or mine
  else
    passed = interval_of(h.at)
  end
  if at > h.at or (at == h.at and register > h.register) then
    if passed >= 0 and mine > passed and mine - passed < SLOTS then
      put_slot(h, key, passed, slot_bytes(h.at, h.register, h.meter))
    end
    h.reading, h.at, h.register, h.meter = bytes, at, register, meter
  elseif mine < passed and passed - mine < SLOTS then
    put_late(h, key, mine, slot_bytes(at, register, meter))
  end
  put_slots(h, key, passed, first, last)
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

-- An alert keeps the evidence it was raised with; only its peak and its end move.
local function evidence_of(id, h, most, deviation)
  local held = redis.call('HGET', prefix .. 'alerts', id)
  if not held then return h.mean, deviation, h.windows, most end
  local evidence = cjson.decode(held).evidence
  return evidence.mean, evidence.sd, evidence.windows, math.max(most, evidence.value)
end

local function raise(h, key, most, deviation)
  local id, user = alert_id(key, h.spike_first), number_of(key)
  local mean, sd, windows_before, peak = evidence_of(id, h, most, deviation)
  local text = string.format(
    '{"end": %.0f, "evidence": {"mean": %.3f, "sd": %.3f, "sigmas": %.2f, "value": %d, "windows": %d}, "id": "%s", '
      .. '"kind": "spike", "severity": "attention", "start": %.0f, "user_id": %d, "utility": "%s"}',
    h.spike_last, mean, sd, (peak - mean) / sd, peak, windows_before, id,
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
  local window_end, _, _, most = unpack_at('>i8I4i4i4', bytes)
  if window_end > h.window_end then
    h.window, h.window_end = bytes, window_end
    return judge(h, key, most, window_end)
  end
  if window_end == h.window_end then h.window = bytes end
  -- a replay of a window that was a spike: say so again, for the topic may not have heard
  return redis.call('HGET', prefix .. 'alerts', alert_id(key, window_end)) or nil
end

local NOTHING, NO_WINDOW = string.rep('\0', READING), string.rep('\0', WINDOW)

local function empty()
  return { reading = NOTHING, at = 0, register = 0, meter = 0, first_interval = 0,
    window = NO_WINDOW, window_end = 0, windows = 0, mean = 0, variance = 0, spike_first = 0, spike_last = 0 }
end

local count, keys = #points / POINT, {}
if count == 0 then return {} end
for i = 1, count do keys[i] = prefix .. 'h' .. sub(points, (i - 1) * POINT + 1, (i - 1) * POINT + 5) end
local stored, written, alerts, slot, window = redis.call('MGET', unpack(keys)), {}, {}, 0, 0
for i = 1, count do
  local from = (i - 1) * POINT
  local key, h = sub(points, from + 1, from + 5), stored[i] and parse(stored[i]) or empty()
  local my_slots, my_windows = unpack_at('>I4I4', points, from + 6)
  take_readings(h, key, sub(points, from + POINT - READING + 1, from + POINT), slot, slot + my_slots - 1)
  for w = window, window + my_windows - 1 do
    local text = take_window(h, key, sub(windows, w * WINDOW + 1, w * WINDOW + WINDOW))
    if text then alerts[#alerts + 1] = text end
  end
  slot, window = slot + my_slots, window + my_windows
  written[2 * i - 1], written[2 * i] = keys[i], serialise(h)
end
redis.call('MSET', unpack(written))
return alerts
