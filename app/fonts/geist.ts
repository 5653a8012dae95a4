// Geist Sans and Geist Mono from the npm package, served by ourselves: nothing is fetched from another host.
export { GeistMono as mono } from 'geist/font/mono'
export { GeistSans as sans } from 'geist/font/sans'
