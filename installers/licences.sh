#!/bin/sh
# Prints whose libraries are in these folders (lib/<role>/*.jar), under which licences, with the texts that they carry. Fails where
# one is not in the table licences.txt: nothing is shipped that nobody looked at.
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
jar=$JAVA_HOME/bin/jar
ours=' launcher protocol daemon tenant-server cli ui consent hostfiles '
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf 'Bulkhead itself: Apache-2.0 (LICENSE). It comes with these parts of others:\n\n'
for name in $(find "$@" -name '*.jar' -exec basename {} .jar \; | LC_ALL=C sort -u) javafx runtime inter; do
  case $ours in *" $name "*) continue ;; esac
  case $name in javafx-*) continue ;; esac
  if ! grep "^$name " "$here/licences.txt"; then
    printf "bulkhead: %s.jar is not in installers/licences.txt: look its licence up and add it.\n" "$name" >&2
    exit 1
  fi
done
printf '\nMIT: https://opensource.org/license/mit\nBSD-3-Clause: https://asm.ow2.io/license.html\n'
printf 'Apache-2.0: LICENSE beside this file\nEPL-2.0: https://www.eclipse.org/legal/epl-v20.html\n'
printf 'OFL-1.1: https://openfontlicense.org\nGPL-2.0 with the Classpath exception: runtime/legal/java.base/LICENSE\n'
find "$@" -name '*.jar' | LC_ALL=C sort | while IFS= read -r found; do
  name=$(basename "$found")
  if [ -e "$work/$name" ]; then continue; fi
  mkdir "$work/$name"
  for text in $("$jar" --list --file "$found" | grep -E '(^|/)(LICENSE|LICENCE|NOTICE|COPYING|OFL)[^/]*$' | grep -v '\.class$'); do
    (cd "$work/$name" && "$jar" --extract --file "$found" "$text")
    printf '\n==== %s: %s\n\n' "$name" "$text"
    cat "$work/$name/$text"
  done
done
