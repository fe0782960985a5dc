import { expect, test } from 'vitest'
import type { LivePoint } from '../../api/types'
import { stateWord } from './state'

const NOW = Date.UTC(2026, 10, 22, 20, 3)
const spike = { at: NOW - 60_000, value: 17_804, mean: 846, sd: 20, sigmas: 800, alert_id: '1' }
const trail = (means: readonly number[]) => means.map((mean, ago) => ({ window_end: NOW - 10_000 * (means.length - 1 - ago), n: 2, mean, sd: 0, min: mean, max: mean, alert_id: null }))

function point(changes: Partial<LivePoint> = {}): LivePoint {
  const windows = { window_end: NOW, window_ms: 10_000, n: 2, mean: 400, sd: 20, min: 380, max: 420 }
  return { utility: 'electricity', unit_demand: 'W', ...windows, last_at: NOW, register: 1, demand: 412, status: 'normal', alerts: [], spike: null, ...changes }
}

test('in the minute of a jump it has jumped, whatever the trail says', () => {
  expect(stateWord(point({ spike }), trail([400, 400, 400, 400, 400, 400]), NOW)).toBe('jumped')
})

test('after a jump its height no longer counts', () => {
  const past = { ...spike, at: NOW - 130_000 }
  const windows = [...Array<number>(5).fill(17_000), ...Array<number>(13).fill(700)]
  expect(stateWord(point({ spike: past }), trail(windows), NOW)).toBe('steady')
})

test('nothing flows, or not for long enough to tell', () => {
  expect(stateWord(point({ demand: 0 }), [], NOW)).toBe('not in use')
  expect(stateWord(point(), trail([400]), NOW)).toBe('in use')
})

test('a home whose panels cover its need uses electricity, if none from the grid', () => {
  expect(stateWord(point({ demand: 0 }), [], NOW, true)).toBe('panels cover it')
  expect(stateWord(point(), [], NOW, true)).toBe('in use')
})

test('what is fed in is told in its own words', () => {
  expect(stateWord(point({ utility: 'export', demand: 0 }), [], NOW)).toBe('nothing to spare')
  expect(stateWord(point({ utility: 'export' }), [], NOW)).toBe('to the grid')
})
