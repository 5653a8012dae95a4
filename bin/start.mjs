#!/usr/bin/env node
// `npm start`: from a fresh checkout to a page that answers. Only checks here that this Node can read the rest.
// Must stay readable for old versions of Node: no new syntax in this file.
const oldest = 20
const version = process.versions.node
if (Number(version.split('.')[0]) < oldest) {
  console.error(
    `Countersign needs Node ${oldest} or newer; this is ${version}. Install a newer one from https://nodejs.org`,
  )
  process.exit(1)
}
if (process.platform === 'win32') {
  console.error('Countersign runs on Linux and macOS. On Windows, use it inside WSL.')
  process.exit(1)
}
const { launch } = await import('./launch.mjs')
await launch(process.argv.slice(2))
