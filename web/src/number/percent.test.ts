import { expect, test } from 'vitest'
import { percent } from './percent'

test('only everything is 100 %', () => {
  expect(percent(1)).toBe('100 %')
  expect(percent(0.99999)).toBe('99.99 %')
  expect(percent(0.873)).toBe('87.3 %')
})
