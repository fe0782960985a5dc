import { expect, test } from 'vitest'
import { bandOf, gapText, headRoomText, trackText } from './outlook'

test('the band lies after what is certain', () => {
  const band = bandOf({ so_far: '41.00', p10: '88.00', p50: '92.00', p90: '97.00' })!
  expect(band.soFar).toBeLessThan(band.low)
  expect(band.low).toBeLessThan(band.middle)
  expect(band.middle).toBeLessThan(band.high)
  expect(band.high).toBeLessThan(1)
})

test('without history there is no band', () => {
  expect(bandOf({ so_far: '41.00', p10: null, p50: null, p90: null })).toBeNull()
})

test('the track record counts what held', () => {
  const past = { first_day: '', last_day: '', known_to: '', p10: '9.00', p50: '10.00', p90: '11.00' }
  expect(trackText([{ ...past, actual: '9.00' }, { ...past, actual: '12.00' }])).toBe('1 of the last 2 forecasts held.')
  expect(trackText([])).toBe('')
})

test('head-room says what may still be drawn', () => {
  const room = { price_per_kw: '11.4', currency: 'USD', peak: 2_000_000, peak_w: 8000, at: 0, until: 1, used: 1, counts_now: true, head_room_w: 9000 }
  expect(headRoomText(room)).toContain('you may draw 9.00 kW without')
  expect(headRoomText({ ...room, head_room_w: 0 })).toContain('is setting a new one')
  expect(headRoomText({ ...room, counts_now: false, head_room_w: null })).toContain('do not count')
})

test('days without data are told', () => {
  expect(gapText({ days_without_data: 0 })).toBe('')
  expect(gapText({ days_without_data: 18 })).toBe(' 18 days have no data and are not in it.')
})
