-- Keeps an alert (JSON) under a prefix: layout in contract/alerts.py. Gives whether it was no older than the one there.
local function keep(prefix, kept, data)
  local alert, by_id, all = cjson.decode(data), prefix .. 'alerts', prefix .. 'alerts:all'
  local open, ended = prefix .. 'alerts:open', prefix .. 'alerts:ended'

  local function users(of)
    if of.members and #of.members > 0 then return of.members end
    return { of.user_id }
  end

  local function text(number) return string.format('%d', number) end

  local function of_user(user) return prefix .. 'alerts:' .. text(user) end

  local function set_open(user, id, lasts)
    local before, after = redis.call('HGET', open, text(user)) or '', {}
    for each in string.gmatch(before, '%S+') do
      if each ~= id then after[#after + 1] = each end
    end
    if lasts then after[#after + 1] = id end
    table.sort(after)
    local names = table.concat(after, ' ')
    if names == '' then
      redis.call('HDEL', open, text(user))
    elseif names ~= before then
      redis.call('HSET', open, text(user), names)
    end
  end

  local function set_end(id, at)
    if at == cjson.null then redis.call('ZREM', ended, id) else redis.call('ZADD', ended, text(at), id) end
  end

  local function leave(user, id)
    redis.call('ZREM', of_user(user), id)
    set_open(user, id, false)
  end

  local function drop(id)
    local held = redis.call('HGET', by_id, id)
    for _, user in ipairs(held and users(cjson.decode(held)) or {}) do leave(user, id) end
    redis.call('HDEL', by_id, id)
    redis.call('ZREM', all, id)
    redis.call('ZREM', ended, id)
  end

  -- A former version did not sort alerts by their end: what it left is sorted once.
  local function sort_what_ended()
    if redis.call('SETNX', prefix .. 'alerts:sorted', 1) == 0 then return end
    for _, id in ipairs(redis.call('ZRANGE', all, 0, -1)) do
      local held = redis.call('HGET', by_id, id)
      if held then set_end(id, cjson.decode(held)['end']) else drop(id) end
    end
  end

  sort_what_ended()
  local held = redis.call('HGET', by_id, alert.id)
  local before = held and cjson.decode(held)
  if before and (before.updated or 0) > alert.updated then return false end
  local stays, lasts = {}, alert['end'] == cjson.null
  for _, user in ipairs(users(alert)) do
    stays[user] = true
    redis.call('ZADD', of_user(user), text(alert.start), alert.id)
    set_open(user, alert.id, lasts)
  end
  for _, user in ipairs(before and users(before) or {}) do
    if not stays[user] then leave(user, alert.id) end
  end
  redis.call('HSET', by_id, alert.id, data)
  redis.call('ZADD', all, text(alert.start), alert.id)
  set_end(alert.id, alert['end'])
  for _ = kept + 1, redis.call('ZCARD', ended) do drop(redis.call('ZRANGE', ended, 0, 0)[1]) end
  return true
end

