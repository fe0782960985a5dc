import { expect, test } from 'vitest'
import { sureness } from './sureness'

test('a bill says how sure it is', () => {
  expect(sureness({ state: 'issued', intervals: 2976, estimated: 0, missing: 0 })).toBe('All 2,976 quarter hours were measured.')
  expect(sureness({ state: 'issued', intervals: 2976, estimated: 96, missing: 0 })).toBe(
    '2,880 of 2,976 quarter hours were measured, 96 estimated.',
  )
  expect(sureness({ state: 'held', intervals: 2971, estimated: 0, missing: 5 })).toContain('5 quarter hours have no data')
})
