import { expect, test } from 'vitest'
import { weatherText } from './weather'

const fit = { days: 300, base: 9_100_000, heating: 1_200_000, heating_below: 16, cooling: 0, cooling_above: 28, error: 0.1, error_without: 0.3 }

test('what each degree costs', () => {
  expect(weatherText('electricity', fit)).toBe('In any weather a home uses 9.10 kWh a day, and 1.20 kWh more for each degree below 16 °C.')
  expect(weatherText('electricity', { ...fit, cooling: 500_000 })).toContain('below 16 °C and 500 Wh more for each degree above 28 °C.')
  expect(weatherText('water', { ...fit, base: 400_000, heating: 0 })).toBe('In any weather a home uses 400 L a day; the weather changes nothing.')
})
