# Copies named paths from one folder to another, in place of what is there: FROM TO PATH...
# Without a box, a link on the way could lead `rm` and `cp` anywhere, so none is followed.
# Exit code 44: the path printed does not exist. 45: the path printed is a link on the way.
set -e
from=$1 to=$2
shift 2

refuse_links() {
  place=$1 rest=$2
  while [ "$rest" != "${rest#*/}" ]; do
    place=$place/${rest%%/*} rest=${rest#*/}
    if [ -L "$place" ]; then
      echo "$place" >&2
      exit 45
    fi
  done
}

# Only GNU's cp shares blocks on request; others refuse the option.
reflink=
if cp --version >/dev/null 2>&1; then reflink=--reflink=auto; fi

for path do
  refuse_links "$from" "$path"
  refuse_links "$to" "$path"
  if [ ! -e "$from/$path" ] && [ ! -L "$from/$path" ]; then
    echo "$path" >&2
    exit 44
  fi
done
for path do
  rm -rf -- "$to/$path"
  mkdir -p -- "$to/$(dirname -- "$path")"
  cp -a $reflink -- "$from/$path" "$to/$path"
done
