#!/bin/sh
# Lays the application $1 out as a system has it, below the folder $3, as version $2: what .deb and .rpm have in common.
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
image=$1 version=$2 root=$3
lib=$root/usr/lib/bulkhead share=$root/usr/share
mkdir -p "$root/usr/lib" "$root/usr/bin" "$share/doc/bulkhead" "$share/man/man1" "$share/applications" \
  "$share/icons/hicolor/scalable/apps" "$share/bash-completion/completions" "$share/fish/vendor_completions.d"
cp -a "$image" "$lib"
printf '%s\n' "$version" >"$lib/version"
ln -s ../lib/bulkhead/bulkhead "$root/usr/bin/bulkhead"
mv "$lib/docs"/* "$share/doc/bulkhead/"
rmdir "$lib/docs"
gzip -9n <"$lib/share/bulkhead.1" >"$share/man/man1/bulkhead.1.gz"
cp "$lib/share/completion.bash" "$share/bash-completion/completions/bulkhead"
# zsh reads bash's, by what 'bulkhead completion --help' says.
cp "$lib/share/completion.fish" "$share/fish/vendor_completions.d/bulkhead.fish"
rm -r "$lib/share"
cp "$here/bulkhead.desktop" "$share/applications/"
cp "$here/bulkhead.svg" "$share/icons/hicolor/scalable/apps/"
chmod -R u=rwX,go=rX "$root"
# Class archives are valid for the times that their jars have.
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
