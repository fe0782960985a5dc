import { expect, test } from 'vitest'
import { arithmetic, lineName, quantityText } from './line-words'

const ZONE = 'America/New_York'
const days = { note: '', factors: [], spans: [] }

test('energy is its quantity times its price', () => {
  const line = { ...days, kind: 'energy' as const, quantity: 435_514_196, unit: 'mWh', price: '0.1725' }
  expect(arithmetic(line, 'USD', ZONE)).toBe('435.514 kWh × $0.1725')
})

test('gas shows the energy that its volume became', () => {
  const factors = [
    { name: 'correction', value: '1.02264' },
    { name: 'MJ per m3', value: '39.5' },
  ]
  const line = { ...days, kind: 'energy' as const, quantity: 28_800_000, unit: 'mL', price: '0.05', factors }
  expect(arithmetic(line, 'USD', ZONE)).toBe('28.800 m³ = 323.154 kWh × $0.05')
})

test('days, taxes and peaks have words of their own', () => {
  expect(arithmetic({ ...days, kind: 'standing', quantity: 31, unit: 'days', price: '0.42' }, 'USD', ZONE)).toBe('31 days × $0.42')
  expect(arithmetic({ ...days, kind: 'tax', quantity: 9120, unit: '0.01 USD', price: '0.0625' }, 'USD', ZONE)).toBe('6.25 % of $91.20')
  const from = Date.parse('2026-11-12T05:00:00Z')
  const noon = { first_day: '2026-11-12', last_day: '2026-11-12', from, to: from + 86_400_000, run_id: 1, intervals: 1, quantity: 2_000_000 }
  const peak = { ...days, kind: 'peak' as const, quantity: 2_000_000, unit: 'mWh', price: '11.4', note: 'interval 49 of 2026-11-12', spans: [noon] }
  expect(arithmetic(peak, 'USD', ZONE)).toBe('8.000 kW × $11.40, Thu 12 Nov, 12:00')
})

test('names and quantities', () => {
  expect(lineName('standing charge')).toBe('Standing charge')
  expect(lineName('evening')).toBe('Evening')
  expect(quantityText({ quantity: 9_420_000, unit: 'mL' })).toBe('9.420 m³')
})
