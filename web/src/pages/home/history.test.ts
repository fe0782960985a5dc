import { expect, test } from 'vitest'
import { bounds, tickName, ticks, title } from './history'

const ZONE = 'America/Chicago'
const NOW = Date.UTC(2026, 10, 22, 20, 3)
const DAY = 86_400_000
const told = (span: 'week' | 'month' | 'year', back: number): string => {
  const { from, to } = bounds({ span, back }, NOW, ZONE)
  return title({ span, back }, from, to, ZONE)
}

test('a week is seven days with today, and the one before it ends where it begins', () => {
  const [now, before] = [bounds({ span: 'week', back: 0 }, NOW, ZONE), bounds({ span: 'week', back: 1 }, NOW, ZONE)]
  expect(now).toEqual({ from: Date.UTC(2026, 10, 16, 6), to: Date.UTC(2026, 10, 23, 6), grain: 'day' })
  expect(before.to).toBe(now.from)
  expect((before.to - before.from) / DAY).toBe(7)
})

test('a year is twelve months of the local calendar, this one last', () => {
  const { from, to, grain } = bounds({ span: 'year', back: 0 }, NOW, ZONE)
  expect([from, to, grain]).toEqual([Date.UTC(2025, 11, 1, 6), Date.UTC(2026, 11, 1, 6), 'month'])
  expect(bounds({ span: 'year', back: 1 }, NOW, ZONE).to).toBe(from)
})

test('what holds today is called by its length, what is past by its ends', () => {
  expect([told('week', 0), told('month', 0), told('year', 0)]).toEqual(['Last days', 'Last 30 days', 'Last 12 months'])
  expect(told('week', 1)).toBe('Mon 9 Nov to Sun 15 Nov')
  expect(told('year', 1)).toBe('Dec 2024 to Nov 2025')
})

test('an axis names no more than it has room for', () => {
  const noon = (day: number): number => Date.UTC(2026, 10, day, 18)
  expect(ticks([1, 2, 3, 4, 5, 6, 7, 8].map(noon), 'month')).toEqual([noon(1), noon(8)])
  expect(tickName(noon(16), 'week', ZONE)).toBe('Mon\n16')
  expect([tickName(noon(16), 'month', ZONE), tickName(noon(16), 'year', ZONE)]).toEqual(['16 Nov', 'Nov'])
})
