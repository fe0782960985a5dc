import { expect, test } from 'vitest'
import type { RegisterEvent } from '../api/types'
import { registerText } from './register'

const NOW = Date.UTC(2026, 10, 22, 21, 3)
const event: RegisterEvent = {
  utility: 'water', kind: 'back-step', after: NOW - 3_600_000, at: NOW - 2_700_000, until: null,
  register_before: 13_000, register_after: 1_000, counted: 0, provisional: true, sentence: 'It went back.',
}

test('a register tells between which readings, and that it is not confirmed', () => {
  expect(registerText(event, NOW, 'America/Chicago')).toBe('Between 14:03 and 14:18: It went back. Not yet confirmed.')
  const over = { ...event, until: NOW - 900_000 }
  expect(registerText(over, NOW, 'America/Chicago')).toContain('14:18, until 14:48: It went back.')
})
