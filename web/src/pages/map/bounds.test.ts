import { expect, test } from 'vitest'
import { bounds, level } from './bounds'

test('bounds are round and hold every value', () => {
  expect(bounds([27_310, 66_820], null)).toEqual({ low: 20_000, high: 70_000 })
})

test('they stay while they fit', () => {
  const before = { low: 20_000, high: 70_000 }
  expect(bounds([30_000, 69_000], before)).toBe(before)
  expect(bounds([30_000, 71_000], before)).not.toBe(before)
  expect(bounds([30_000, 35_000], before)).not.toBe(before)
})

test('one value alone still makes a scale', () => {
  const only = bounds([0], null)
  expect(only.high).toBeGreaterThan(only.low)
})

test('levels end at the bounds', () => {
  expect(level(45_000, { low: 20_000, high: 70_000 })).toBe(0.5)
  expect(level(99_000, { low: 20_000, high: 70_000 })).toBe(1)
})
