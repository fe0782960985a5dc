/** Server-sent events that come back by themselves. */

const RETRY_MS = 4000

export interface Listener<T> {
  onvalue: (value: T) => void
  onstate: (connected: boolean) => void
}

/** Listens to `name` events at `path`; returns what stops it. */
export function listen<T>(path: string, name: string, listener: Listener<T>): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const open = (): void => {
    source = new EventSource(path)
    source.addEventListener('open', () => listener.onstate(true))
    source.addEventListener(name, (event) => listener.onvalue(JSON.parse(event.data) as T))
    source.addEventListener('error', () => {
      listener.onstate(false)
      // The browser retries a dropped connection, but not an answer that was an error.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS)
    })
  }

  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}
