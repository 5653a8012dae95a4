// A small turning ring: something is in progress. Always beside words or inside the control that started it.
export function Spinner({ label }: { label?: string }) {
  return (
    <span role={label ? 'status' : undefined} className="inline-flex items-center">
      <span
        aria-hidden="true"
        className="size-3 animate-spin rounded-full border-[1.5px] border-current border-r-transparent motion-reduce:animate-none"
      />
      {label && <span className="sr-only">{label}</span>}
    </span>
  )
}
