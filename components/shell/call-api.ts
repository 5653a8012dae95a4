// Asks the server's JSON routes and always answers with a value: the result, or a sentence that can be shown as it is.

export type ApiAnswer<T> = { ok: true; value: T } | { ok: false; code: string; message: string }

/** `body` is sent as JSON. Never throws. */
export async function callApi<T = unknown>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<ApiAnswer<T>> {
  try {
    const response = await fetch(path, {
      method,
      signal: signal ?? null,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null)
    if (response.ok) return { ok: true, value: answer as T }
    return { ok: false, ...readRefusal(answer, response.status) }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError')
      return { ok: false, code: 'request.stopped', message: 'Stopped.' }
    return {
      ok: false,
      code: 'server.unreachable',
      message: 'The server cannot be reached. What you typed is kept here; try again when it runs.',
    }
  }
}

function readRefusal(answer: unknown, status: number): { code: string; message: string } {
  if (answer && typeof answer === 'object' && 'message' in answer && typeof answer.message === 'string') {
    const code = 'code' in answer && typeof answer.code === 'string' ? answer.code : `http.${status}`
    return { code, message: answer.message }
  }
  if (status === 401)
    return {
      code: 'account.required',
      message: 'You are signed out. Sign in in another tab, then try again.',
    }
  return {
    code: `http.${status}`,
    message: `The server answered with an error (${status}). Try again; its log says more.`,
  }
}
