import { expect, test } from 'vitest'
import type { Account } from '../../api/types'
import { byTrouble, byUtility, shareText } from './accounting'

const account = (changes: Partial<Account>): Account => ({
  utility: 'water', county: '19153', place: 'Polk, IA', window_end: 1,
  received: 100, in_windows: 95, late: 3, quarantined: 2, difference: 0, ...changes,
})

test('a utility is the sum of its counties', () => {
  const [water, gas] = byUtility([account({}), account({ received: 10, in_windows: 9, late: 0, quarantined: 0, difference: 1 }), account({ utility: 'gas' })])
  expect(water).toEqual({ utility: 'water', received: 110, in_windows: 104, late: 3, quarantined: 2, difference: 1 })
  expect(gas?.received).toBe(100)
})

test('missing readings come first', () => {
  const rows = [account({ late: 50 }), account({ difference: -1 }), account({})].toSorted(byTrouble)
  expect(rows.map((row) => [row.difference, row.late])).toEqual([[-1, 3], [0, 50], [0, 3]])
})

test('shares in words', () => {
  expect(shareText(3, 1000)).toBe('3 (0.3 %)')
  expect(shareText(0, 0)).toBe('0')
})
