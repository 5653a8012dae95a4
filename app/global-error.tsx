'use client'
// When not even the frame of a page can be made, as while the database is away: says what is wrong, and loads the page again by
// itself when that is mended. Knows no styles but its own, because nothing else is there.
import { useCallback } from 'react'
import { useTrouble } from '../components/shell/use-trouble.ts'
import { Button } from '../components/ui/button.tsx'
import './globals.css'

export default function GlobalError() {
  const reload = useCallback(() => window.location.reload(), [])
  const trouble = useTrouble(reload)
  return (
    <html lang="en">
      <head>
        <title>Not shown · Countersign</title>
      </head>
      <body>
        <main className="mx-auto flex max-w-xl flex-col gap-4 p-8">
          <h1 className="font-medium text-lg">This page could not be shown</h1>
          <p role="status">{trouble?.message ?? 'Nothing is lost. Try again in a moment.'}</p>
          <div>
            <Button onClick={reload}>Try again</Button>
          </div>
        </main>
      </body>
    </html>
  )
}
