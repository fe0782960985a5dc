import { expect, test } from 'vitest'
import type { Alert } from '../../api/types'
import { flagged, joined, trend } from './trail'

const window = (second: number, mean: number) => ({ window_end: second * 1000, n: 2, mean, sd: 0, min: mean, max: mean, alert_id: null })

test('what the server kept comes before what the page saw, each window once, the newest stay', () => {
  const seen = [window(30, 3), window(40, 4)]
  const kept = [window(10, 1), window(20, 2), window(30, 9)]
  expect(joined(kept, seen, 3).map((one) => one.mean)).toEqual([2, 9, 4])
})

test('a window that never was is no window', () => {
  expect(joined([{ ...window(0, 0), n: 0 }], [], 60)).toEqual([])
})

test('windows of an alert are marked, of this utility only', () => {
  const alert = { id: 'a', kind: 'spike', utility: 'water', start: 10_000, end: 20_000 } as Alert
  const trail = [window(10, 1), window(20, 2), window(30, 3)]
  expect(flagged(trail, 'water', [alert], 10_000).map((one) => one.alert_id)).toEqual([null, 'a', null])
  expect(flagged(trail, 'gas', [alert], 10_000).map((one) => one.alert_id)).toEqual([null, null, null])
})

test('direction needs a noticeable change', () => {
  expect(trend([1, 2, 3, 4, 5, 6].map((s) => window(s, 400)))).toBe('steady')
  expect(trend([100, 100, 100, 100, 300, 300].map((w, s) => window(s, w)))).toBe('rising')
  expect(trend([300, 300, 300, 300, 100, 100].map((w, s) => window(s, w)))).toBe('falling')
  expect(trend([window(1, 1)])).toBeNull()
})
