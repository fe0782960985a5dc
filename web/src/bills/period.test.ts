import { expect, test } from 'vitest'
import { datesText, daysIn, daysText, periodName, shortDay } from './period'

test('a calendar month has its name, another period its days', () => {
  expect(periodName('2026-10-01', '2026-10-31')).toBe('October 2026')
  expect(periodName('2026-02-01', '2026-02-28')).toBe('February 2026')
  expect(periodName('2026-10-14', '2026-11-13')).toBe('14 Oct to 13 Nov 2026')
  expect(periodName('2026-10-01', '2026-10-30')).toBe('1 Oct to 30 Oct 2026')
})

test('days in words', () => {
  expect(shortDay('2026-11-30')).toBe('30 Nov')
  expect(daysText('2026-10-01', '2026-10-09')).toBe('1 to 9 Oct')
  expect(daysText('2026-10-28', '2026-11-09')).toBe('28 Oct to 9 Nov')
  expect(daysText('2026-10-10', '2026-10-10')).toBe('10 Oct')
})

test('dates of a longer time have their years', () => {
  expect(datesText('2025-10-01', '2026-10-31')).toBe('1 Oct 2025 to 31 Oct 2026')
})

test('both ends count', () => {
  expect(daysIn('2026-10-01', '2026-10-31')).toBe(31)
})
