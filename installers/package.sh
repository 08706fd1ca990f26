#!/bin/sh
# 'bulkhead package': makes what users install, out of what the build has laid out. Needs JAVA_HOME (a JDK 25 or newer) and APP.
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
usage() {
  printf 'usage: bulkhead package app|deb|rpm [--version VERSION] [--out FOLDER] [--image FOLDER]\n\n'
  printf 'app: the application with its own runtime, as a folder. deb, rpm: a package of it (Debian and Ubuntu; Fedora).\n'
  printf -- '--image: packs this folder, which "package app" made, and makes no other.\n'
}
say() { printf 'bulkhead: %s\n' "$*" >&2; }

kind=${1:-}
case $kind in
  app | deb | rpm) shift ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$here/../pom.xml")
out=$here/target/packages image=
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=${2:?} ;;
    --out) out=${2:?} ;;
    --image) image=${2:?} ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done
case $version in
  '' | [!0-9]* | *[!0-9a-z.+~]*) say "'$version' is no version: digits first, then digits, letters, '.', '+' and '~'."; exit 2 ;;
esac
if [ "$(uname -s)" != Linux ]; then
  say "this makes Linux packages: on Windows use installers/windows/package.ps1, on macOS installers/macos/package.sh."
  exit 1
fi
# A build of the same sources gives the same files, and class archives are valid for the times that their jars have.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -u -d "$(sed -n 's:.*outputTimestamp>\(.*\)</.*:\1:p' "$here/../pom.xml")" +%s)}
export SOURCE_DATE_EPOCH JAVA_HOME APP

umask 022
mkdir -p "$out"
out=$(CDPATH= cd -- "$out" && pwd -P)
if [ -z "$image" ]; then
  image=$out/app
  sh "$here/image.sh" "$image"
fi
image=$(CDPATH= cd -- "$image" && pwd -P)
case $kind in
  app) printf '%s\n' "$image" ;;
  deb) sh "$here/linux/deb.sh" "$image" "$version" "$out" ;;
  rpm) sh "$here/linux/rpm.sh" "$image" "$version" "$out" ;;
esac
