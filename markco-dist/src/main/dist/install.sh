#!/bin/sh
# Installs markco from the directory this script is in, or removes what it installed.
set -eu
LC_ALL=C
export LC_ALL

usage() {
  cat <<'END'
Usage: ./install.sh [--prefix DIR] [--uninstall]

Installs markco below DIR: the command into DIR/bin, what it runs on into
DIR/lib/markco, manual pages into DIR/share/man, completions for bash, zsh and
fish, and systemd units where systemd finds them. An older markco there is replaced.

  --prefix DIR   where to; /usr/local for root, otherwise ~/.local
  --uninstall    remove what was installed there, and nothing else
  --help         say this

DESTDIR, for packagers, is put before DIR in what is written.
END
}

say() { printf 'markco: %s\n' "$*"; }
fail() {
  printf 'markco: %s\n' "$1" >&2
  [ -z "${2:-}" ] || printf '  → %s\n' "$2" >&2
  exit "${3:-1}"
}

prefix='' action=install
while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -gt 1 ] || fail "--prefix needs a directory" "./install.sh --prefix ~/.local" 2
      prefix=$2
      shift
      ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --uninstall) action=uninstall ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "unknown argument '$1'" "See ./install.sh --help" 2 ;;
  esac
  shift
done
if [ -z "$prefix" ]; then
  if [ "$(id -u)" -eq 0 ]; then prefix=/usr/local; else prefix=${HOME:?}/.local; fi
fi
case $prefix in
  /*) ;;
  *) prefix=$(pwd)/$prefix ;;
esac
prefix=${prefix%/}
root=${DESTDIR:-}$prefix
own=$root/lib/markco
manifest=$own/manifest

# Removes the files and links of the manifest $1 that are not in $2, then the directories that this emptied; the
# manifest tells directories that were made for markco from those that were there.
remove() {
  while read -r kind path; do
    case $kind in
      f) grep -Fqx "f $path" "$2" 2>/dev/null || rm -f "$root/$path" ;;
    esac
  done <"$1"
  # Deepest first: a longer path sorts after the one it begins with.
  sort -r "$1" | while read -r kind path; do
    if [ "$kind" = d ]; then rmdir "$root/$path" 2>/dev/null || true; fi
  done
}

if [ "$action" = uninstall ]; then
  [ -f "$manifest" ] || fail "no markco is installed in $root" "name the directory it was installed to with --prefix" 6
  copy=$(mktemp "${TMPDIR:-/tmp}/markco.XXXXXX")
  trap 'rm -f "$copy"' EXIT
  cat "$manifest" >"$copy"
  # Made by MARKCO_CDS=build, after the installation.
  rm -f "$own"/lib/classes-*.jsa "$manifest"
  remove "$copy" /dev/null
  say "removed from $root"
  say "what it kept stays: documents (~/.local/share/markco) and caches (~/.cache/markco)"
  exit 0
fi

here=$(CDPATH='' cd -P -- "$(dirname "$0")" && pwd)
[ -f "$here/lib/build-id" ] || fail "$here is no unpacked markco" "run the install.sh of an unpacked markco-*.tar.gz"

# Whether Java is there is said now, and does not hinder: it may come later.
if ! problem=$(MARKCO_CDS=off "$here/bin/markco" version 2>&1 >/dev/null); then printf '%s\n' "$problem" >&2; fi

# Each file is copied under another name first and then takes its place: a command that is running keeps the old one.
umask 022
new=$(mktemp "${TMPDIR:-/tmp}/markco.XXXXXX")
trap 'rm -f "$new"' EXIT

# Makes a directory and its parents below $root, and notes those that were not there.
directory() { # PATH
  parent=''
  rest=$1/
  while [ -n "$rest" ]; do
    parent=${parent:+$parent/}${rest%%/*}
    rest=${rest#*/}
    if [ ! -d "$root/$parent" ]; then
      mkdir "$root/$parent"
      echo "d $parent" >>"$new"
    elif [ -f "$manifest" ] && grep -Fqx "d $parent" "$manifest"; then
      grep -Fqx "d $parent" "$new" || echo "d $parent" >>"$new"
    fi
  done
}

# Copies one file to a path below $root.
put() { # SOURCE PATH MODE
  directory "${2%/*}"
  cp -p "$1" "$root/$2.new"
  chmod "$3" "$root/$2.new"
  mv -f "$root/$2.new" "$root/$2"
  echo "f $2" >>"$new"
}

if [ ! -d "$root" ]; then
  mkdir -p "$root" 2>/dev/null || fail "cannot make $root" "choose another --prefix, or run this as root" 4
  echo "d " >>"$new"
elif [ -f "$manifest" ]; then
  grep -x "d " "$manifest" >>"$new" || true
fi
[ -w "$root" ] || fail "$root may not be written to" "choose another --prefix, or run this as root" 4

for file in "$here"/lib/*; do
  case $file in *.jsa) ;; *) put "$file" "lib/markco/lib/${file##*/}" 644 ;; esac
done
if [ -d "$here/runtime" ]; then
  # A Java of its own: the archive that has one brings it.
  (cd "$here" && find runtime ! -type d) >"$new.runtime"
  while IFS= read -r file; do
    if [ -x "$here/$file" ]; then put "$here/$file" "lib/markco/$file" 755; else put "$here/$file" "lib/markco/$file" 644; fi
  done <"$new.runtime"
  rm -f "$new.runtime"
fi
put "$here/bin/markco" lib/markco/bin/markco 755
put "$here/install.sh" lib/markco/install.sh 755
put "$here/LICENSE" share/doc/markco/LICENSE 644
put "$here/README.md" share/doc/markco/README.md 644
for file in "$here"/man/*.1; do put "$file" "share/man/man1/${file##*/}" 644; done
put "$here/completions/markco.bash" share/bash-completion/completions/markco 644
put "$here/completions/_markco" share/zsh/site-functions/_markco 644
put "$here/completions/markco.fish" share/fish/vendor_completions.d/markco.fish 644

# The units name the command as it is installed.
unit() { # SOURCE PATH
  directory "${2%/*}"
  sed "s|@PREFIX@|$prefix|g" "$1" >"$root/$2.new"
  chmod 644 "$root/$2.new"
  mv -f "$root/$2.new" "$root/$2"
  echo "f $2" >>"$new"
}
unit "$here/systemd/markco-relay.service" lib/systemd/system/markco-relay.service
unit "$here/systemd/markco-agent@.service" share/systemd/user/markco-agent@.service

directory bin
ln -sf ../lib/markco/bin/markco "$root/bin/markco.new"
mv -f "$root/bin/markco.new" "$root/bin/markco"
echo "f bin/markco" >>"$new"

if [ -f "$manifest" ]; then
  rm -f "$own"/lib/classes-*.jsa
  remove "$manifest" "$new"
fi
cp "$new" "$manifest"
chmod 644 "$manifest"

say "installed in $root"
case ":${PATH}:" in
  *":$prefix/bin:"*) ;;
  *) say "$prefix/bin is not on your PATH; add it, or call $prefix/bin/markco" ;;
esac
