-- Writes pieces of pages of headers, if nobody else has written them since the caller looked, and what belongs to them:
-- pieces of rings, alerts. Otherwise changes nothing, for the caller to look and work anew.
-- Nobody has if the caller was the last who wrote these lanes; else the pages that it says it saw must be as it saw them.
-- ARGV: prefix; who calls; lanes (2 bytes each);
--       pages: letter and number (I4); what was seen: place of the page in that list and length (I4 each), and the bytes;
--       pieces: place of the page (I4), offset and length in it (I2 each), and what they are to be;
--       runs of slots: letter, user, offset, length (I4 each), and the slots; late ones in the same way;
--       alerts kept; then the alerts (JSON). Numbers are big end first. `keep` comes from contract/alerts.lua.
-- Returns 1, or false where it changed nothing.
local PAGE, KEY, PIECE, PLACE, SLOT, LANE, RING = 6400, 5, 8, 13, 10, 2, 3840
local prefix, me, lanes, pages, seen, expected, pieces, changed = unpack(ARGV, 1, 8)
local runs, run_slots, late, late_slots, kept = ARGV[9], ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13])
local unpack_at, sub, floor, call = struct.unpack, string.sub, math.floor, redis.call

local function key(kind, places, at) return prefix .. kind .. sub(places, at, at + KEY - 1) end

-- As numbers Redis would print them anew for each command, with seventeen digits.
local text = setmetatable({}, {__index = function(known, number)
  known[number] = string.format('%d', number)
  return known[number]
end})

local writers = {}
for i = 1, #lanes / LANE do writers[i] = prefix .. 'writer:' .. sub(lanes, (i - 1) * LANE + 1, i * LANE) end
local alone = true
for _, writer in ipairs(call('MGET', unpack(writers))) do alone = alone and writer == me end
if not alone and #seen / 8 < #pages / KEY then return false end

local keys = {}
for i = 1, #pages / KEY do keys[i - 1] = key('p', pages, (i - 1) * KEY + 1) end
local from, anew = 1, {}
for at = 1, #seen, 8 do
  local page, length = unpack_at('>I4I4', seen, at)
  local held = call('GET', keys[page]) or ''
  if held ~= sub(expected, from, from + length - 1) then return false end
  if length ~= PAGE then anew[#anew + 1] = keys[page] end
  from = from + length
end

for _, page in ipairs(anew) do
  call('DEL', page)
  call('SETRANGE', page, PAGE - 1, '\0')  -- one that grew piece by piece would be given twice the room each time
end
if not alone then
  for _, writer in ipairs(writers) do call('SET', writer, me) end
end

from = 1
for at = 1, #pieces, PIECE do
  local page, offset, length = unpack_at('>I4I2I2', pieces, at)
  call('SETRANGE', keys[page], text[offset], sub(changed, from, from + length - 1))
  from = from + length
end

-- As long as it will ever be from the beginning: one that grew slot by slot would be given a third more room.
local function begin_ring(ring)
  if call('EXISTS', ring) == 0 then call('SETRANGE', ring, RING - 1, '\0') end
end

from = 1
for at = 1, #runs, PLACE do
  local offset, length = unpack_at('>I4I4', runs, at + KEY)
  local ring = key('r', runs, at)
  if offset == 0 then begin_ring(ring) end
  call('SETRANGE', ring, offset, sub(run_slots, from, from + length - 1))
  from = from + length
end

-- Register, offset in the interval, lap: layout in contract/live_view.py.
local function read(slot)
  local low, high, word = unpack_at('<I4I2I4', slot)
  return high * 4294967296 + low, word % 1048576, floor(word / 1048576) % 128
end

local function holds_later(before, slot)
  if #before < SLOT then return false end
  local register, offset, lap = read(before)
  local my_register, my_offset, my_lap = read(slot)
  if offset == 0 or lap ~= my_lap then return false end
  return offset > my_offset or (offset == my_offset and register >= my_register)
end

for i = 0, #late / PLACE - 1 do
  local at, slot = i * PLACE + 1, sub(late_slots, i * SLOT + 1, i * SLOT + SLOT)
  local ring, offset = key('r', late, at), unpack_at('>I4', late, at + KEY)
  local before = call('GETRANGE', ring, offset, offset + SLOT - 1)
  if before == '' then begin_ring(ring) end
  if not holds_later(before, slot) then
    call('SETRANGE', ring, offset, slot)
  end
end

for i = 14, #ARGV do keep(prefix, kept, ARGV[i]) end
return 1
