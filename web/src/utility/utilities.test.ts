import { expect, test } from 'vitest'
import { TAKEN, utilityFrom } from './utilities'

test('an address may name what is fed in, where that is offered', () => {
  expect(utilityFrom('export')).toBe('export')
  expect(utilityFrom('export', TAKEN)).toBe('electricity')
  expect(utilityFrom('water', TAKEN)).toBe('water')
  expect(utilityFrom(null)).toBe('electricity')
})
