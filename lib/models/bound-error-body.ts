// fetch, but an error's body ends after its first part: the package reads error bodies whole, however long they are.
// The body of a reply is not touched.

const MOST_BYTES = 64 * 1024

export async function fetchBounded(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  if (response.ok || response.body === null) return response
  const { status, statusText, headers } = response
  return new Response(await readStart(response.body), { status, statusText, headers })
}

async function readStart(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // Leaving the loop cancels the rest.
  for await (const piece of body) {
    bytes += piece.length
    text += decoder.decode(piece, { stream: true })
    if (bytes >= MOST_BYTES) break
  }
  return text
}
