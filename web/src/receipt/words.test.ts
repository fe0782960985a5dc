import { expect, test } from 'vitest'
import { registerCount } from './words'

test('a register is told in the unit its meter shows, without losing a digit', () => {
  expect(registerCount('electricity', 12_345_678_901_234)).toBe('12,345,678.901234 kWh')
  expect(registerCount('gas', 2_500_000)).toBe('2.500 m³')
  expect(registerCount('water', 0)).toBe('0.000 m³')
})
