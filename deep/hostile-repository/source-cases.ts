// Repositories that a person adds by path, prepared by somebody who wants to run, read or write something here.
import { configured, type SourceCase, sh } from './source-case.ts'

const programs = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.pager',
  'core.editor',
  'core.gitProxy',
  'core.alternateRefsCommand',
  'credential.helper',
  'gpg.program',
  'diff.external',
  'merge.evil.driver',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'diff.evil.textconv',
  'uploadpack.packObjectsHook',
  'alias.upload-pack',
]

const settings: SourceCase[] = [
  ...programs.map((key) =>
    configured(`${key} names a program`, key, ({ trap }) =>
      key.startsWith('alias') ? `!${trap.program}` : trap.program,
    ),
  ),
  configured('hooks in a folder of its own', 'core.hooksPath', ({ trap }) => `${trap.program}/..`),
  configured('another work tree', 'core.worktree', ({ trap }) => trap.folder),
  configured('addresses rewritten', 'url.ext::sh.insteadOf', () => '/'),
  configured('an include of a file outside', 'include.path', ({ trap }) => trap.secretFile),
  configured(
    'an include by folder of a file outside',
    'includeIf.gitdir:/.path',
    ({ trap }) => trap.secretFile,
  ),
  configured('all branches hidden', 'transfer.hideRefs', () => 'refs/heads'),
  configured('submodules updated by a command', 'submodule.sub.update', ({ trap }) => `!${trap.program}`),
  sh('settings: not to be parsed', () => 'printf "[core\\n\\0garbage" > .git/config'),
  sh(
    'settings: a symlink to a file outside',
    ({ trap }) => `rm .git/config; ln -s ${trap.secretFile} .git/config`,
    {
      refuses: ['source.leads-out', /config is a link/],
    },
  ),
  sh('settings: a named pipe', () => 'rm .git/config; mkfifo .git/config', {
    refuses: ['source.leads-out', /config is no plain file/],
  }),
  sh(
    'settings: objects that are missing come from a command',
    ({ trap }) =>
      `git config remote.origin.url "ext::${trap.program}"; git config remote.origin.promisor true; git config remote.origin.uploadpack ${trap.program}; git config core.sshCommand ${trap.program}; git config extensions.partialClone origin; rm -f .git/objects/$(git rev-parse HEAD:a.txt | sed 's|..|&/|')`,
    { refuses: ['source.unreachable', /git fsck/] },
  ),
  sh(
    'hooks: every one of them is a program',
    ({ trap }) =>
      `for h in post-checkout post-upload-pack pre-auto-gc reference-transaction update post-update pre-receive; do ln -sf ${trap.program} .git/hooks/$h; done`,
  ),
  sh(
    'attributes: they name programs of the settings',
    ({ trap }) =>
      `git config filter.evil.clean ${trap.program}; git config filter.evil.smudge ${trap.program}; echo "* filter=evil" > .git/info/attributes; echo y > a.txt`,
    { uncommitted: ['a.txt'] },
  ),
]

const shapes: SourceCase[] = [
  sh('.git: a symlink to a repository elsewhere', () => 'mv .git ../real.git; ln -s ../real.git .git', {
    refuses: ['source.leads-out', /Add that repository itself/],
  }),
  sh(
    '.git: a file that leads to a repository elsewhere',
    () => 'mv .git ../real.git; echo "gitdir: ../real.git" > .git',
    {
      refuses: ['source.leads-out', /Add that repository itself/],
    },
  ),
  sh('.git: a file of nonsense', () => 'rm -rf .git; echo hello > .git', {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('.git: a named pipe', () => 'rm -rf .git; mkfifo .git', {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('.git: an empty folder', () => 'rm -rf .git; mkdir .git', {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('.git: a symlink to itself', () => 'rm -rf .git; ln -s .git .git', {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('HEAD: a named pipe', () => 'rm .git/HEAD; mkfifo .git/HEAD', {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('HEAD: a symlink to a file outside', ({ trap }) => `rm .git/HEAD; ln -s ${trap.secretFile} .git/HEAD`, {
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('HEAD: detached', () => 'git checkout -q --detach'),
  sh('HEAD: on a branch that is not born', () => 'git checkout -q --orphan other', {
    uncommitted: ['a.txt'],
  }),
  sh(
    'HEAD: on a branch with an option for its name',
    () => 'echo "ref: refs/heads/--upload-pack=x" > .git/HEAD',
    { uncommitted: ['a.txt'] },
  ),
  sh(
    'refs: a symlink to a folder outside',
    ({ trap }) => `rm -rf .git/refs/tags; ln -s ${trap.folder} .git/refs/tags`,
    {
      refuses: ['source.leads-out', /tags is a link/],
    },
  ),
  sh(
    'refs: a branch that is a symlink to a file outside',
    ({ trap }) => `ln -s ${trap.secretFile} .git/refs/heads/x`,
    { refuses: ['source.leads-out', /x is a link/] },
  ),
  sh('refs: a branch that is a named pipe', () => 'mkfifo .git/refs/heads/x', {
    refuses: ['source.leads-out', /no plain file/],
  }),
  sh(
    'refs: packed ones that are a symlink to a file outside',
    ({ trap }) => `ln -s ${trap.secretFile} .git/packed-refs`,
    {
      refuses: ['source.leads-out', /packed-refs is a link/],
    },
  ),
  sh(
    'refs: packed ones with lines that are none',
    ({ trap }) => `git rev-parse HEAD > ../head; cat ${trap.secretFile} ../head > .git/packed-refs`,
  ),
  sh(
    'refs: names that look like options, patterns and scripts',
    () =>
      'c=$(git rev-parse HEAD); for n in "refs/heads/--exec=x" "refs/heads/-x" "refs/heads/x;y" "refs/heads/\\$(id)" "refs/heads/<b>"; do echo "$c $n" >> .git/packed-refs; done',
    { branches: ['$(id)', '--exec=x', '-x', '<b>', 'main', 'x;y'] },
  ),
  sh(
    'refs: names that git takes from nobody',
    () =>
      'c=$(git rev-parse HEAD); for n in "refs/heads/a..b" "refs/heads/x.lock" "refs/heads/a b" "refs/heads/../../x"; do echo "$c $n" >> .git/packed-refs; done',
  ),
  sh('refs: names beyond ASCII', () => 'git branch "größe/日本"; git branch "a\u202eb"', {
    branches: ['a\u202eb', 'größe/日本', 'main'],
  }),
  sh(
    'refs: five thousand of them',
    () =>
      'c=$(git rev-parse HEAD); for i in $(seq 5000); do echo "$c refs/tags/t$i"; done > .git/packed-refs',
  ),
  sh(
    'refs: one that names an object that is not there',
    () => 'echo 1234567890123456789012345678901234567890 > .git/refs/heads/x',
    {
      refuses: ['source.unreachable', /git fsck/],
    },
  ),
  sh(
    'objects: borrowed from another repository',
    ({ root }) =>
      `git clone -q --bare . ${root}/other.git; echo ${root}/other.git/objects > .git/objects/info/alternates`,
    { refuses: ['source.borrows', /git repack -a -d/] },
  ),
  sh(
    'objects: a symlink to another repository',
    ({ root }) => `mv .git/objects ${root}/objects; ln -s ${root}/objects .git/objects`,
    {
      refuses: ['source.leads-out', /objects is a link/],
    },
  ),
  sh(
    'objects: a pack that is a named pipe',
    () => 'mkdir -p .git/objects/pack; mkfifo .git/objects/pack/pack-1.idx',
    {
      refuses: ['source.leads-out', /no plain file/],
    },
  ),
  sh(
    'objects: one of them damaged',
    () => 'f=.git/objects/$(git rev-parse HEAD:a.txt | sed "s|..|&/|"); chmod u+w $f; echo damaged > $f',
    { refuses: ['source.unreachable', /git fsck/] },
  ),
  sh('objects: none of them left', () => 'rm -rf .git/objects/*', {
    refuses: ['source.unreachable', /git fsck/],
  }),
]

const kinds: SourceCase[] = [
  sh('kind: bare', ({ root }) => `git clone -q --bare . ${root}/bare.git`, {
    location: ({ root }) => `${root}/bare.git`,
    uncommitted: null,
  }),
  sh(
    'kind: a further work tree of another repository',
    ({ root }) => `git worktree add -q -b side ${root}/side`,
    {
      location: ({ root }) => `${root}/side`,
      branches: ['main', 'side'],
    },
  ),
  sh(
    'kind: a submodule of another repository',
    ({ root }) =>
      `git init -q ${root}/outer; cd ${root}/outer; git -c protocol.file.allow=always submodule --quiet add ${root}/source sub`,
    { location: ({ root }) => `${root}/outer/sub` },
  ),
  sh(
    'kind: has a submodule',
    ({ root }) =>
      `git -c protocol.file.allow=always submodule --quiet add ${root}/source sub; git commit -qm sub`,
  ),
  sh(
    'kind: has a pointer to a large file kept elsewhere',
    () =>
      "printf '*.bin filter=lfs diff=lfs merge=lfs -text\\n' > .gitattributes; printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 12345\\n' 1 > a.bin; git add .; git commit -qm lfs",
  ),
  sh(
    'kind: sparse',
    () => 'mkdir d; echo x > d/x; git add .; git commit -qm d; git sparse-checkout set --cone nothing',
  ),
  sh(
    'kind: shallow',
    ({ root }) =>
      `echo b > b; git add b; git commit -qm b; git clone -q --depth 1 file://${root}/source ${root}/shallow`,
    { location: ({ root }) => `${root}/shallow` },
  ),
  sh('kind: without any commit', () => 'rm -rf .git; git init -q', {
    refuses: ['source.empty', /Commit something first/],
  }),
  sh('kind: SHA-256', () => 'rm -rf .git; git init -q --object-format=sha256; git add .; git commit -qm x', {
    refuses: ['source.format', /SHA-256/],
  }),
  sh(
    'kind: branches kept as a reftable',
    () => 'git config core.repositoryFormatVersion 1; git config extensions.refStorage reftable',
    { refuses: ['source.format', /git refs migrate/] },
  ),
  sh('kind: a file', () => 'true', {
    location: ({ folder }) => `${folder}/a.txt`,
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('kind: not there', () => 'true', {
    location: ({ root }) => `${root}/nothing`,
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('kind: a folder without git', () => 'true', {
    location: ({ trap }) => trap.folder,
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('kind: a folder inside a repository', () => 'mkdir in', {
    location: ({ folder }) => `${folder}/in`,
    refuses: ['source.not-a-repository', /git init/],
  }),
  sh('kind: the git folder itself', () => 'true', {
    location: ({ folder }) => `${folder}/.git`,
    uncommitted: null,
  }),
  sh('kind: by a file address', () => 'true', { location: ({ folder }) => `file://${folder}` }),
  sh('kind: a name with everything in it', ({ root }) => `cp -r . "${root}/a b'c\\"d;\\$(id)"`, {
    location: ({ root }) => `${root}/a b'c"d;$(id)`,
  }),
  sh(
    'files: uncommitted ones with odd names',
    () => 'printf x > "$(printf "a\\nb")"; printf x > -rf; echo y > a.txt',
    {
      uncommitted: ['-rf', 'a\nb', 'a.txt'],
    },
  ),
  sh(
    'files: a symlink out of the tree and a pipe, uncommitted',
    ({ trap }) => `ln -s ${trap.secretFile} out; mkfifo pipe`,
    { uncommitted: ['out'] },
  ),
]

export const sourceCases: readonly SourceCase[] = [...settings, ...shapes, ...kinds]
