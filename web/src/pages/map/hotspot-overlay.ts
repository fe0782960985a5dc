/** Hotspots on the map: their cells or boxes, and a mark with the sign of what they do. */
import type { Feature, FeatureCollection, Point, Polygon } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, LngLatBoundsLike, Map as MapView } from 'maplibre-gl'
import type { Hotspot } from '../../api/types'
import { token } from '../../charts/palette.svelte'
import { onAtlas } from './geography'
import { signOf, SIGNS } from './hotspot-words'

const AREAS = 'hotspot-areas'
const MARKS = 'hotspot-marks'
const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }
const SMALLEST = 0.15 // degrees of the map that are shown at least

interface Told {
  state: string
  glyph: string
}

/** Adds the empty overlay to a map whose style is loaded. */
export function addOverlay(map: MapView): void {
  const colours = SIGNS.flatMap((sign) => [sign.state, token(sign.token)])
  const colour = ['match', ['get', 'state'], ...colours, token('strong')] as unknown as ExpressionSpecification
  const card = token('card')
  map.addSource(AREAS, { type: 'geojson', data: NOTHING })
  map.addSource(MARKS, { type: 'geojson', data: NOTHING })
  map.addLayer({ id: 'hot-fill', type: 'fill', source: AREAS, paint: { 'fill-color': colour, 'fill-opacity': 0.18 } })
  map.addLayer({ id: 'hot-edge', type: 'line', source: AREAS, paint: { 'line-color': card, 'line-width': 4 } })
  map.addLayer({ id: 'hot-line', type: 'line', source: AREAS, paint: { 'line-color': colour, 'line-width': 2 } })
  map.addLayer({
    id: 'hot-mark',
    type: 'circle',
    source: MARKS,
    paint: { 'circle-color': colour, 'circle-radius': 9, 'circle-stroke-color': card, 'circle-stroke-width': 2 },
  })
  map.addLayer({
    id: 'hot-glyph',
    type: 'symbol',
    source: MARKS,
    layout: { 'text-field': ['get', 'glyph'], 'text-font': ['sans-serif'], 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': card },
  })
}

/** Shows these hotspots instead of those before. */
export function showHotspots(map: MapView, hotspots: readonly Hotspot[]): void {
  const areas = hotspots.flatMap((hotspot) => hotspot.areas.flatMap((ring) => area(hotspot, ring)))
  const marks = hotspots.flatMap(mark)
  map.getSource<GeoJSONSource>(AREAS)?.setData({ type: 'FeatureCollection', features: areas })
  map.getSource<GeoJSONSource>(MARKS)?.setData({ type: 'FeatureCollection', features: marks })
}

/** What the map must show to show this hotspot; null if it lies outside the country. */
export function around(hotspot: Hotspot): LngLatBoundsLike | null {
  const corners = hotspot.areas.flat().flatMap(([lat = 0, lon = 0]) => [onAtlas(lon, lat)]).filter((corner) => corner !== null)
  if (corners.length === 0) return null
  const [east, north] = [0, 1].map((axis) => corners.map((corner) => corner[axis] ?? 0)) as [number[], number[]]
  const margin = SMALLEST / 2
  return [
    [Math.min(...east) - margin, Math.min(...north) - margin],
    [Math.max(...east) + margin, Math.max(...north) + margin],
  ]
}

function told(hotspot: Hotspot): Told {
  return { state: hotspot.state, glyph: signOf(hotspot.state).glyph }
}

function area(hotspot: Hotspot, ring: readonly number[][]): Feature<Polygon, Told>[] {
  const corners = ring.map(([lat = 0, lon = 0]) => onAtlas(lon, lat))
  const first = corners[0]
  if (!first || corners.some((corner) => corner === null)) return []
  const closed = [...corners, first].filter((corner) => corner !== null)
  return [{ type: 'Feature', properties: told(hotspot), geometry: { type: 'Polygon', coordinates: [closed] } }]
}

function mark(hotspot: Hotspot): Feature<Point, Told>[] {
  const place = onAtlas(hotspot.lon, hotspot.lat)
  return place ? [{ type: 'Feature', properties: told(hotspot), geometry: { type: 'Point', coordinates: place } }] : []
}
