-- Exchanges pieces of pages of headers, if they are still what the caller worked from, and writes what belongs to them:
-- pieces of rings, alerts. Otherwise changes nothing and returns the pieces as they are, for the caller to work anew.
-- ARGV: prefix; pages: letter and number (I4); pieces: place of the page in that list (I4), offset and length in it (I2
--       each); what they are expected to be, all in one; what they are to be;
--       runs of slots: letter, user, offset, length (I4 each), and the slots; late ones in the same way;
--       alerts kept; then the alerts (JSON). Numbers are big end first. `keep` comes from contract/alerts.lua.
local PAGE, KEY, PIECE, PLACE, SLOT = 6400, 5, 8, 13, 10
local prefix, pages, pieces, expected, changed = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local runs, run_slots, late, late_slots, kept = ARGV[6], ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10])
local unpack_at, sub, floor, call = struct.unpack, string.sub, math.floor, redis.call

local function key(kind, places, at) return prefix .. kind .. sub(places, at, at + KEY - 1) end

-- As numbers Redis would print them anew for each command, with seventeen digits.
local text = setmetatable({}, {__index = function(known, number)
  known[number] = string.format('%d', number)
  return known[number]
end})

local keys, held, missing = {}, {}, {}
for i = 1, #pages / KEY do keys[i - 1] = key('p', pages, (i - 1) * KEY + 1) end
for at = 1, #pieces, PIECE do
  local page, offset, length = unpack_at('>I4I2I2', pieces, at)
  local piece = call('GETRANGE', keys[page], text[offset], text[offset + length - 1])
  if #piece < length then
    piece, missing[page] = string.rep('\0', length), true
  end
  held[#held + 1] = piece
end
local found = table.concat(held)
if found ~= expected then return found end

-- a page that grew piece by piece would be given twice the room each time
for page in pairs(missing) do call('SETRANGE', keys[page], PAGE - 1, '\0') end
local from = 1
for at = 1, #pieces, PIECE do
  local page, offset, length = unpack_at('>I4I2I2', pieces, at)
  call('SETRANGE', keys[page], text[offset], sub(changed, from, from + length - 1))
  from = from + length
end

from = 1
for at = 1, #runs, PLACE do
  local offset, length = unpack_at('>I4I4', runs, at + KEY)
  call('SETRANGE', key('r', runs, at), offset, sub(run_slots, from, from + length - 1))
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
  if not holds_later(call('GETRANGE', ring, offset, offset + SLOT - 1), slot) then
    call('SETRANGE', ring, offset, slot)
  end
end

for i = 11, #ARGV do keep(prefix, kept, ARGV[i]) end
return false
