'use client'
// Stays at the end of a box that grows, until the reader scrolls up; goes on when the reader comes back to the end.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const nearPx = 40

export type Following = {
  following: boolean
  /** Give it to the box's onScroll. */
  onScroll: () => void
  toEnd: () => void
}

/** `inner` is what grows inside `box`. `begin`: whether to start at the end. */
export function useFollowing(
  box: RefObject<HTMLElement | null>,
  inner: RefObject<HTMLElement | null>,
  begin = true,
): Following {
  const [following, setFollowing] = useState(begin)
  const wanted = useRef(begin)
  const lastTop = useRef(0)

  const toEnd = useCallback(() => {
    wanted.current = true
    setFollowing(true)
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [box])

  const onScroll = useCallback(() => {
    const element = box.current
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx
    // Only the reader scrolls up; growth alone never moves the top upwards.
    const movedUp = element.scrollTop < lastTop.current - 1
    lastTop.current = element.scrollTop
    const next = atEnd || (wanted.current && !movedUp)
    if (next === wanted.current) return
    wanted.current = next
    setFollowing(next)
  }, [box])

  useLayoutEffect(() => {
    if (wanted.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [box])

  useEffect(() => {
    if (!inner.current || !box.current) return
    const watch = new ResizeObserver(() => {
      if (wanted.current && box.current) box.current.scrollTop = box.current.scrollHeight
    })
    watch.observe(inner.current)
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [box, inner])

  return { following, onScroll, toEnd }
}
