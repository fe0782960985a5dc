/** One column of a table of facts. */
export interface Column<Row> {
  name: string
  text: (row: Row) => string
  numeric?: boolean
  /** A sentence: on a phone it takes the whole width, without its name. */
  prose?: boolean
  loud?: (row: Row) => boolean
}
