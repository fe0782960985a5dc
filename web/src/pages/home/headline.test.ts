import { expect, test } from 'vitest'
import type { LivePoint } from '../../api/types'
import { headline } from './headline'

const NOW = Date.UTC(2026, 10, 22, 20, 3)
const ZONE = 'America/Chicago'

function point(changes: Partial<LivePoint> = {}): LivePoint {
  const windows = { window_end: NOW, window_ms: 10_000, n: 2, mean: 400, sd: 20, min: 380, max: 420 }
  return { utility: 'electricity', unit_demand: 'W', ...windows, last_at: NOW, register: 1, demand: 412, spike: null, recent: [], ...changes }
}

test('fresh readings without a spike are fine', () => {
  expect(headline([point()], true, NOW, ZONE)).toEqual({ level: 'fine', sentence: 'Nothing is wrong.' })
})

test('a spike comes first, in the time of the home', () => {
  const spike = { at: NOW - 60_000, value: 5210, mean: 400, sd: 20, sigmas: 240, alert_id: '1' }
  expect(headline([point({ spike })], true, NOW, ZONE).sentence).toBe('Electricity jumped to 5.21 kW at 14:02.')
})

test('an old spike no longer is the headline', () => {
  const spike = { at: NOW - 3_600_000, value: 5210, mean: 400, sd: 20, sigmas: 240, alert_id: '1' }
  expect(headline([point({ spike })], true, NOW, ZONE).level).toBe('fine')
})

test('silence is told with its age', () => {
  expect(headline([point({ last_at: NOW - 240_000 })], true, NOW, ZONE).sentence).toBe('No new electricity readings for 4 min.')
})
