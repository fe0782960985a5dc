import { expect, test } from 'vitest'
import { byConfirmedDay } from './horizons'

test('zones that ended the same day stand together, whatever the hour there', () => {
  const days = byConfirmedDay([
    { zone: 'America/New_York', horizon: Date.UTC(2026, 10, 22, 5), run_id: 7 },
    { zone: 'Pacific/Honolulu', horizon: Date.UTC(2026, 10, 21, 10), run_id: 4 },
    { zone: 'America/Chicago', horizon: Date.UTC(2026, 10, 22, 6), run_id: 9 },
  ])
  expect(days).toEqual([
    { day: 'Fri 20 Nov', zones: 'Honolulu', runs: '4' },
    { day: 'Sat 21 Nov', zones: 'Chicago, New York', runs: '7 to 9' },
  ])
})
