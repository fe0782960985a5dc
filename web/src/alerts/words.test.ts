import { expect, test } from 'vitest'
import { bySeverity } from './severity'
import { alertSentence, costText, whenText, whereText } from './words'
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

test('a spike is told in the words of the pages, all else in those of the API', () => {
  const spike = { kind: 'spike', utility: 'electricity', sentence: 'As the API says it.', evidence: { value: 17_804, mean: 846 } } as const
  expect(alertSentence(spike)).toBe('Electricity jumped to 17.8 kW; 846 W was usual.')
  expect(alertSentence({ ...spike, kind: 'leak' })).toBe('As the API says it.')
})

test('the home stands beside its place, an outage has none', () => {
  expect(whereText({ place: 'Jefferson, AL', user_id: 64 })).toBe('Jefferson, AL, home 64')
  expect(whereText({ place: 'feeder 1, Jefferson, AL', user_id: null })).toBe('feeder 1, Jefferson, AL')
})
