import { expect, test } from 'vitest'
import { bySeverity } from './severity'
import { costText, whenText } from './words'
import type { Alert } from '../api/types'

const NOW = Date.UTC(2026, 10, 22, 20, 3)
const ZONE = 'America/Chicago'
const HOUR = 3_600_000

test('what lasts says so, what ended says how long it took', () => {
  expect(whenText({ start: NOW - 2 * HOUR, end: null }, NOW, ZONE)).toBe('since 12:03, still going on (2 h)')
  expect(whenText({ start: NOW - 30 * HOUR, end: NOW - 28 * HOUR }, NOW, ZONE)).toBe('Sat 21 Nov, 08:03, for 2 h')
})

test('money is told where there is any', () => {
  expect(costText({ cost: '12.50', end: null })).toBe('about $12.50 so far')
  expect(costText({ cost: '0.004', end: NOW })).toBe('about less than $0.01')
  expect(costText({ cost: null, end: null })).toBeNull()
  expect(costText({ cost: '0.00', end: null })).toBeNull()
})

test('the worst comes first, then the newest', () => {
  const all = [
    { severity: 'notice', start: 3 },
    { severity: 'critical', start: 1 },
    { severity: 'critical', start: 2 },
  ] as Alert[]
  expect(all.toSorted(bySeverity).map((alert) => alert.start)).toEqual([2, 1, 3])
})
