/** The counties and states of the country, from the offline atlas, laid out so that Alaska and Hawaii fit beside the rest. */
import { geoAlbersUsa, geoPath } from 'd3-geo'
import type { Feature, FeatureCollection, Geometry, MultiLineString, Point, Position } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'us-atlas/counties-albers-10m.json?url'

type Atlas = Topology<{ counties: GeometryCollection<{ name: string }>; states: GeometryCollection<{ name: string }> }>

export interface Geography {
  counties: FeatureCollection<Geometry, { name: string }>
  centres: FeatureCollection<Point, { name: string }>
  stateNames: FeatureCollection<Point, { name: string }>
  stateBorders: MultiLineString
  boxes: ReadonlyMap<number, [west: number, south: number, east: number, north: number]>
}

// The atlas is flat, 975 by 610, while the map thinks in degrees: this many degrees make one atlas unit.
const DEGREES = 0.06
const MIDDLE: [number, number] = [487.5, 305]
// How the atlas was drawn: what is not in it, such as a hotspot, finds its place the same way.
const drawn = geoAlbersUsa().scale(1300).translate(MIDDLE)

export const COUNTRY: [number, number, number, number] = [...place([15, 600]), ...place([960, 10])]

/** Reads and lays out the atlas. Throws if it cannot be read. */
export async function geography(): Promise<Geography> {
  const topology = (await (await fetch(atlas)).json()) as Atlas
  const counties = feature(topology, topology.objects.counties)
  const states = feature(topology, topology.objects.states)
  const borders = mesh(topology, topology.objects.states, (a, b) => a !== b)
  const numbered = counties.features.map((county) => ({ ...county, id: Number(county.id) }))
  return {
    counties: { type: 'FeatureCollection', features: numbered.map(placed) },
    centres: { type: 'FeatureCollection', features: numbered.map(centre) },
    stateNames: { type: 'FeatureCollection', features: states.features.map(centre) },
    stateBorders: moved(borders) as MultiLineString,
    boxes: new Map(numbered.map((county) => [county.id, box(county)])),
  }
}

/** Where the map shows a place of the earth; null outside the country. */
export function onAtlas(lon: number, lat: number): [number, number] | null {
  const point = drawn([lon, lat])
  return point && place(point)
}

/** A point of the atlas as degrees at which a Mercator map shows it undistorted. */
function place(point: Position): [number, number] {
  const [x = 0, y = 0] = point
  const [middleX, middleY] = MIDDLE
  const height = ((middleY - y) * DEGREES * Math.PI) / 180
  return [(x - middleX) * DEGREES, (Math.atan(Math.exp(height)) * 360) / Math.PI - 90]
}

function moved(geometry: Geometry): Geometry {
  const walk = (part: unknown): unknown =>
    Array.isArray(part) ? (typeof part[0] === 'number' ? place(part as Position) : part.map(walk)) : part
  return { ...geometry, coordinates: walk((geometry as { coordinates?: unknown }).coordinates) } as Geometry
}

function placed<P>(shape: Feature<Geometry, P>): Feature<Geometry, P> {
  return { ...shape, geometry: moved(shape.geometry) }
}

function centre<P>(shape: Feature<Geometry, P>): Feature<Point, P> {
  return { ...shape, geometry: { type: 'Point', coordinates: place(geoPath(null).centroid(shape as never)) } }
}

function box(shape: Feature): [number, number, number, number] {
  const [[left, top], [right, bottom]] = geoPath(null).bounds(shape as never)
  return [...place([left, bottom]), ...place([right, top])]
}
