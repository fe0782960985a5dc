import { expect, test } from 'vitest'
import { moreOrLess, priced, range, unitPrice } from './money'

test('bills are written to the cent', () => {
  expect(priced('95.5', 'USD')).toBe('$95.50')
  expect(priced('-5.00', 'USD')).toBe('−$5.00')
  expect(priced('1234.56', 'EUR')).toBe('€1,234.56')
})

test('a unit price keeps the decimals of its tariff', () => {
  expect(unitPrice('0.1725', 'USD')).toBe('$0.1725')
  expect(unitPrice('0.42', 'USD')).toBe('$0.42')
  expect(unitPrice('11.4', 'USD')).toBe('$11.40')
})

test('a range is as fine as it is sure', () => {
  expect(range('88.12', '97.40', 'USD')).toBe('$88–97')
  expect(range('88.12', '88.40', 'USD')).toBe('$88')
  expect(range('4.12', '5.40', 'USD')).toBe('$4.12–5.40')
})

test('differences are words', () => {
  expect(moreOrLess('53.20', 'USD')).toBe('$53.20 more')
  expect(moreOrLess('-12.00', 'USD')).toBe('$12.00 less')
  expect(moreOrLess('0.00', 'USD')).toBe('the same')
})
