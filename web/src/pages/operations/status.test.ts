import { expect, test } from 'vitest'
import type { Account, Alert, Horizon, Night, StagePoint } from '../../api/types'
import { alertTile, horizonTile, nightTile, readingTile, stageTile } from './status'

const NOW = Date.UTC(2026, 10, 22, 20, 3)
const MIDNIGHT = Date.UTC(2026, 10, 22, 6)
const DAY = 86_400_000
const account = { received: 1000, late: 2, quarantined: 1, difference: 0 } as Account
const horizon = (days: number): Horizon => ({ zone: 'America/Chicago', horizon: MIDNIGHT - days * DAY, run_id: 1 })
const night = { run_id: 1, zone: 'America/Chicago', day: '2026-11-21', compared: 100, matched: 98, share: 0.98, explained: {}, unexplained: 0, only_points: null, utilities: [] } as Night

test('alerts are as bad as the worst of them', () => {
  expect(alertTile([])).toMatchObject({ figure: 'None open', level: 'fine' })
  expect(alertTile([{ severity: 'notice' }] as Alert[])).toMatchObject({ figure: '1 open', note: 'none to act on at once', level: 'attention' })
  expect(alertTile([{ severity: 'critical' }, { severity: 'notice' }] as Alert[])).toMatchObject({ figure: '2 open', note: '1 to act on now', level: 'urgent' })
})

test('one reading missing anywhere is told, also where another county has one too many', () => {
  expect(readingTile([account, account])).toMatchObject({ figure: 'None missing', note: '2,000 received, 4 late, 2 quarantined', level: 'fine' })
  expect(readingTile([{ ...account, difference: 1 }, { ...account, difference: -1 }])).toMatchObject({ figure: '2 missing', level: 'urgent' })
  expect(readingTile([]).level).toBe('unknown')
})

test('the zone that is furthest behind says how far all is confirmed', () => {
  expect(horizonTile([horizon(0), horizon(1)], NOW)).toMatchObject({ figure: 'Fri 20 Nov', note: 'in all 2 zones', level: 'fine' })
  expect(horizonTile([horizon(0), horizon(2)], NOW)).toMatchObject({ figure: 'Thu 19 Nov', note: '1 of 2 zones behind', level: 'attention' })
  expect(horizonTile([], NOW).level).toBe('unknown')
})

test('a night without a reason for a difference is bad, however well it matched', () => {
  expect(nightTile([night])).toMatchObject({ figure: '98.0 %', note: 'nothing unexplained', level: 'fine' })
  expect(nightTile([{ ...night, unexplained: 1 }])).toMatchObject({ note: '1 unexplained', level: 'urgent' })
})

test('one stage that does not keep up is named, before one that says nothing', () => {
  const fine = {
    at: 1, messages_per_s: 500, unread: 0, readings_per_s: 1000, late_per_s: 0, quarantined_per_s: 0, behind_ms: 18_000,
    redis_commands_per_s: 1, redis_bytes: 1, archived_per_s: 480, unarchived: 20,
  } satisfies StagePoint
  expect(stageTile(fine)).toMatchObject({ figure: 'Keeps up', level: 'fine' })
  expect(stageTile({ ...fine, redis_commands_per_s: null, redis_bytes: null })).toMatchObject({ note: 'Redis: does not answer', level: 'unknown' })
  const worse = { ...fine, redis_commands_per_s: null, redis_bytes: null, unarchived: 900_000 }
  expect(stageTile(worse)).toMatchObject({ figure: '2 of 5 off', note: 'Archive: 900,000 messages behind', level: 'attention' })
  expect(stageTile(undefined).level).toBe('unknown')
})
