// What programs of this machine need from its environment: where they are found, and the person's own git and ssh settings.
// Nothing of ours is read here; our settings are in env.ts.

/** Folders that are searched for programs, separated by colons. */
export function machinePath(): string {
  return process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'
}

/** The variables whose names match, with their values. */
export function machineVariables(named: RegExp): Record<string, string> {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => named.test(entry[0]) && entry[1] !== undefined,
  )
  return Object.fromEntries(given)
}
