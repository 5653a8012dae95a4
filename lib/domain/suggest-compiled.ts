// Checks of projects that are built with CMake, a configure script or make alone. Pure.
// Building is part of the check, not of setup: what was built from one tree proves nothing about another.
import { type FolderView, type Found, junit, nothing } from './suggestion-parts.ts'

export function suggestCompiled(folder: FolderView): Found[] {
  const found = cmake(folder) ?? autotools(folder) ?? make(folder)
  return found ? [found] : []
}

function cmake(folder: FolderView): Found | null {
  const text = folder.text('CMakeLists.txt')
  if (text === null) return null
  const build = 'cmake -S . -B build && cmake --build build -j 2'
  if (!/\b(enable_testing|add_test)\s*\(|include\s*\(\s*CTest\s*\)/i.test(text)) {
    return {
      ...nothing,
      checks: [{ name: 'Build', command: build, report: null }],
      reasons: ['CMakeLists.txt is there but names no tests, so building is the check.'],
    }
  }
  const test = 'ctest --test-dir build --output-on-failure --output-junit "$PWD/report.xml"'
  return {
    ...nothing,
    checks: [{ name: 'Build and test', command: `${build} && ${test}`, report: junit() }],
    reasons: ['CMakeLists.txt names tests; ctest reports each one (CMake 3.21 or newer).'],
  }
}

function autotools(folder: FolderView): Found | null {
  const isReady = folder.has('configure')
  const source = ['configure.ac', 'configure.in'].find(folder.has)
  if (!isReady && !source) return null
  const isAutomake = folder.has('Makefile.am') || folder.has('Makefile.in')
  const target = isAutomake ? 'check' : (testTarget(folder) ?? 'check')
  const steps = [...(isReady ? [] : ['autoreconf -fi']), 'sh ./configure', 'make', `make ${target}`]
  return {
    ...nothing,
    checks: [{ name: 'Build and test', command: steps.join(' && '), report: null }],
    reasons: [
      `${isReady ? 'configure' : source} is there: it is configured, built and tested in each checkout.`,
    ],
  }
}

const makefiles = ['GNUmakefile', 'makefile', 'Makefile']

function testTarget(folder: FolderView): 'test' | 'check' | null {
  const text = makefiles.map(folder.text).find((one) => one !== null) ?? ''
  const has = (target: string) => new RegExp(`^${target}\\s*:(?!=)`, 'm').test(text)
  return has('test') ? 'test' : has('check') ? 'check' : null
}

function make(folder: FolderView): Found | null {
  const file = makefiles.find((one) => folder.text(one) !== null)
  if (!file) return null
  const target = testTarget(folder)
  return {
    ...nothing,
    checks: [
      target
        ? { name: 'Build and test', command: `make && make ${target}`, report: null }
        : { name: 'Build', command: 'make', report: null },
    ],
    reasons: [
      target
        ? `${file} has a target “${target}”, which runs after the build.`
        : `${file} has neither a target “test” nor “check”, so building is the check.`,
    ],
  }
}
