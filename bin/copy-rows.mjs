// Whole tables in and out of PostgreSQL by its COPY protocol, as text and without holding them in memory. The client library
// leaves COPY to whoever submits the query: these are two such queries. Exact for every type, nothing is parsed on the way.
import { once } from 'node:events'

/** What both directions share: a query that resolves when the server is ready for the next one. */
function submit(client, sql, own) {
  return new Promise((resolve, reject) => {
    let rows = 0
    client.query({
      submit: (connection) => connection.query(sql),
      handleRowDescription() {},
      handleDataRow() {},
      handleCommandComplete(message) {
        rows = Number(/\d+$/.exec(message.text)?.[0] ?? 0)
      },
      handleReadyForQuery: () => resolve(rows),
      handleError: (error) => reject(error),
      ...own,
    })
  })
}

/** Writes what `COPY … TO STDOUT` answers into `sink`, as fast as that takes it; resolves the number of rows. */
export async function copyOut(client, sql, sink) {
  let waits = false
  const rows = await submit(client, sql, {
    handleCopyData({ chunk }, connection) {
      // The library reads the next packet into the same memory.
      if (sink.write(Buffer.from(chunk)) || waits) return
      waits = true
      connection.stream.pause()
      sink.once('drain', () => {
        waits = false
        connection.stream.resume()
      })
    },
  })
  // A sink that is told to end never says that it drained, and the connection would stay silent.
  if (waits) await once(sink, 'drain')
  const ended = once(sink, 'finish')
  sink.end()
  await ended
  return rows
}

async function send(source, connection) {
  for await (const chunk of source) {
    connection.sendCopyFromChunk(chunk)
    if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain')
  }
}

/** Feeds `COPY … FROM STDIN` from a readable; resolves the number of rows. A source that breaks off writes nothing. */
export function copyIn(client, sql, source) {
  return submit(client, sql, {
    handleCopyInResponse(connection) {
      send(source, connection).then(
        () => connection.endCopyFrom(),
        (error) => connection.sendCopyFail(error.message),
      )
    },
    handleCopyData() {},
  })
}
