import { expect, test } from 'vitest'
import { markOf } from './marks'

test('no usage is missing, whatever else is said', () => {
  expect(markOf({ usage: null, layer: 'batch', quality: 'measured' })).toBe('missing')
})

test('zero is a value', () => {
  expect(markOf({ usage: 0, layer: 'batch', quality: 'measured' })).toBe('settled')
})

test('batch values are settled or estimated', () => {
  expect(markOf({ usage: 1, layer: 'batch', quality: 'estimated', basis: 'profile' })).toBe('estimated')
})

test('a value that is partly speed is not confirmed', () => {
  expect(markOf({ usage: 1, layer: 'mixed', quality: 'measured' })).toBe('live')
  expect(markOf({ usage: 1, layer: 'speed', quality: 'provisional', basis: 'linear' })).toBe('live-estimated')
})
