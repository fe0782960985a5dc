import { expect, test } from 'vitest'
import type { Hotspot, HotspotState } from '../../api/types'
import { hotspotSentence, signOf, SIGNS } from './hotspot-words'

const hot: Hotspot = {
  id: 'load-electricity-10-0', kind: 'load', utility: 'electricity', state: 'growing', since: 10, county: '19153', place: 'Polk, IA',
  lat: 41.7, lon: -93.6, areas: [], points: 42, value: 2140.4, usual: 612.2, score: 6.1, members: [],
}

test('load is told a home, beside what is usual', () => {
  expect(hotspotSentence(hot, 'electricity')).toBe('42 homes use 2.14 kW each, where 612 W is usual')
})

test('few homes have no mean that could tell on them', () => {
  expect(hotspotSentence({ ...hot, points: 3, value: null }, 'electricity')).toBe('3 homes use far more than others')
})

test('crowds are counted', () => {
  const crowd: Hotspot = { ...hot, kind: 'events', utility: null, points: 1200, value: 3.5, usual: null, score: null }
  expect(hotspotSentence(crowd, 'electricity')).toBe('1,200 events close together')
})

test('every state has a sign and a colour of its own', () => {
  const states: HotspotState[] = ['new', 'growing', 'moving', 'steady', 'fading']
  expect(states.map((state) => signOf(state).state)).toEqual(states)
  expect(new Set(SIGNS.map((sign) => sign.glyph)).size).toBe(SIGNS.length)
  expect(new Set(SIGNS.map((sign) => sign.token)).size).toBe(SIGNS.length)
})
