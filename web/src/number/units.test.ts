import { expect, test } from 'vitest'
import { demandText, inScale, usageScale, usageText } from './units'

test('the unit follows the size', () => {
  expect(usageText('electricity', 120_000)).toBe('120 Wh')
  expect(usageText('electricity', 1_240_000)).toBe('1.24 kWh')
  expect(usageText('electricity', 51_300_000_000)).toBe('51.3 MWh')
  expect(usageText('water', 310_000)).toBe('310 L')
  expect(usageText('water', 9_420_000)).toBe('9.42 m³')
  expect(demandText('electricity', 412)).toBe('412 W')
  expect(demandText('electricity', 5_210)).toBe('5.21 kW')
})

test('gas stays in cubic metres', () => {
  expect(usageText('gas', 310_000)).toBe('0.31 m³')
  expect(demandText('gas', 300)).toBe('0.30 m³/h')
})

test('nothing used is a plain zero', () => {
  expect(usageText('electricity', 0)).toBe('0 Wh')
  expect(demandText('water', 0)).toBe('0 L/h')
})

test('export to the grid keeps its sign', () => {
  expect(demandText('electricity', -1_500)).toBe('-1.50 kW')
})

test('one chart keeps one unit', () => {
  const scale = usageScale('electricity', 2_000_000)
  expect(inScale(45_000, scale)).toBe('0.05')
  expect(scale.label).toBe('kWh')
})
