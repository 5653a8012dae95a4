// Commands of an agent that wants to take the machine down, to stay, or to get out, and what each must come to.
import { networkInterfaces } from 'node:os'

export type Surroundings = {
  dataFolder: string
  databaseUrl: URL
  providerPort: number
  otherWorktree: string
  otherSessionId: string
  abstractName: string
  pathSocket: string
  namespacedAddress: string
}

export type CommandCase = {
  name: string
  cmd: string | ((here: Surroundings) => string)
  /** In what the model and the person are told. */
  says: RegExp
  never?: RegExp
  timeoutMs?: number
  /** Another session does its work meanwhile. */
  heavy?: true
}

const python = (code: string) => `/usr/bin/python3 - <<'END'\n${code}\nEND`
const tooMuchOutput = /It wrote more than the limit and was ended\./
const outOfMemory =
  /It used more memory than the limit|MemoryError|Cannot allocate|No space left|ended by a signal/
const outOfDisk = /The project folder holds more than its limit/
const outOfTime = /It ran over its time limit and was ended\./
const refused = /Connection refused|Network is unreachable|timed out|No such file|refused/

const output: CommandCase[] = [
  { name: 'output: 1 GB of lines', cmd: 'yes | head -c 1G', says: tooMuchOutput },
  { name: 'output: 1 GB without a newline', cmd: "head -c 1G /dev/zero | tr '\\0' x", says: tooMuchOutput },
  { name: 'output: 1 GB of NUL', cmd: 'head -c 1G /dev/zero', says: tooMuchOutput },
  { name: 'output: 1 GB of random bytes', cmd: 'head -c 1G /dev/urandom', says: tooMuchOutput },
  {
    name: 'output: 1 GB of terminal sequences',
    cmd: "yes $'\\e[2J\\e[31m\\e]8;;http://evil.invalid\\e\\\\x\\e]0;title\\a' | head -c 1G",
    says: tooMuchOutput,
  },
  { name: 'output: 1 GB to the error stream', cmd: 'yes | head -c 1G >&2', says: tooMuchOutput, heavy: true },
  {
    name: 'output: 7 MB, just below the limit, is kept',
    cmd: "head -c 7M /dev/zero | tr '\\0' x; echo; echo end",
    says: /characters left out\][\s\S]*end/,
  },
]

const processes: CommandCase[] = [
  {
    name: 'processes: a fork bomb in the shell',
    cmd: ':(){ :|:& };: ; sleep 60',
    says: /ended|Resource temporarily/,
    timeoutMs: 4000,
    heavy: true,
  },
  {
    name: 'processes: a fork bomb that leaves its session each time',
    cmd: python(
      'import os,time\nwhile True:\n try:\n  if os.fork()==0: os.setsid()\n except OSError: time.sleep(0.2)',
    ),
    says: /ended\./,
    timeoutMs: 4000,
    heavy: true,
  },
  {
    name: 'processes: more threads than allowed',
    cmd: python(
      'import threading,time\nn=0\ntry:\n while n<5000:\n  threading.Thread(target=time.sleep,args=(60,),daemon=True).start(); n+=1\nexcept Exception as e: print("stopped",n<2000)',
    ),
    says: /stopped True|more memory/,
    timeoutMs: 20_000,
  },
  { name: 'processes: sleeping for ever', cmd: 'sleep infinity', says: outOfTime, timeoutMs: 700 },
  {
    name: 'processes: ignoring every signal that can be ignored',
    cmd: 'for n in $(seq 1 64); do trap "" $n 2>/dev/null; done; while :; do sleep 1; done',
    says: outOfTime,
    timeoutMs: 700,
  },
  {
    name: 'processes: a daemon forked twice',
    cmd: '(setsid sh -c "sleep 1000 & sleep 1000" >/dev/null 2>&1 </dev/null &) ; echo left',
    says: /Output:\nleft/,
  },
  {
    name: 'processes: a child in a session of its own that keeps the output open',
    cmd: 'setsid sleep 1000 & echo left',
    says: /Output:\nleft/,
  },
  { name: 'processes: killing every process that it may', cmd: 'kill -9 -1; echo alive', says: /Output:/ },
  {
    name: 'processes: killing its parent and the first process',
    cmd: 'kill -9 $PPID; kill -9 1; kill -TERM 1; sleep 0.2; echo alive',
    says: /Output:/,
  },
  {
    name: 'processes: killing every pid up to the last',
    cmd: 'for n in $(seq 2 40000); do [ $n = $$ ] || kill -9 $n; done 2>/dev/null; echo alive',
    says: /alive/,
  },
  {
    name: 'processes: stopping its first process',
    cmd: 'kill -STOP 1 $PPID; echo alive; sleep 60',
    says: outOfTime,
    timeoutMs: 1000,
  },
  {
    name: 'processes: raising its own priority',
    cmd: 'renice -n -20 -p $$; chrt -f -p 99 $$; ulimit -u unlimited; ulimit -d unlimited; true',
    says: /ermitted|denied/,
  },
]

const memory: CommandCase[] = [
  {
    name: 'memory: one process takes 4 GB',
    cmd: python('x=bytearray(4_000_000_000)\nprint("had it")'),
    says: outOfMemory,
    never: /had it/,
  },
  {
    name: 'memory: many processes take a little each',
    cmd: python(
      'import os,time\nfor n in range(30):\n if os.fork()==0:\n  x=bytearray(30_000_000)\n  time.sleep(60)\nos.wait()',
    ),
    says: outOfMemory,
    heavy: true,
  },
  {
    name: 'memory: a mapping shared between processes',
    cmd: python(
      'import mmap\nm=mmap.mmap(-1,1_500_000_000)\nfor at in range(0,len(m),4096): m[at]=1\nprint("had it")',
    ),
    says: outOfMemory,
    never: /had it/,
  },
  {
    name: 'memory: filling /dev/shm',
    cmd: 'head -c 1500M /dev/zero > /dev/shm/big && echo had it',
    says: outOfMemory,
    never: /had it/,
  },
  {
    name: 'memory: filling /tmp and the other private folders a little each',
    cmd: 'for f in /tmp /var/tmp /dev/shm $HOME; do head -c 150M /dev/zero > $f/big; done; sleep 60',
    says: outOfMemory,
  },
  {
    name: 'memory: many empty files in /tmp',
    cmd: python(
      'import os\nfor n in range(3_000_000): os.close(os.open("/tmp/%d"%n,os.O_CREAT))\nprint("had it")',
    ),
    says: outOfMemory,
    never: /had it/,
  },
  {
    name: 'memory: a zip bomb unpacked into memory',
    cmd: python(
      'import zlib\nb=zlib.compress(bytes(500_000_000))\nprint(len(b))\ny=zlib.decompress(b)+zlib.decompress(b)\nprint("had it")',
    ),
    says: outOfMemory,
    never: /had it/,
  },
]
const disk: CommandCase[] = [
  { name: 'disk: one endless file', cmd: 'cat /dev/zero > big', says: outOfDisk, heavy: true },
  {
    name: 'disk: many files of some size',
    cmd: 'n=0; while head -c 8M /dev/zero > big$n; do n=$((n+1)); done',
    says: outOfDisk,
  },
  {
    name: 'disk: many small files',
    cmd: python(
      'import os\nos.makedirs("node_modules",exist_ok=True)\nos.chdir("node_modules")\nn=0\nwhile True:\n n+=1\n if n%1000==1: os.mkdir("d%d"%n); d="d%d"%n\n with open("%s/%d"%(d,n),"w") as f: f.write("x"*3000)',
    ),
    says: outOfDisk,
  },
  {
    name: 'disk: a file of one terabyte that holds nothing',
    cmd: 'truncate -s 1T hole; ls -s hole; rm -f hole',
    says: /File size|File too large|signal|cannot/,
  },
  {
    name: 'disk: a core dump',
    cmd: `${python('import os\nx=bytearray(100_000_000)\nos.abort()')}; ls; find . -size +10M`,
    says: /Output:/,
    never: /core/,
  },
]

const network: CommandCase[] = [
  {
    name: 'network: Postgres by its port',
    cmd: ({ databaseUrl }) =>
      `exec 3<>/dev/tcp/${databaseUrl.hostname === 'localhost' ? '127.0.0.1' : databaseUrl.hostname}/${databaseUrl.port || 5432} && echo reached`,
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: Postgres by a socket in the file system',
    cmd: "find / -name '.s.PGSQL*' 2>/dev/null; echo looked",
    says: /Output:\nlooked/,
  },
  {
    name: 'network: a listener on the host’s loopback',
    cmd: ({ providerPort }) => `exec 3<>/dev/tcp/127.0.0.1/${providerPort} && echo reached`,
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: a listener on the host by IPv6',
    cmd: ({ providerPort }) => `exec 3<>/dev/tcp/::1/${providerPort} && echo reached`,
    says: /refused|unreachable|Cannot assign|invalid|not supported/i,
    never: /\nreached/,
  },
  {
    name: 'network: the host by its outer addresses',
    cmd: ({ providerPort }) => {
      const outer = Object.values(networkInterfaces())
        .flatMap((list) => list ?? [])
        .filter((one) => !one.internal && one.family === 'IPv4')
      return [...outer.map((one) => one.address), '169.254.169.254']
        .map((address) => `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${providerPort} && echo reached'`)
        .join('; ')
    },
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: a listener in a namespace of the test’s own',
    cmd: ({ namespacedAddress }) =>
      `timeout 2 bash -c 'exec 3<>/dev/tcp/${namespacedAddress}/7 && echo reached'`,
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: an abstract socket of the host',
    cmd: ({ abstractName }) =>
      python(
        `import socket\ns=socket.socket(socket.AF_UNIX)\ntry:\n s.connect("\\0${abstractName}"); print("reached")\nexcept OSError as e: print(e)`,
      ),
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: a socket in the host’s temporary folder',
    cmd: ({ pathSocket }) =>
      python(
        `import socket\ns=socket.socket(socket.AF_UNIX)\ntry:\n s.connect("${pathSocket}"); print("reached")\nexcept OSError as e: print(e)`,
      ),
    says: refused,
    never: /\nreached/,
  },
  {
    name: 'network: a name of the internet',
    cmd: 'getent hosts example.com && echo reached; echo over',
    says: /over/,
    never: /reached/,
  },
  {
    name: 'network: moving its own interface about',
    cmd: 'ip link set lo down; ip link add x type dummy; true',
    says: /not permitted|not found|denied/,
  },
  {
    name: 'network: the host’s virtual machine socket',
    cmd: python(
      'import socket\ntry:\n s=socket.socket(40,1); print("reached")\nexcept OSError as e: print(e)',
    ),
    says: /not supported/,
    never: /\nreached/,
  },
]

export const commandCases: readonly CommandCase[] = [...output, ...processes, ...memory, ...disk, ...network]
