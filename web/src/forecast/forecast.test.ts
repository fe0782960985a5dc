import { expect, test } from 'vitest'
import type { ForecastHour, UsageValue } from '../api/types'
import { busiest, came, expected, levels, outlines, scoreText } from './forecast'

const HOUR = 3_600_000

function hour(number: number, p10: number, p50: number, p90: number): ForecastHour {
  return { start: number * HOUR, end: (number + 1) * HOUR, p10, p50, p90 }
}

function quarter(number: number, usage: number | null): UsageValue {
  const start = (number * HOUR) / 4
  return { start, end: start + HOUR / 4, usage, layer: 'speed', run_id: null, quality: 'provisional', basis: null, completeness: 1, register_event: null }
}

test('the band goes out along P90 and back along P10, in one piece where hours meet', () => {
  const same = (value: number) => value
  const { band, middle } = outlines([hour(0, 1, 2, 3), hour(1, 2, 4, 5)], (at) => at / HOUR, same)
  expect(band).toBe('M0.0 3.0L1.0 3.0L1.0 5.0L2.0 5.0L2.0 2.0L1.0 2.0L1.0 1.0L0.0 1.0Z')
  expect(middle).toBe('M0.0 2.0L1.0 2.0L1.0 4.0L2.0 4.0')
  expect(outlines([hour(0, 1, 2, 3), hour(2, 2, 4, 5)], same, same).band.match(/M/g)).toHaveLength(2)
})

test('the sum and the busiest hour', () => {
  const hours = [hour(0, 1, 2, 3), hour(1, 2, 4, 5), hour(2, 1, 3, 9)]
  expect(expected(hours)).toBe(9)
  expect(busiest(hours)).toEqual(hours[1])
  expect(busiest([])).toBeNull()
})

test('an hour has come once all four quarters are known', () => {
  const values = [quarter(0, 1), quarter(1, 2), quarter(2, 3), quarter(3, 4), quarter(4, 5), quarter(5, null), quarter(6, 1), quarter(7, 1)]
  expect(came([hour(0, 1, 2, 3), hour(1, 1, 2, 3)], values)).toEqual([{ start: 0, end: HOUR, usage: 10 }])
})

test('levels are round and reach the top', () => {
  expect(levels(9)).toEqual([0, 5, 10])
  expect(levels(600)).toEqual([0, 200, 400, 600])
  expect(levels(1)).toEqual([0, 0.5, 1])
})

test('scores in words', () => {
  const score = { days: 21, hours: 500, coverage: 0.806, ratio: 0.76 }
  expect(scoreText(score)).toBe("Over 21 days, 81 % of the hours came out inside the band; 80 % is the aim. The line was 24 % closer than last week's same hours.")
  expect(scoreText({ ...score, ratio: 1.1 })).toContain('10 % further off')
  expect(scoreText({ ...score, days: 1, ratio: null })).toBe('Over 1 day, 81 % of the hours came out inside the band; 80 % is the aim.')
})
