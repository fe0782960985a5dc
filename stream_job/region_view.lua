-- Writes windows of counties into the region view. ARGV: prefix, rows, live window in ms.
-- A row: letter, county (4, big end first), then the 48 bytes of contract/region_view.py's window.
local ROW, PAST, SLOTS = 53, 16, 64
local prefix, rows, length = ARGV[1], ARGV[2], tonumber(ARGV[3])
for from = 1, #rows, ROW do
  local key, window = string.sub(rows, from, from + 4), string.sub(rows, from + 5, from + ROW - 1)
  local window_end = struct.unpack('<i8', window)
  local held = redis.call('GETRANGE', prefix .. 'g' .. key, 0, 7)
  if held == '' or window_end >= struct.unpack('<i8', held) then redis.call('SET', prefix .. 'g' .. key, window) end
  local place = (window_end / length) % SLOTS * PAST
  held = redis.call('GETRANGE', prefix .. 'G' .. key, place, place + 7)
  if #held < 8 or window_end >= struct.unpack('<i8', held) then
    redis.call('SETRANGE', prefix .. 'G' .. key, place, string.sub(window, 1, 8) .. string.sub(window, 33, 40))
  end
end
return #rows / ROW
