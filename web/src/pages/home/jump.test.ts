import { expect, test } from 'vitest'
import type { Alert } from '../../api/types'
import { jumpOf } from './jump'

const START = Date.UTC(2026, 10, 22, 20, 1)
const spike = { at: START + 72_000, value: 17_100, mean: 850, sd: 20, sigmas: 800, alert_id: 'a' }
const evidence = { value: 17_804, mean: 846, sd: 20, sigmas: 800, windows: 100 }
const alert: Alert = {
  id: 'a', kind: 'spike', user_id: 64, county: '01073', utility: 'electricity',
  start: START, end: START + 72_000, severity: 'warning', sentence: 'As the API says it.', evidence,
  title: 'Sudden high demand', place: 'Jefferson, AL', lat: null, lon: null, meters: 1, updated: START, cost: null, advice: '',
}

test('the alert has the say: its start, its figures', () => {
  expect(jumpOf(spike, [alert])).toEqual({ start: START, value: 17_804, usual: 846 })
})

test('until it is read no time is claimed', () => {
  expect(jumpOf(spike, [])).toEqual({ start: null, value: 17_100, usual: 850 })
})
