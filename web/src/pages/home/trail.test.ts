import { expect, test } from 'vitest'
import { addWindow, trend } from './trail'

const window = (second: number, mean: number) => ({ window_end: second * 1000, mean, sd: 0, max: mean })

test('a window answered again replaces itself, old ones leave', () => {
  const trail = [window(10, 1), window(20, 2), window(30, 3)]
  expect(addWindow(trail, window(30, 4), 20_000).map((w) => w.mean)).toEqual([2, 4])
})

test('direction needs a noticeable change', () => {
  expect(trend([1, 2, 3, 4, 5, 6].map((s) => window(s, 400)))).toBe('steady')
  expect(trend([100, 100, 100, 100, 300, 300].map((w, s) => window(s, w)))).toBe('rising')
  expect(trend([300, 300, 300, 300, 100, 100].map((w, s) => window(s, w)))).toBe('falling')
  expect(trend([window(1, 1)])).toBeNull()
})
