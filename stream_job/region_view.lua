-- Writes windows of counties into the region view. ARGV: prefix, rows, live window in ms.
-- A row: letter, county (4, big end first), the 48 bytes of contract/region_view.py's window, then the counts (4 * 8) of
-- contract/accounting.py. A window with n = 0 has only counts.
local ROW, WINDOW_END, N, COUNTS, PAST, SLOTS = 85, 6, 22, 54, 16, 64
local prefix, rows, length = ARGV[1], ARGV[2], tonumber(ARGV[3])
local accounting = prefix .. 'accounting'

local function not_after(held, window_end)
  return not held or #held < 8 or window_end >= struct.unpack('<i8', held)
end

local function write_window(key, window, window_end)
  if not_after(redis.call('GETRANGE', prefix .. 'g' .. key, 0, 7), window_end) then
    redis.call('SET', prefix .. 'g' .. key, window)
  end
  local place = (window_end / length) % SLOTS * PAST
  if not_after(redis.call('GETRANGE', prefix .. 'G' .. key, place, place + 7), window_end) then
    redis.call('SETRANGE', prefix .. 'G' .. key, place, string.sub(window, 1, 8) .. string.sub(window, 33, 40))
  end
end

for from = 1, #rows, ROW do
  local row = string.sub(rows, from, from + ROW - 1)
  local key, window = string.sub(row, 1, 5), string.sub(row, WINDOW_END, COUNTS - 1)
  local window_end = struct.unpack('<i8', window)
  if struct.unpack('<i8', row, N) > 0 then write_window(key, window, window_end) end
  if not_after(redis.call('HGET', accounting, key), window_end) then
    redis.call('HSET', accounting, key, string.sub(window, 1, 8) .. string.sub(row, COUNTS))
  end
end
return #rows / ROW
