#!/bin/sh
# Packs the application $1 as version $2 for Fedora and its kin, into the folder $3. Needs rpmbuild (Debian: apt install rpm).
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
image=$1 version=$2 out=$3
if ! command -v rpmbuild >/dev/null 2>&1; then
  printf "bulkhead: rpmbuild is missing: install it (Debian: apt-get install rpm; Fedora: dnf install rpm-build).\n" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh "$here/tree.sh" "$image" "$version" "$work/tree"
# RPM's own order: a version has no '-', and '~' comes before everything, as in Debian's.
rpmbuild -bb --quiet --define "_topdir $work/rpmbuild" --define "_rpmdir $work" --define "the_version $version" \
  --define "the_tree $work/tree" --define "_build_name_fmt bulkhead-%{version}-%{release}.%{arch}.rpm" \
  --buildroot "$work/root" "$here/bulkhead.spec" >&2
mv "$work"/bulkhead-*.rpm "$out/"
ls "$out"/bulkhead-"$version"-*.rpm
