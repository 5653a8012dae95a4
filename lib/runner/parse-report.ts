// Test reports that checks write: JUnit XML and TAP. A report that cannot be read is null, and then the exit code speaks.
// Names decide what counts (known failures are ignored by name), so no two tests of a report may share one.
import { createHash } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import { Parser as TapParser } from 'tap-parser'
import type { TestOutcome } from '../domain/judge-checks.ts'
import { cleanText } from '../protocol/clean-text.ts'

export type TestReport = { tests: TestOutcome[]; failures: { name: string; message: string }[] }
type RawReport = { tests: (TestOutcome & { message: string })[] }

const maxMessage = 2_000
/** Of all messages of a report together: an event holds them. */
const maxMessages = 10_000
const maxName = 200

export function parseReport(format: 'junit' | 'tap', text: string): TestReport | null {
  try {
    const report = format === 'junit' ? parseJunit(text) : parseTap(text)
    return report.tests.length > 0 ? withOwnNames(report) : null
  } catch {
    return null
  }
}

/** Where names still repeat, the second is "name (2)", and so on. */
function withOwnNames({ tests }: RawReport): TestReport {
  const times = new Map<string, number>()
  const report: TestReport = { tests: [], failures: [] }
  let room = maxMessages
  for (const { name: given, outcome, message } of tests) {
    const name = shortName(given)
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    const own = time === 1 ? name : `${name} (${time})`
    report.tests.push({ name: own, outcome })
    if (outcome !== 'failed') continue
    report.failures.push({ name: own, message: message.slice(0, room).toWellFormed() })
    room = Math.max(0, room - message.length)
  }
  return report
}

/** Long names keep their difference by a hash: known failures are found by name. */
function shortName(name: string): string {
  if (name.length <= maxName) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.slice(0, maxName - 20).toWellFormed()}… (${hash})`
}

type XmlNode = { [key: string]: unknown }

function parseJunit(text: string): RawReport {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    processEntities: true,
    htmlEntities: true, // numeric references, as in message="a&#10;b"
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  })
  const report: RawReport = { tests: [] }
  const visit = (node: unknown, path: string[]): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, path)
    else if (node && typeof node === 'object') {
      const element = node as XmlNode
      for (const testcase of asArray(element.testcase)) addCase(report, testcase as XmlNode, path)
      for (const suite of asArray(element.testsuite)) {
        const name = String((suite as XmlNode)['@name'] ?? '')
        visit(suite, isFileName(name) || name === '' ? path : [...path, name])
      }
      if (element.testsuites) visit(element.testsuites, path)
    }
  }
  visit(parser.parse(text), [])
  return report
}

const asArray = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
const isFileName = (name: string) => /\.(m?[jt]sx?|py|rb|go|java)$/.test(name)

function addCase(report: RawReport, testcase: XmlNode, path: string[]): void {
  const own = String(testcase['@name'] ?? 'unnamed')
  const name = cleanText([...path, ...classOf(testcase, own, path), own].join(' › '))
  const failure = testcase.failure ?? testcase.error
  const outcome = failure !== undefined ? 'failed' : testcase.skipped !== undefined ? 'skipped' : 'passed'
  report.tests.push({ name, outcome, message: failure === undefined ? '' : messageOf(asArray(failure)[0]) })
}

/** The class or group of a test, where it says more than what stands around it. Node's runner calls every class "test". */
function classOf(testcase: XmlNode, own: string, path: readonly string[]): string[] {
  const group = String(testcase['@classname'] ?? '').trim()
  const known = group === '' || group === 'test' || isFileName(group) || own.startsWith(group)
  return known || path.includes(group) ? [] : [group]
}

function messageOf(failure: unknown): string {
  if (typeof failure === 'string') return cut(failure)
  const node = (failure ?? {}) as XmlNode
  const [message, text] = [node['@message'], node['#text']].map((part) =>
    typeof part === 'string' ? part : '',
  )
  return cut(text?.trim() || message || '')
}

const cut = (text: string): string => cleanText(text.trim().slice(0, maxMessage))

function parseTap(text: string): RawReport {
  const report: RawReport = { tests: [] }
  const visit = (parser: TapParser, path: string[]) => {
    const parents = new Set<string>()
    let heading: string[] = []
    parser.on('child', (child: TapParser) => {
      const name = child.name || ''
      parents.add(name)
      visit(child, name ? [...path, name] : path)
    })
    parser.on('comment', (comment: string) => {
      const title = headingOf(comment)
      if (title !== null) heading = [title]
    })
    parser.on('assert', (result) => {
      // The line of a group that has subtests only repeats their sum.
      if (parents.has(result.name)) return
      const name = cleanText([...path, ...heading, result.name].join(' › '))
      const outcome = result.skip || result.todo ? 'skipped' : result.ok ? 'passed' : 'failed'
      report.tests.push({ name, outcome, message: outcome === 'failed' ? cut(describe(result.diag)) : '' })
    })
  }
  const parser = new TapParser()
  visit(parser, [])
  parser.end(text)
  return report
}

/** Tape and others write a test's title as a comment and then only "should be equal"; diagnostics are set in deeper. */
function headingOf(comment: string): string | null {
  const title = /^# (\S.*)/.exec(comment)?.[1]?.trim() ?? ''
  return title === '' || /^(Subtest:|\w+=)/.test(title) ? null : title
}

function describe(diag: unknown): string {
  if (!diag || typeof diag !== 'object') return ''
  const found = diag as { error?: unknown; message?: unknown }
  return String(found.error ?? found.message ?? JSON.stringify(diag))
}
