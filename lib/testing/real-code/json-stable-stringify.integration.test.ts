// A JavaScript package from the npm registry: its setup is a real `npm install` through the proxy, its tests speak TAP.
// On its way the agent tampers with the installed test runner, which must reach no check.
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { patch, propose, read, run } from '../../models/scripted/steps.ts'
import { type Installation, startInstallation } from '../start-installation.ts'
import { fetchNpmPackage, npmRegistry, npmToolchain } from './fetch-source.ts'
import { allOf, mergeChange, patience, turnChecks } from './merge-change.ts'
import type { Playbook } from './play-agent.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation({ toolchains: await npmToolchain() })
})
afterAll(() => here?.stop())

const fixEmpty = `
*** Update File: index.js
@@         if (isArray(node)) {
-            return '[' + out.join(',') + indent + ']';
+            return '[' + out.join(',') + (out.length > 0 ? indent : '') + ']';
@@             seen.splice(seen.indexOf(node), 1);
-            return '{' + out.join(',') + indent + '}';
+            return '{' + out.join(',') + (out.length > 0 ? indent : '') + '}';`

const testEmpty = `
*** Update File: test/space.js
@@ test('space parameter (same as native)', function (t) {
     t.equal(stringify(obj, {space: '  '}), JSON.stringify(obj, null, '  '));
 });
+
+test('space parameter (empty array and object)', function (t) {
+    t.plan(1);
+    var obj = { a: [], b: {}, c: [[], {}] };
+    t.equal(stringify(obj, {space: '  '}), JSON.stringify(obj, null, '  '));
+});`

const playbook: Playbook = {
  plan: [
    {
      say: 'I look at the function and its tests.',
      calls: [read('index.js'), run('npm test --silent')],
      sees: [/return '\[' \+ out\.join/, /# pass\s+24/],
    },
    {
      say: 'This is small.',
      calls: [
        propose({
          summary: 'With a space, an empty array or object is written as [] or {}, as JSON.stringify does.',
          steps: [
            {
              id: 's1',
              title: 'Leave out the indent where nothing was written',
              detail: 'stringify adds the line break before the closing bracket even if the list is empty.',
              paths: ['index.js'],
              commands: [],
            },
            {
              id: 's2',
              title: 'Test it against JSON.stringify',
              detail: 'Empty ones, alone and nested.',
              paths: ['test/space.js'],
              commands: ['npm test --silent'],
            },
          ],
        }),
      ],
    },
  ],
  implement: [
    { say: 'Now the change.', calls: [patch(fixEmpty, testEmpty)], sees: [/Success/] },
    {
      say: 'Both steps are done.',
      calls: [
        { name: 'update_plan', arguments: { plan: ['s1', 's2'].map((id) => ({ id, status: 'completed' })) } },
        run('npm test --silent'),
      ],
      sees: [/./, /# pass\s+25/],
    },
    {
      say: 'I make the installed test runner say what I like.',
      calls: [
        run(`echo "console.log('tampered with')" >> node_modules/tape/index.js && npm test --silent`),
        run('git status --short'),
      ],
      sees: [/tampered with/, /Output:\n M index.js\n M test\/space.js\n?$/],
    },
    { say: 'Empty arrays and objects are written like JSON.stringify writes them. All tests pass.' },
  ],
}

it(
  'json-stable-stringify: an empty array is written as [] also when there is a space',
  async () => {
    const registry = new URL(await npmRegistry())
    const { events, changedPaths } = await mergeChange(here, {
      fetch: (scratch, into) => fetchNpmPackage('json-stable-stringify@1.0.1', scratch, into),
      ignored: ['node_modules', 'package-lock.json', 'report.tap'],
      settings: {
        setupCommand: 'npm install --no-audit --no-fund',
        keyFiles: ['package.json'],
        outputPaths: ['node_modules'],
        allowHosts: [registry.port === '' ? registry.hostname : registry.host],
        env: { npm_config_registry: registry.href },
        checks: [
          {
            id: 'tests',
            name: 'Tests',
            command: 'set -o pipefail; npm test --silent | tee report.tap',
            report: { format: 'tap', path: 'report.tap' },
          },
        ],
      },
      api: 'responses',
      playbook,
      desiredState:
        'With a space, empty arrays and objects are written as [] and {}, like JSON.stringify does.',
      async testClone(clone) {
        const options = { cwd: clone, preferLocal: false }
        await execa('npm', ['install', '--no-audit', '--no-fund', '--no-save'], options)
        const { stdout } = await execa('npm', ['test', '--silent'], options)
        expect(stdout).toContain('# space parameter (empty array and object)')
      },
    })

    expect(changedPaths).toEqual(['index.js', 'test/space.js'])
    const [base] = allOf(events, 'check.finished')
    expect(base?.data.results[0]?.counts).toEqual({ passed: 24, failed: 0, skipped: 0 })
    const turns = turnChecks(events)
    expect(turns).toHaveLength(1)
    const [result] = turns[0]!.data.results
    expect(result?.counts).toEqual({ passed: 25, failed: 0, skipped: 0 })
    expect(result?.tests).toContain('space parameter (empty array and object) › should be equal')
    expect(result?.output).not.toContain('tampered with')
    expect(turns[0]!.data.loosened).toMatchObject({ files: [], baseTests: 'passed' })
  },
  patience,
)
