import { expect, test } from 'vitest'
import { evidenceFacts } from './evidence'

const ZONE = 'America/Chicago'

test('every figure of an alert has a name and a unit', () => {
  const shift = { usage: 3057.5, usual: 402.1, mad: 31, deviations: 12.4, hours: 30, direction: 'up' }
  expect(evidenceFacts({ kind: 'level_shift', utility: 'electricity', evidence: shift }, ZONE)).toEqual([
    ['Used', '3.06 kWh an hour'],
    ['Usual', '402 Wh an hour'],
    ['Usual spread', '31.0 Wh an hour'],
    ['Times the usual spread', '12.4'],
    ['So far', '30 h'],
  ])
  const flow = { l_per_min: 0.8, usual: 0.02, nights: 1 }
  expect(evidenceFacts({ kind: 'night_flow', utility: 'water', evidence: flow }, ZONE)).toEqual([
    ['At least', '0.8 L a minute'],
    ['Usual', '0.02 L a minute'],
    ['So far', '1 night'],
  ])
})

test('a demand that nobody knows is not told as 0', () => {
  const stuck = { hours: 20, demand: 0, longest_rest: 1.25 }
  expect(evidenceFacts({ kind: 'stuck', utility: 'electricity', evidence: stuck }, ZONE)).toEqual([
    ['So far', '20 h'],
    ['Longest rest before', '1.25 h'],
  ])
})

test('instants are told in local time, places by their name', () => {
  const cut = { where: 'feeder', feeder: '1', meters: 40, of: 41, last_at: Date.UTC(2026, 10, 22, 20, 3) }
  expect(evidenceFacts({ kind: 'outage', utility: 'electricity', evidence: cut }, ZONE)).toEqual([
    ['Meters silent', '40'],
    ['Meters there', '41'],
    ['Feeder', '1'],
    ['Last reading', 'Sun 22 Nov, 14:03'],
  ])
})
