import { expect, test } from 'vitest'
import type { Alert, LivePoint } from '../../api/types'
import { headline, type HeadlineStatus } from './headline'

const NOW = Date.UTC(2026, 10, 22, 20, 3)
const ZONE = 'America/Chicago'

function point(changes: Partial<LivePoint> = {}): LivePoint {
  const windows = { window_end: NOW, window_ms: 10_000, n: 2, mean: 400, sd: 20, min: 380, max: 420 }
  return { utility: 'electricity', unit_demand: 'W', ...windows, last_at: NOW, register: 1, demand: 412, status: 'normal', alerts: [], spike: null, ...changes }
}

const place = { county: '01073', place: 'Jefferson, AL', lat: null, lon: null, meters: 1 }
const about = { id: '1', title: 'Sudden high demand', user_id: 64, utility: 'electricity', updated: NOW, cost: null, sentence: '', advice: '', severity: 'warning', ...place } as const

function told(seen: LivePoint, alerts: Alert[] = []): HeadlineStatus {
  return headline({ points: [seen], alerts, answered: true }, NOW, ZONE)
}

test('fresh readings without a spike are fine', () => {
  expect(told(point())).toEqual({ level: 'fine', sentence: 'Nothing is wrong.' })
})

test('a home that was never heard says so once the server has answered', () => {
  const none = (answered: boolean): string => headline({ points: [], alerts: [], answered }, NOW, ZONE).sentence
  expect([none(false), none(true)]).toEqual(['Looking at your meters.', 'No live reading has come from your meters.'])
})

test('a spike comes first, at the start of its alert in the time of the home', () => {
  const spike = { at: NOW - 60_000, value: 5210, mean: 400, sd: 20, sigmas: 240, alert_id: '1' }
  const evidence = { value: 5230, mean: 410, sd: 20, sigmas: 241, windows: 90 }
  const alert = { ...about, kind: 'spike', start: NOW - 120_000, end: NOW - 60_000, evidence } as const
  expect(told(point({ spike }), [alert]).sentence).toBe('Electricity jumped to 5.23 kW at 14:01.')
  expect(told(point({ spike })).sentence).toBe('Electricity jumped to 5.21 kW.')
})

test('an old spike no longer is the headline', () => {
  const spike = { at: NOW - 3_600_000, value: 5210, mean: 400, sd: 20, sigmas: 240, alert_id: '1' }
  expect(told(point({ spike })).level).toBe('fine')
})

test('silence is told with its age', () => {
  expect(told(point({ last_at: NOW - 240_000 })).sentence).toBe('No new electricity readings for 4 min.')
})

test('several silent meters are listed, and all of them are no list', () => {
  const silent = (utility: LivePoint['utility']): LivePoint => point({ utility, last_at: NOW - 240_000 })
  const said = (points: LivePoint[]): string => headline({ points, alerts: [], answered: true }, NOW, ZONE).sentence
  const three = [silent('electricity'), silent('gas'), silent('water')]
  expect(said([...three, point({ utility: 'export' })])).toBe('No new electricity, gas and water readings for 4 min.')
  expect(said(three)).toBe('No new readings from any of your meters for 4 min.')
})

test('what lasts is told with its beginning, the worst first', () => {
  const leak = { ...about, kind: 'leak', title: 'Water runs without a pause', utility: 'water', severity: 'critical', start: NOW - 7_200_000, end: null, evidence: {} } as const
  const shift = { ...about, id: '2', kind: 'level_shift', title: "Usage unlike this home's", start: NOW - 86_400_000, end: null, evidence: {} } as const
  expect(told(point(), [shift, leak])).toEqual({ level: 'urgent', sentence: 'Water runs without a pause, since 12:03.' })
  expect(told(point(), [shift]).sentence).toBe("Electricity: usage unlike this home's, since Sat 21 Nov.")
})

test('a meter that the server calls silent is silent', () => {
  expect(told(point({ status: 'silent', last_at: NOW - 5_000 })).level).toBe('unknown')
})
