-- Exchanges headers of the live view, if they are still what the caller worked from, and writes what belongs to them:
-- pieces of rings, alerts. Otherwise changes nothing and returns the headers as they are, for the caller to work anew.
-- ARGV: length of the prefix; names of headers; headers expected and headers to be, 100 bytes each, zeros for none;
--       runs and their slots, late and their slots: number of the header, offset and length, I4 each, big end first;
--       alerts kept; then the alerts (JSON). `keep` comes from contract/alerts.lua.
local NAME, HEADER, PLACE, SLOT = tonumber(ARGV[1]) + 6, 100, 12, 10
local names, expected, headers = ARGV[2], ARGV[3], ARGV[4]
local runs, run_slots, late, late_slots, kept = ARGV[5], ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9])
local unpack_at, sub, floor = struct.unpack, string.sub, math.floor

local count, keys, none = #names / NAME, {}, string.rep('\0', HEADER)
for i = 1, count do keys[i] = sub(names, (i - 1) * NAME + 1, i * NAME) end
local stored = redis.call('MGET', unpack(keys))
for i = 1, count do stored[i] = stored[i] or none end
local found = table.concat(stored)
if found ~= expected then return found end

local written = {}
for i = 1, count do
  written[2 * i - 1], written[2 * i] = keys[i], sub(headers, (i - 1) * HEADER + 1, i * HEADER)
end
redis.call('MSET', unpack(written))

local prefix = sub(names, 1, NAME - 6)
local function ring_of(number) return prefix .. 'r' .. sub(keys[number + 1], NAME - 4) end

local from = 1
for at = 1, #runs, PLACE do
  local number, offset, length = unpack_at('>I4I4I4', runs, at)
  redis.call('SETRANGE', ring_of(number), offset, sub(run_slots, from, from + length - 1))
  from = from + length
end

-- Register, offset in the interval, lap: layout in contract/live_view.py.
local function read(slot)
  local low, high, word = unpack_at('<I4I2I4', slot)
  return high * 4294967296 + low, word % 1048576, floor(word / 1048576) % 128
end

local function holds_later(held, slot)
  if #held < SLOT then return false end
  local register, offset, lap = read(held)
  local my_register, my_offset, my_lap = read(slot)
  if offset == 0 or lap ~= my_lap then return false end
  return offset > my_offset or (offset == my_offset and register >= my_register)
end

for i = 0, #late / PLACE - 1 do
  local number, offset = unpack_at('>I4I4', late, i * PLACE + 1)
  local slot, ring = sub(late_slots, i * SLOT + 1, i * SLOT + SLOT), ring_of(number)
  if not holds_later(redis.call('GETRANGE', ring, offset, offset + SLOT - 1), slot) then
    redis.call('SETRANGE', ring, offset, slot)
  end
end

for i = 10, #ARGV do keep(prefix, kept, ARGV[i]) end
return false
