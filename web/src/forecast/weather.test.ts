import { expect, test } from 'vitest'
import { daily, habitText, weatherText } from './weather'

const fit = { days: 300, base: 9_100_000, heating: 1_200_000, heating_below: 16, cooling: 0, cooling_above: 28, error: 0.1, error_without: 0.3 }

test('what each degree costs', () => {
  expect(weatherText('electricity', fit)).toBe('In any weather a home uses 9.10 kWh a day, and 1.20 kWh more for each degree below 16 °C.')
  expect(weatherText('electricity', { ...fit, cooling: 500_000 })).toContain('below 16 °C and 500 Wh more for each degree above 28 °C.')
  expect(weatherText('water', { ...fit, base: 400_000, heating: 0 })).toBe('In any weather a home uses 400 L a day; the weather changes nothing.')
})

const months = [
  { month: '2026-08', days: 31, usage: 310, normalised: 620, temperature: 22 },
  { month: '2026-09', days: 30, usage: 450, normalised: 600, temperature: 17 },
  { month: '2026-10', days: 31, usage: 930, normalised: 682, temperature: 9 },
  { month: '2026-11', days: 20, usage: 800, normalised: 400, temperature: 4 },
]

test('days of months, as they were and level', () => {
  expect(daily(months)[0]).toEqual({ month: '2026-08', was: 10, level: 20 })
})

test('the last whole month against those before', () => {
  expect(habitText(months)).toBe('In October 2026 you used 10 % more than usual for its weather.')
  expect(habitText(months.slice(0, 2))).toBe('In September 2026 you used as much as usual for its weather.')
  expect(habitText(months.slice(0, 1))).toBe('One more whole month, and there is something to compare.')
})
