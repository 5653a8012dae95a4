// A C program from a Debian source package: its setup is a real ./configure, its tests are a shell script that says only
// passed or failed. The first attempt of the agent builds and fails them; the correction has to come from their output.
// One old test says the opposite of what is wanted: the agent changes it, and the reviewer is told what the old one says.
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Call, find, patch, propose, read, run } from '../../models/scripted/steps.ts'
import { type Installation, startInstallation } from '../start-installation.ts'
import { fetchDebianSource } from './fetch-source.ts'
import { allOf, mergeChange, patience, turnChecks } from './merge-change.ts'
import type { Playbook } from './play-agent.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

const marksMore = `
*** Update File: main_loop.c
@@ void set_verbose( void ) { verbose = true; }
-static const line_t * mark[26];			/* line markers */
+enum { marks = 52 };			/* 'a' to 'z', then 'A' to 'Z' */
+static const line_t * mark[marks];	/* line markers */
 static int markno;				/* line marker count */
 
+/* return place of a marker in the list, or -1 */
+static int mark_place( const int c )
+  {
+  if( c >= 'a' && c <= 'z' ) return c - 'a';
+  if( c >= 'A' && c <= 'Z' ) return 26 + c - 'A';
+  set_error_msg( inv_mark_ch );
+  return -1;
+  }
+
+
 static bool mark_line_node( const line_t * const lp, int c )
   {
-  c -= 'a';
-  if( c < 0 || c >= 26 ) { set_error_msg( inv_mark_ch ); return false; }
+  c = mark_place( c );
+  if( c < 0 ) return false;
   if( !mark[c] ) ++markno;`

const findsMore = `
*** Update File: main_loop.c
@@ void unmark_line_node( const line_t * const lp )
-  for( i = 0; markno && i < 26; ++i )
+  for( i = 0; markno && i < marks; ++i )
@@ static int get_marked_node_addr( int c )
-  c -= 'a';
-  if( c < 0 || c >= 26 ) { set_error_msg( inv_mark_ch ); return -1; }
+  c = mark_place( c );
+  if( c < 0 ) return -1;
   return get_line_node_addr( mark[c] );`

const oldTest = `
*** Update File: testsuite/k2.err
@@
 H
-kA
+k1
 w out.ro`

const testMarks = `
*** Add File: testsuite/k_upper.ed
+2kA
+3ka
+'a+1,$d
+'Ad
+w out.o
*** Add File: testsuite/k_upper.r
+This natural inequality of the two powers of population and of
+constantly keep their effects equal, form the great difficulty that to`

const describeMarks = `
*** Update File: doc/ed.texi
@@ @item (.)kx
-Marks a line with a lower case letter @samp{x}. The line can then be
+Marks a line with a letter @samp{x}; upper and lower case are different
+marks. The line can then be
 addressed as @samp{'x} (i.e., a single quote followed by @samp{x}) in`

const tick = (id: string): Call => ({
  name: 'update_plan',
  arguments: { plan: [{ id, status: 'completed' }] },
})

const playbook: Playbook = {
  plan: [
    {
      say: 'I look for the marks.',
      calls: [find('mark\\[', '.'), read('testsuite/k.ed')],
      sees: [/main_loop\.c/, /2ka/],
    },
    {
      say: 'Marks are a list of 26.',
      calls: [
        propose({
          summary:
            'The k command and the address after an apostrophe take upper case letters too, as marks of their own.',
          steps: [
            {
              id: 's1',
              title: 'Keep 52 marks',
              detail: 'One function finds the place of a letter.',
              paths: ['main_loop.c'],
              commands: [],
            },
            {
              id: 's2',
              title: 'Test and describe it',
              detail: 'An upper and a lower case mark of the same letter in one script.',
              paths: ['testsuite/k_upper.ed', 'testsuite/k_upper.r', 'doc/ed.texi'],
              commands: ['make check'],
            },
          ],
        }),
      ],
    },
  ],
  implement: [
    { say: 'First the list.', calls: [patch(marksMore), tick('s1')], sees: [/Success/] },
    { say: 'Then a test.', calls: [patch(testMarks, describeMarks), tick('s2')], sees: [/Success/] },
    {
      say: 'It builds.',
      calls: [run('make'), run('git status --short')],
      sees: [
        /^Exit code: 0/,
        /Output:\n M doc\/ed.texi\n M main_loop.c\n\?\? testsuite\/k_upper.ed\n\?\? testsuite\/k_upper.r\n?$/,
      ],
    },
    { say: 'Lines can be marked with upper case letters.' },
  ],
  correct: [
    {
      say: 'The mark is set, but the address is not found; and k2.err counts on kA being refused.',
      calls: [patch(findsMore, oldTest)],
      sees: [/Success/],
    },
    { say: 'Now the tests.', calls: [run('make check')], sees: [/tests completed successfully/] },
    { say: 'Only setting a mark knew the upper case letters, finding and deleting it did not. Now all do.' },
  ],
}

it(
  'GNU ed: lines are marked with upper case letters too',
  async () => {
    const { events, requests, changedPaths } = await mergeChange(here, {
      fetch: (scratch, into) =>
        fetchDebianSource(
          {
            path: 'e/ed/ed_1.19.orig.tar.gz',
            sha256: '8e5c3e7c84972e73957ff396b8318a21795f86547dd1fe4ec4232a9e6e44ca1d',
          },
          scratch,
          into,
        ),
      ignored: ['/Makefile', '/config.status', '*.o', '/ed', '/red', '/tmp'],
      settings: {
        setupCommand: './configure CFLAGS=-O0',
        keyFiles: ['configure', 'Makefile.in'],
        outputPaths: ['Makefile', 'config.status'],
        checks: [{ id: 'tests', name: 'Tests', command: 'make check', report: null }],
      },
      api: 'responses',
      playbook,
      desiredState:
        'A line can be marked with an upper case letter too: kA marks it, and A is another mark than a.',
      async testClone(clone) {
        const { stdout } = await execa('sh', ['-c', './configure && make check'], { cwd: clone })
        expect(stdout).toContain('tests completed successfully')
      },
    })

    expect(changedPaths).toEqual([
      'doc/ed.texi',
      'main_loop.c',
      'testsuite/k2.err',
      'testsuite/k_upper.ed',
      'testsuite/k_upper.r',
    ])
    const turns = turnChecks(events)
    expect(turns.map(({ data }) => data.outcome)).toEqual(['failed', 'passed'])
    expect(turns[0]!.data.counted).toEqual(['Tests'])
    expect(turns[0]!.data.results[0]?.output).toMatch(/The script \S+k_upper\.ed exited abnormally/)
    expect(turns[1]!.data.loosened).toMatchObject({ baseTests: 'failed', baseFailures: [{ name: 'Tests' }] })
    // The agent had built in its own folder; each check compiles all the same, and as the setup chose.
    for (const { data } of turns) expect(data.results[0]?.output).toMatch(/gcc +-O0 -c -o main_loop\.o/)
    expect(allOf(events, 'turn.started').map(({ data }) => data.kind)).toEqual(['plan', 'implement', 'fix'])
    expect(JSON.stringify(requests.at(-1)!.body)).toContain('k_upper.ed exited abnormally')
  },
  patience,
)
