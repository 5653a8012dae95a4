'use client'
// A page that could not be shown. Says so, and offers to try again; nothing on the server is lost by it.
import { useEffect } from 'react'
import { Page, PageHead } from '../components/shell/page-head.tsx'
import { Button, ButtonLink } from '../components/ui/button.tsx'

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  useEffect(() => console.error(error), [error])
  return (
    <Page>
      <title>Not shown · Countersign</title>
      <PageHead title="This page could not be shown">
        Nothing is lost. Try again; if it stays so, look into the server’s log
        {error.digest ? ` for ${error.digest}` : ''}.
      </PageHead>
      <div className="flex gap-2">
        <Button onClick={reset}>Try again</Button>
        <ButtonLink href="/" variant="quiet">
          Go to waiting
        </ButtonLink>
      </div>
    </Page>
  )
}
