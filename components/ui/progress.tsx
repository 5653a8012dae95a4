// How far something is, where that is known. What is not known gets words instead, never a bar that pretends.
export function Progress({ percent, label = 'Progress' }: { percent: number; label?: string }) {
  const shown = Math.max(0, Math.min(100, percent))
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(shown)}
      className="h-1 w-full max-w-[36rem] overflow-hidden rounded-full bg-sunken"
    >
      <div className="h-full bg-running transition-[width] duration-150" style={{ width: `${shown}%` }} />
    </div>
  )
}
