/** The HTTP interface as types; the shape is openapi-typescript's, so the generated file can take its place. */

type Json<T> = { content: { 'application/json': T }; headers: Record<string, unknown> }
type Answers<T> = { 200: Json<T>; default: Json<components['schemas']['Problem']> }
type Get<T, Q = never> = { get: { parameters: { query?: Q; path?: never }; responses: Answers<T> } }
type GetAt<P, T, Q = never> = { get: { parameters: { query?: Q; path: P }; responses: Answers<T> } }
type Post<B, T> = { post: { requestBody: { content: { 'application/json': B } }; responses: Answers<T> } }
type S = components['schemas']

export interface components {
  schemas: {
    Utility: 'electricity' | 'gas' | 'water'
    Layer: 'batch' | 'speed' | 'mixed'
    Quality: 'measured' | 'estimated' | 'missing' | 'provisional'
    Basis: 'measured' | 'linear' | 'profile' | 'back-step'
    Problem: { title: string; detail: string; status: number }
    Credentials: { name: string; password: string }
    Home: { user_id: number; name: string; county: string; county_name: string; state: string; zone: string; utilities: S['Utility'][] }
    Me: { name: string; role: string; homes: S['Home'][] }
    UsageValue: {
      start: number
      end: number
      usage: number | null
      layer: S['Layer']
      run_id: number | null
      quality: S['Quality']
      basis: S['Basis'] | null
      completeness: number
    }
    Unallocated: { start: number; end: number; usage: number; layer: S['Layer'] }
    UsageTotal: { usage: number | null; layer: S['Layer']; quality: S['Quality']; completeness: number; seam_adjustment: number }
    Usage: {
      user_id: number
      utility: S['Utility']
      unit: 'mWh' | 'mL'
      zone: string
      grain: string
      from: number
      to: number
      horizon: number | null
      now: number
      values: S['UsageValue'][]
      unallocated: S['Unallocated'][]
      total: S['UsageTotal']
    }
    Run: {
      run_id: number
      zone: string
      day_from: string
      day_to: string
      state: string
      started_at: number
      finished_at: number | null
      published_at: number | null
      readings: number | null
      service_points: number | null
      duplicates: number | null
      cutoff: number | null
      commit: string | null
    }
    Receipt: {
      start: number
      end: number
      usage: number | null
      layer: S['Layer']
      run_id: number | null
      run: S['Run'] | null
      quality: S['Quality']
      basis: S['Basis'] | null
      readings: number | null
      from_register: number | null
      to_register: number | null
      from_at: number | null
      to_at: number | null
      sentence: string
    }
    Spike: { at: number; value: number; mean: number; sd: number; sigmas: number; alert_id: string }
    RecentWindow: { window_end: number; mean: number; sd: number; max: number }
    LivePoint: {
      utility: S['Utility']
      unit_demand: 'W' | 'L/h'
      window_end: number
      window_ms: number
      n: number
      mean: number
      sd: number
      min: number
      max: number
      last_at: number
      register: number
      demand: number
      spike: S['Spike'] | null
      recent: S['RecentWindow'][]
    }
    Live: { user_id: number; now: number; service_points: S['LivePoint'][] }
    County: {
      county: string
      name: string
      state: string
      lat: number
      lon: number
      homes: number
      load: number | null
      reporting: number
      window_end: number | null
      min: number | null
      max: number | null
    }
    Regions: { utility: S['Utility']; now: number; window_end: number | null; unit_demand: 'W' | 'L/h'; counties: S['County'][] }
    RegionUsage: {
      county: string
      utility: S['Utility']
      unit: 'mWh' | 'mL'
      from: number
      to: number
      total: { usage: number | null; layer: S['Layer']; completeness: number; homes: number }
      by_layer: { batch: number | null; speed: number | null }
    }
    Alert: {
      id: string
      kind: string
      user_id: number
      utility: S['Utility']
      county: string
      start: number
      end: number | null
      severity: string
      evidence: { value: number; mean: number; sd: number; sigmas: number; windows: number }
      sentence: string
    }
    Horizon: { zone: string; horizon: number; run_id: number }
    Night: {
      run_id: number
      zone: string
      day: string
      compared: number
      matched: number
      share: number
      explained: Record<string, number>
      unexplained: number
    }
    HomeMatch: { compared: number; matched: number; share: number }
  }
}

type UserAndUtility = { user_id: number; utility: S['Utility'] }
type CountyAndUtility = { county: string; utility: S['Utility'] }
type FromTo = { from?: number; to?: number }

export interface paths {
  '/v1/login': Post<S['Credentials'], { role: string; name: string; expires_at: number }>
  '/v1/logout': { post: { responses: { 204: { headers: Record<string, unknown> }; default: Json<S['Problem']> } } }
  '/v1/me': Get<S['Me']>
  '/v1/usage/{user_id}/{utility}': GetAt<UserAndUtility, S['Usage'], FromTo & { grain?: 'interval' | 'hour' | 'day' | 'month' }>
  '/v1/usage/{user_id}/{utility}/receipt': GetAt<UserAndUtility, S['Receipt'], { start: number; end: number }>
  '/v1/live/{user_id}': GetAt<{ user_id: number }, S['Live']>
  '/v1/regions': Get<S['Regions'], { utility: S['Utility'] }>
  '/v1/regions/{county}/usage/{utility}': GetAt<CountyAndUtility, S['RegionUsage'], FromTo>
  '/v1/alerts': Get<{ alerts: S['Alert'][] }, { user_id?: number; county?: string; limit?: number }>
  '/v1/runs': Get<{ runs: S['Run'][]; horizons: S['Horizon'][] }>
  '/v1/reconciliation': Get<{ nights: S['Night'][]; home: S['HomeMatch'] | null }, { zone?: string; user_id?: number }>
}
