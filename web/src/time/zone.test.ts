import { expect, test } from 'vitest'
import { dayAway, dayStart, hourTicks } from './zone'

const HOUR = 3_600_000
const hoursOf = (start: number, zone: string) => (dayAway(start, 1, zone) - start) / HOUR

test('a day starts at local midnight', () => {
  expect(dayStart(Date.UTC(2026, 10, 22, 4), 'America/New_York')).toBe(Date.UTC(2026, 10, 21, 5))
})

test('days in spring have 23 hours and in autumn 25', () => {
  expect(hoursOf(dayStart(Date.UTC(2026, 2, 8, 18), 'America/Chicago'), 'America/Chicago')).toBe(23)
  expect(hoursOf(dayStart(Date.UTC(2026, 10, 1, 18), 'America/Chicago'), 'America/Chicago')).toBe(25)
})

test('zones off the hour keep whole days', () => {
  expect(dayStart(Date.UTC(2026, 5, 1, 0), 'Asia/Kathmandu')).toBe(Date.UTC(2026, 4, 31, 18, 15))
})

test('ticks follow the local clock over the change', () => {
  const start = dayStart(Date.UTC(2026, 10, 1, 18), 'America/Chicago')
  const ticks = hourTicks(start, dayAway(start, 1, 'America/Chicago'), 6, 'America/Chicago')
  expect(ticks.map((at) => (at - start) / HOUR)).toEqual([0, 7, 13, 19, 25])
})
