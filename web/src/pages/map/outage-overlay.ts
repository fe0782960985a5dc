/** Outages on the map: each one mark, however many meters are silent. */
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { GeoJSONSource, Map as MapView } from 'maplibre-gl'
import type { Alert } from '../../api/types'
import { token } from '../../charts/palette.svelte'
import { onAtlas } from './geography'

const OUTAGES = 'outages'
const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }
export const OUTAGE_GLYPH = '×'

/** Adds the empty overlay to a map whose style is loaded. */
export function addOutages(map: MapView): void {
  map.addSource(OUTAGES, { type: 'geojson', data: NOTHING })
  map.addLayer({
    id: 'outage-mark',
    type: 'circle',
    source: OUTAGES,
    paint: { 'circle-color': token('urgent'), 'circle-radius': 10, 'circle-stroke-color': token('card'), 'circle-stroke-width': 2 },
  })
  map.addLayer({
    id: 'outage-glyph',
    type: 'symbol',
    source: OUTAGES,
    layout: { 'text-field': OUTAGE_GLYPH, 'text-font': ['sans-serif'], 'text-size': 18, 'text-allow-overlap': true },
    paint: { 'text-color': token('card') },
  })
}

/** Shows the outages among these alerts instead of those before. */
export function showOutages(map: MapView, alerts: readonly Alert[]): void {
  const features = alerts.filter((alert) => alert.kind === 'outage').flatMap(mark)
  map.getSource<GeoJSONSource>(OUTAGES)?.setData({ type: 'FeatureCollection', features })
}

function mark({ id, lat, lon }: Alert): Feature<Point, { id: string }>[] {
  const place = lat === null || lon === null ? null : onAtlas(lon, lat)
  return place ? [{ type: 'Feature', properties: { id }, geometry: { type: 'Point', coordinates: place } }] : []
}
