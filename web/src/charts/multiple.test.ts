import { expect, test } from 'vitest'
import { area, line, nearest } from './multiple'

const frame = { from: 0, to: 100, everyMs: 10, top: 50 }
const spots = [{ at: 10, value: 0 }, { at: 20, value: 50 }, { at: 30, value: null }, { at: 40, value: 25 }, { at: 50, value: 25 }]

test('a line begins at 0 and breaks where nothing is known', () => {
  expect(line(spots, frame)).toBe('M10 100L20 0M40 50L50 50')
  expect(area(spots, frame)).toBe('M10 100L10 100L20 0L20 100ZM40 100L40 50L50 50L50 100Z')
})

test('a line breaks where no look was taken, and leaves out what came before its axis', () => {
  expect(line([{ at: -10, value: 9 }, { at: 0, value: 50 }, { at: 40, value: 0 }], frame)).toBe('M0 0M40 100')
})

test('the nearest spot to a touch', () => {
  expect(nearest(spots, 33)?.at).toBe(30)
  expect(nearest([], 33)).toBeNull()
})
