-- Moves the mark, if Redis is still the process and the mark still the one that the caller saw. Gives 1, else 0.
-- KEYS: the mark. ARGV: the process seen, the mark seen ('' for none), the mark to be.
local process = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if process ~= ARGV[1] or (redis.call('GET', KEYS[1]) or '') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3])
return 1
