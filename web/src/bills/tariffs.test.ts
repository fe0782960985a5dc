import { expect, test } from 'vitest'
import { verdict } from './tariffs'

const cost = (name: string, amount: string, assigned: boolean) => ({
  tariff_id: name, version: 1, name, cost: amount, difference: null, assigned,
})

test('the cheapest is named with what it saves', () => {
  const costs = [cost('Nights', '900.00', false), cost('Standard', '952.50', true)]
  expect(verdict({ costs, currency: 'USD' }, 12)).toBe('Over the last year, “Nights” would have cost $52.50 less than yours.')
})

test('who has the cheapest is told so', () => {
  const costs = [cost('Standard', '900.00', true), cost('Nights', '952.50', false)]
  expect(verdict({ costs, currency: 'USD' }, 3)).toBe('Over the last 3 months no tariff on file would have been cheaper than yours.')
})
