import { expect, test } from 'vitest'
import type { CostPart, TodayCost } from '../api/types'
import { costSlip, told } from './today-cost'

const part = (changes: Partial<CostPart> = {}): CostPart => ({
  utility: 'electricity', tariff_id: 'electricity-solar', tariff_version: 1, currency: 'USD', until: Date.UTC(2026, 10, 22, 20),
  used: 7_900_000, fed: 0, energy: '1.10', standing: '0.46', taxes: '0.10', fed_in: '0.00', total: '1.66', estimated: false, settled: false, ...changes,
})
const cost = (...parts: CostPart[]): TodayCost => ({ user_id: 64, zone: 'America/Chicago', day: '2026-11-22', now: 1, parts })
const water = part({ utility: 'water', used: 310_000, total: '0.65' })

test('parts of all utilities are one amount', () => {
  expect(told(cost(part(), water), { utilities: ['electricity', 'water'] })).toEqual({ text: '$2.31', mark: 'live', words: 'so far today' })
})

test('a utility that is left out is told by those that are not', () => {
  expect(told(cost(part(), water), { utilities: ['electricity', 'gas', 'water', 'export'] })?.words).toBe('so far today for electricity and water')
})

test('what is guessed is about, and nothing is told of nothing or of two currencies', () => {
  expect(told(cost(part({ estimated: true })), { utilities: ['electricity'] })?.mark).toBe('live-estimated')
  expect(told(cost(), { utilities: ['electricity'] })).toBeNull()
  expect(told(cost(part(), part({ currency: 'EUR' })), { utilities: ['electricity'] })).toBeNull()
})

test('the receipt names usage, charge, taxes, tariff, and what is paid for', () => {
  const slip = costSlip(cost(part({ fed: 2_000_000, fed_in: '-0.15' })))
  expect(slip.sentence).toContain('up to 14:00')
  expect(slip.facts).toEqual([
    ['Electricity', '7.90 kWh: $1.10; standing charge $0.46; taxes $0.10; 2.00 kWh fed in: −$0.15; tariff electricity-solar, version 1'],
  ])
})
