/** What the map draws: land, county loads, borders, names; nothing from any other host. */
import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'
import type { UtilityName } from '../../api/types'
import { token } from '../../charts/palette.svelte'
import type { Geography } from './geography'

/** The colour of a county's level on the utility's ramp; land where there are no homes. */
export function loadColour(utility: UtilityName): ExpressionSpecification {
  const ramp = token(`${utility}-ramp`).split(',')
  const stops = ramp.flatMap((colour, index) => [index / (ramp.length - 1), colour.trim()])
  const level: ExpressionSpecification = ['feature-state', 'level']
  return ['case', ['==', level, null], token('land'), ['interpolate', ['linear'], level, ...stops]] as ExpressionSpecification
}

/** The whole style for one utility in the page's present colours. */
export function mapStyle(map: Geography, utility: UtilityName): StyleSpecification {
  const colour = loadColour(utility)
  // Dots stand for counties too small to see; nearer by, their shapes take over.
  const fade: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 3.6, 1, 4.6, 0]
  const strong = token('strong')
  const halo = { 'text-color': token('normal'), 'text-halo-color': token('card'), 'text-halo-width': 1.4 }
  const names = { 'text-field': ['get', 'name'] as ExpressionSpecification, 'text-font': ['sans-serif'], 'text-size': 12 }
  return {
    version: 8,
    sources: {
      counties: { type: 'geojson', data: map.counties },
      centres: { type: 'geojson', data: map.centres },
      states: { type: 'geojson', data: map.stateBorders },
      'state-names': { type: 'geojson', data: map.stateNames },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': token('sea') } },
      { id: 'counties', type: 'fill', source: 'counties', paint: { 'fill-color': colour } },
      { id: 'silent', type: 'fill', source: 'counties', filter: ['in', ['id'], ['literal', []]], paint: { 'fill-pattern': 'hatch' } },
      // The palest level is nearly land's own: an edge says that there are homes.
      { id: 'peopled', type: 'line', source: 'counties', filter: ['in', ['id'], ['literal', []]], paint: { 'line-color': token('muted'), 'line-width': 0.6 } },
      { id: 'states', type: 'line', source: 'states', paint: { 'line-color': token('land-line'), 'line-width': 1.2 } },
      {
        id: 'centres',
        type: 'circle',
        source: 'centres',
        maxzoom: 5,
        filter: ['in', ['id'], ['literal', []]],
        paint: {
          'circle-color': colour,
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 1, 3.5, 3, 6, 6, 10],
          'circle-stroke-color': token('card'),
          'circle-stroke-width': 1.2,
          'circle-opacity': fade,
          'circle-stroke-opacity': fade,
        },
      },
      {
        id: 'chosen',
        type: 'line',
        source: 'counties',
        filter: ['==', ['id'], -1],
        paint: { 'line-color': strong, 'line-width': 2.5 },
      },
      { id: 'state-names', type: 'symbol', source: 'state-names', minzoom: 2.4, maxzoom: 5.5, layout: { ...names, 'text-size': 11 }, paint: { ...halo, 'text-color': token('muted') } },
      { id: 'county-names', type: 'symbol', source: 'centres', minzoom: 5.5, layout: names, paint: halo },
    ],
  }
}

/** A tile of diagonal lines for counties whose meters are silent. */
export function hatchImage(): ImageData | null {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 8
  const pen = tile.getContext('2d')
  if (!pen) return null
  pen.fillStyle = token('land')
  pen.fillRect(0, 0, 8, 8)
  pen.strokeStyle = token('muted')
  pen.lineWidth = 1.5
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8)
    pen.lineTo(shift + 8, 0)
  }
  pen.stroke()
  return pen.getImageData(0, 0, 8, 8)
}
