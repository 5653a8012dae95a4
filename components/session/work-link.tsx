'use client'
// A link to a place in the work pane. A plain click opens it in place; with a modifier it is a link like any other.
import type { ComponentProps, MouseEvent } from 'react'
import { openPlace } from './use-work-place.ts'
import { type WorkPlace, workQuery } from './work-location.ts'

export function WorkLink({ to, onClick, ...rest }: Omit<ComponentProps<'a'>, 'href'> & { to: WorkPlace }) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0
    if (elsewhere || event.defaultPrevented) return
    event.preventDefault()
    openPlace(to)
  }
  return <a {...rest} href={workQuery(to)} onClick={follow} />
}
