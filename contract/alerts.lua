-- Keeps an alert (JSON) under a prefix: layout in contract/alerts.py. Gives whether it was no older than the one there.
local function keep(prefix, kept, data)
  local alert, by_id, all = cjson.decode(data), prefix .. 'alerts', prefix .. 'alerts:all'
  local open, OLDEST = prefix .. 'alerts:open', 50

  local function users(of)
    if of.members and #of.members > 0 then return of.members end
    return { of.user_id }
  end

  local function name(user) return string.format('%d', user) end

  local function set_open(user, id, lasts)
    local before, after = redis.call('HGET', open, name(user)) or '', {}
    for each in string.gmatch(before, '%S+') do
      if each ~= id then after[#after + 1] = each end
    end
    if lasts then after[#after + 1] = id end
    table.sort(after)
    local text = table.concat(after, ' ')
    if text == '' then
      redis.call('HDEL', open, name(user))
    elseif text ~= before then
      redis.call('HSET', open, name(user), text)
    end
  end

  local function drop(id, held)
    for _, user in ipairs(users(held)) do
      redis.call('ZREM', prefix .. 'alerts:' .. name(user), id)
      set_open(user, id, false)
    end
    redis.call('HDEL', by_id, id)
    redis.call('ZREM', all, id)
  end

  local function drop_oldest()
    local oldest
    for _, id in ipairs(redis.call('ZRANGE', all, 0, OLDEST - 1)) do
      local held = cjson.decode(redis.call('HGET', by_id, id) or '{"user_id":0}')
      oldest = oldest or { id, held }
      if held['end'] ~= cjson.null then return drop(id, held) end
    end
    drop(oldest[1], oldest[2])
  end

  local held = redis.call('HGET', by_id, alert.id)
  local before = held and cjson.decode(held)
  if before and (before.updated or 0) > alert.updated then return false end
  for _, user in ipairs(before and users(before) or {}) do set_open(user, alert.id, false) end
  redis.call('HSET', by_id, alert.id, data)
  redis.call('ZADD', all, string.format('%d', alert.start), alert.id)
  for _, user in ipairs(users(alert)) do
    redis.call('ZADD', prefix .. 'alerts:' .. name(user), string.format('%d', alert.start), alert.id)
    set_open(user, alert.id, alert['end'] == cjson.null)
  end
  if redis.call('ZCARD', all) > kept then drop_oldest() end
  return true
end

