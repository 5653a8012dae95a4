// Test reports that checks write: JUnit XML and TAP. A report that cannot be read is null, and then the exit code speaks.
import { XMLParser } from 'fast-xml-parser'
import { Parser as TapParser } from 'tap-parser'
import type { TestOutcome } from '../domain/judge-checks.ts'
import { cleanText } from '../protocol/clean-text.ts'

export type TestReport = { tests: TestOutcome[]; failures: { name: string; message: string }[] }

const maxMessage = 2_000

export function parseReport(format: 'junit' | 'tap', text: string): TestReport | null {
  try {
    const report = format === 'junit' ? parseJunit(text) : parseTap(text)
    return report.tests.length > 0 ? report : null
  } catch {
    return null
  }
}

type XmlNode = { [key: string]: unknown }

function parseJunit(text: string): TestReport {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    processEntities: true,
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  })
  const report: TestReport = { tests: [], failures: [] }
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

function addCase(report: TestReport, testcase: XmlNode, path: string[]): void {
  const own = String(testcase['@name'] ?? 'unnamed')
  const name = cleanText([...path, own].join(' › '))
  const failure = testcase.failure ?? testcase.error
  const outcome = failure !== undefined ? 'failed' : testcase.skipped !== undefined ? 'skipped' : 'passed'
  report.tests.push({ name, outcome })
  if (failure !== undefined) report.failures.push({ name, message: messageOf(asArray(failure)[0]) })
}

function messageOf(failure: unknown): string {
  if (typeof failure === 'string') return cut(failure)
  const node = (failure ?? {}) as XmlNode
  return cut([node['@message'], node['#text']].filter((part) => typeof part === 'string').join('\n'))
}

const cut = (text: string): string => cleanText(text.trim().slice(0, maxMessage))

function parseTap(text: string): TestReport {
  const report: TestReport = { tests: [], failures: [] }
  const visit = (parser: TapParser, path: string[]) => {
    const parents = new Set<string>()
    parser.on('child', (child: TapParser) => {
      const name = child.name || ''
      parents.add(name)
      visit(child, name ? [...path, name] : path)
    })
    parser.on('assert', (result) => {
      // The line of a group that has subtests only repeats their sum.
      if (parents.has(result.name)) return
      const name = cleanText([...path, result.name].join(' › '))
      const outcome = result.skip || result.todo ? 'skipped' : result.ok ? 'passed' : 'failed'
      report.tests.push({ name, outcome })
      if (outcome === 'failed') report.failures.push({ name, message: cut(describe(result.diag)) })
    })
  }
  const parser = new TapParser()
  visit(parser, [])
  parser.end(text)
  return report
}

function describe(diag: unknown): string {
  if (!diag || typeof diag !== 'object') return ''
  const found = diag as { error?: unknown; message?: unknown }
  return String(found.error ?? found.message ?? JSON.stringify(diag))
}
