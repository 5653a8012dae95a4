// Commands of an agent that wants out of its box: the host's processes, files, devices, privileges and the repository.
import type { CommandCase } from './command-cases.ts'

const python = (code: string) => `/usr/bin/python3 - <<'END'\n${code}\nEND`
const readOnly = /Read-only file system|Permission denied|not permitted|busy|No such file/

const files: CommandCase[] = [
  {
    name: 'files: the worktree of another session by its path',
    cmd: ({ otherWorktree }) =>
      `ls -la ${otherWorktree}; cat ${otherWorktree}/package.json; touch ${otherWorktree}/mine`,
    says: /No such file/,
    never: /"name"/,
  },
  {
    name: 'files: the worktree of another session through a link',
    cmd: ({ otherWorktree }) => `ln -s ${otherWorktree} link && cat link/package.json; rm -f link`,
    says: /No such file/,
    never: /"name"/,
  },
  {
    name: 'files: every other session, searched for',
    cmd: ({ otherSessionId }) =>
      `find / -path '*${otherSessionId}*' 2>/dev/null; grep -c ${otherSessionId.slice(0, 8)}x /proc/self/mountinfo; echo looked`,
    says: /looked/,
    never: /worktrees\/[^ ]*\/package/,
  },
  {
    name: 'files: the data directory and its secret',
    cmd: ({ dataFolder }) =>
      `find ${dataFolder} -name '*secret*' -o -name 'postmaster*' -o -name '*.env'; cat ${dataFolder}/secret* ${dataFolder}/*.json; echo looked`,
    says: /looked/,
    never: /postmaster|BEGIN/,
  },
  {
    name: 'files: writing to the data directory',
    cmd: ({ dataFolder }) => `touch ${dataFolder}/mine ${dataFolder}/worktrees/mine`,
    says: /Output:/,
  },
  {
    name: 'files: writing where programs lie',
    cmd: 'touch /usr/bin/mine /etc/mine /mine /dev/mine; true',
    says: readOnly,
  },
  {
    name: 'files: the home of the server’s user',
    cmd: 'ls -la /root /home; cat /root/.bashrc; true',
    says: /No such file/,
  },
  {
    name: 'files: a hard link out of the tree',
    cmd: 'ln /etc/passwd stolen; ls stolen',
    says: /cross-device|Cross-device|not permitted|Read-only/,
  },
  {
    name: 'files: real accounts and their hashes',
    cmd: 'cat /etc/shadow; wc -l < /etc/passwd',
    says: /No such file|denied/,
  },
  {
    name: 'files: what it leaves in /tmp and HOME is gone with the next command',
    cmd: 'ls -A /tmp /var/tmp /dev/shm $HOME; touch /tmp/a /var/tmp/a /dev/shm/a $HOME/a',
    says: /Output:/,
    never: /\na\n/,
  },
  {
    name: 'files: a name by which the kernel would open a handle',
    cmd: python(
      'import ctypes,os\nc=ctypes.CDLL(None,use_errno=True)\nprint(c.open_by_handle_at(-100,b"\\x00"*64,0),ctypes.get_errno())',
    ),
    says: /-1 1/,
  },
]

const kernel: CommandCase[] = [
  {
    name: 'proc: only its own processes',
    cmd: `ls /proc | grep -c '^[0-9]'; test -e /proc/${process.pid}/environ && tr '\\0' '\\n' < /proc/${process.pid}/environ; cat /proc/*/cmdline | tr '\\0' ' '`,
    says: /Output:\n[0-9]\n/,
    never: /vitest|COUNTERSIGN_SECRET/,
  },
  {
    name: 'proc: secrets in any environment',
    cmd: "cat /proc/*/environ | tr '\\0' '\\n' | grep -E 'SECRET|DATABASE_URL|API_KEY'; env | grep -E 'SECRET|DATABASE_URL|COUNTERSIGN'; echo looked",
    says: /Output:\nlooked/,
  },
  {
    name: 'proc: sysrq, core pattern and other switches',
    cmd: 'echo b > /proc/sysrq-trigger; echo "|/x" > /proc/sys/kernel/core_pattern; echo 1 > /proc/sys/vm/drop_caches; true',
    says: readOnly,
  },
  {
    name: 'proc: the memory and log of the kernel',
    cmd: 'head -c 16 /proc/kcore | wc -c; head -c 16 /proc/kmsg | wc -c; dmesg; cat /proc/keys',
    says: /denied|not permitted|No such file/,
  },
  {
    name: 'proc: the first process’s root and memory',
    cmd: 'ls /proc/1/root/root /proc/1/root/home/agent/..; dd if=/proc/1/mem bs=1 count=1 skip=4096; true',
    says: /No such file|denied|error/i,
  },
  {
    name: 'proc: a better place when memory runs out',
    cmd: 'echo -1000 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj',
    says: /denied[\s\S]*1000/,
  },
  { name: 'sys: devices and control groups', cmd: 'ls /sys /sys/fs/cgroup; true', says: /No such file/ },
  {
    name: 'devices: disks, memory, terminals',
    cmd: 'ls -la /dev; head -c 1 /dev/sda /dev/vda /dev/mem /dev/kvm /dev/fuse; true',
    says: /No such file/,
  },
  {
    name: 'devices: making one',
    cmd: 'mknod disk b 252 0 || mknod /tmp/disk b 252 0',
    says: /not permitted/,
  },
]

const privileges: CommandCase[] = [
  {
    name: 'privileges: mounting',
    cmd: 'mount -t tmpfs none /tmp; mount --bind / /tmp; umount /proc; true',
    says: /denied|not permitted|must be superuser/,
  },
  {
    name: 'privileges: a user namespace of its own',
    cmd: 'unshare -Ur id; unshare -Urn true; true',
    says: /not permitted/,
    never: /uid=0/,
  },
  {
    name: 'privileges: a box in the box',
    cmd: 'command -v bwrap && bwrap --ro-bind / / --unshare-user true; echo over',
    says: /over/,
  },
  {
    name: 'privileges: programs that run as somebody else',
    cmd: 'grep NoNewPrivs /proc/self/status; su -c id < /dev/null; sudo -n id; newgrp root < /dev/null; id',
    says: /NoNewPrivs:\s+1/,
    never: /uid=0/,
  },
  {
    name: 'privileges: capabilities',
    cmd: 'grep -E "Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status',
    says: /CapEff:\s+0000000000000000/,
    never: /Cap(Eff|Prm|Bnd|Amb):\s+0*[1-9a-f]/,
  },
  {
    name: 'privileges: entering another namespace',
    cmd: 'nsenter -t 1 -m -n true; nsenter --net=/proc/1/ns/net true; true',
    says: /not permitted|denied|reassociate/,
  },
  {
    name: 'privileges: tracing a process of the host',
    cmd: python(
      `import ctypes\nc=ctypes.CDLL(None,use_errno=True)\nprint(c.ptrace(16,${process.pid},0,0),ctypes.get_errno())`,
    ),
    says: /-1 3/,
  },
  {
    name: 'privileges: the keyring',
    cmd: python(
      'import ctypes,os\nc=ctypes.CDLL(None,use_errno=True)\nx=os.uname().machine=="x86_64"\nprint(c.syscall(248 if x else 217,b"user",b"k",b"v",1,-3),ctypes.get_errno())',
    ),
    says: /-1 1/,
  },
  {
    name: 'privileges: programs in the kernel',
    cmd: python(
      'import ctypes,os\nc=ctypes.CDLL(None,use_errno=True)\nx=os.uname().machine=="x86_64"\nprint(c.syscall(321 if x else 280,0,0,0),ctypes.get_errno())',
    ),
    says: /-1 1/,
  },
  {
    name: 'privileges: the clock and the name of the machine',
    cmd: 'date -s 2001-01-01; hostname mine; hostname',
    says: /not permitted|cannot set/,
    never: /\nmine/,
  },
  {
    name: 'privileges: another user',
    cmd: python(
      'import os\nfor uid in (0,1000,65534):\n try:\n  os.setuid(uid); print("became",uid)\n except OSError as e: print(e)',
    ),
    says: /not permitted|Invalid argument/,
    never: /became/,
  },
]

const repository: CommandCase[] = [
  {
    name: 'git: removing and replacing .git',
    cmd: 'rm -rf .git; mv .git other; echo "gitdir: /tmp" > .git; true',
    says: readOnly,
  },
  {
    name: 'git: a commit, a branch, a setting',
    cmd: 'git add -A; git -c user.name=x -c user.email=x@example.com commit -qm mine; git branch mine; git config core.fsmonitor /tmp/x; true',
    says: /Read-only|denied|could not lock|unable/i,
  },
  {
    name: 'git: a hook in the repository',
    cmd: 'd=$(git rev-parse --git-common-dir); echo "touch /tmp/ran" > $d/hooks/post-checkout; touch $d/HEAD; true',
    says: readOnly,
  },
]

export const escapeCases: readonly CommandCase[] = [...files, ...kernel, ...privileges, ...repository]
