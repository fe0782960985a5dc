import { expect, test } from 'vitest'
import type { Usage } from '../../api/types'
import { compared } from './compared'

function usage(total: number | null, completeness = 1): Usage {
  const end = Date.UTC(2026, 10, 22, 20)
  const value = { start: end - 900_000, end, usage: 1, layer: 'speed', run_id: null, quality: 'provisional', basis: null, completeness: 1, register_event: null } as const
  const sum = { usage: total, layer: 'speed', quality: 'provisional', completeness, seam_adjustment: 0 } as const
  const span = { from: end - 900_000, to: end, horizon: null, now: end, grain: 'interval' as const }
  return { user_id: 1, utility: 'electricity', unit: 'mWh', zone: 'America/Chicago', ...span, values: [value], unallocated: [], total: sum, register_events: [] }
}

test('more, less and the same, by the same time', () => {
  expect(compared(usage(92), usage(100))).toBe('8 % less than yesterday by 14:00')
  expect(compared(usage(150), usage(100))).toBe('50 % more than yesterday by 14:00')
  expect(compared(usage(100), usage(100))).toBe('as much as yesterday by 14:00')
})

test('nothing is said about what is not known', () => {
  expect(compared(usage(null), usage(100))).toBeNull()
  expect(compared(usage(100), usage(null))).toBeNull()
  expect(compared(usage(100), usage(100, 0.5))).toBeNull()
  expect(compared(usage(100), usage(0))).toBeNull()
})
