import { expect, test } from 'vitest'
import { civilDay, duration, span, zoneName } from './words'

const ZONE = 'America/Chicago'
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour + 6, minute)

test('spans say no more than needed', () => {
  expect(span(at(21, 14), at(21, 14, 15), ZONE)).toBe('Sat 21 Nov, 14:00 to 14:15')
  expect(span(at(21, 0), at(22, 0), ZONE)).toBe('Sat 21 Nov')
  expect(span(at(21, 23), at(22, 1), ZONE)).toBe('Sat 21 Nov, 23:00 to Sun 22 Nov, 01:00')
})

test('a civil day is told with its weekday', () => {
  expect(civilDay('2026-11-21')).toBe('Sat 21 Nov')
})

test('a zone is told by its city', () => {
  expect(['America/New_York', 'America/Indiana/Indianapolis', 'UTC'].map(zoneName)).toEqual(['New York', 'Indianapolis', 'UTC'])
})

test('durations are rounded to what one says', () => {
  expect(duration(20_400)).toBe('20 s')
  expect(duration(240_000)).toBe('4 min')
  expect(duration(10_800_000)).toBe('3 h')
})

test('whole days are their names, however many', () => {
  const midnight = (day: number): number => Date.UTC(2026, 10, day, 6)
  expect(span(midnight(16), midnight(17), 'America/Chicago')).toBe('Mon 16 Nov')
  expect(span(midnight(16), midnight(23), 'America/Chicago')).toBe('Mon 16 Nov to Sun 22 Nov')
})
