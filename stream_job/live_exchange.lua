-- Exchanges pieces of pages of headers, if they are still what the caller worked from, and writes what belongs to them:
-- pieces of rings, alerts. Otherwise changes nothing and returns the pieces as they are, for the caller to work anew.
-- They are if they are as expected, or if nothing is expected and it was the last who wrote these parts.
-- ARGV: prefix; who calls; names of the parts (3 bytes each);
--       pages: letter and number (I4); pieces: place of the page in that list (I4), offset and length in it (I2 each);
--       what they are expected to be, all in one; what they are to be;
--       runs of slots: letter, user, offset, length (I4 each), and the slots; late ones in the same way;
--       alerts kept; then the alerts (JSON). Numbers are big end first. `keep` comes from contract/alerts.lua.
-- Returns false to a caller who was the last, and nothing ('') to one who has become it.
local PAGE, KEY, PIECE, PLACE, SLOT, PART = 6400, 5, 8, 13, 10, 3
local prefix, me, parts, pages, pieces, expected, changed = unpack(ARGV, 1, 7)
local runs, run_slots, late, late_slots, kept = ARGV[8], ARGV[9], ARGV[10], ARGV[11], tonumber(ARGV[12])
local unpack_at, sub, floor, call = struct.unpack, string.sub, math.floor, redis.call

local function key(kind, places, at) return prefix .. kind .. sub(places, at, at + KEY - 1) end

-- As numbers Redis would print them anew for each command, with seventeen digits.
local text = setmetatable({}, {__index = function(known, number)
  known[number] = string.format('%d', number)
  return known[number]
end})

local writers = {}
for i = 1, #parts / PART do writers[i] = prefix .. 'writer:' .. sub(parts, (i - 1) * PART + 1, i * PART) end
local alone = true
for _, writer in ipairs(call('MGET', unpack(writers))) do alone = alone and writer == me end

local keys = {}
for i = 1, #pages / KEY do keys[i - 1] = key('p', pages, (i - 1) * KEY + 1) end
if not alone or expected ~= '' then
  local held = {}
  for at = 1, #pieces, PIECE do
    local page, offset, length = unpack_at('>I4I2I2', pieces, at)
    local piece = call('GETRANGE', keys[page], text[offset], text[offset + length - 1])
    if #piece < length then
      piece = string.rep('\0', length)
      -- a page that grew piece by piece would be given twice the room each time
      if call('STRLEN', keys[page]) == 0 then call('SETRANGE', keys[page], PAGE - 1, '\0') end
    end
    held[#held + 1] = piece
  end
  local found = table.concat(held)
  if found ~= expected then return found end
end
if not alone then
  for _, writer in ipairs(writers) do call('SET', writer, me) end
end

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

for i = 13, #ARGV do keep(prefix, kept, ARGV[i]) end
return not alone and ''
