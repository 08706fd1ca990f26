#!/bin/sh
# Makes the application as it is installed, in the folder $1: one runtime for all processes, the jars of each, profiles, class
# archives trained on that runtime, manual and completions. Needs JAVA_HOME, APP (what the build laid out), SOURCE_DATE_EPOCH.
set -eu

here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
image=$1
jdk=$JAVA_HOME/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { printf 'bulkhead: %s\n' "$*" >&2; }

# Only what an earlier run made is removed.
if [ -e "$image" ] && [ ! -f "$image/run.sh" ]; then say "$image exists and was not made here."; exit 1; fi
rm -rf "$image"
mkdir -p "$image/lib"

say "making the runtime …"
# JavaFX comes as jars; as modules of the runtime its libraries need not be unpacked into each user's home.
modules=java.base,java.desktop,java.logging,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.localedata,jdk.net
modules=$modules,jdk.security.auth,jdk.unsupported,jdk.zipfs
mkdir -p "$work/jmods"
case $(uname -s) in Darwin) os=mac libraries='*.dylib' ;; *) os=linux libraries='*.so' ;; esac
for jar in "$APP"/lib/ui/javafx-*-"$os"*.jar; do
  name=$(basename "$jar" .jar)
  name=${name%-"$os"*}
  mkdir -p "$work/$name/classes" "$work/$name/libs"
  (cd "$work/$name/classes" && "$jdk/jar" --extract --file "$jar")
  find "$work/$name/classes" -maxdepth 1 -name "$libraries" -exec mv {} "$work/$name/libs" \;
  "$jdk/jmod" create --class-path "$work/$name/classes" --libs "$work/$name/libs" "$work/jmods/$name.jmod"
  modules=$modules,$(printf '%s' "$name" | tr - .)
done
"$jdk/jlink" --module-path "$work/jmods" --add-modules "$modules" --include-locales=en,de --strip-debug --no-header-files \
  --no-man-pages --compress zip-6 --output "$image/runtime" >&2
rm -f "$image"/runtime/bin/keytool "$image"/runtime/bin/jrunscript "$image"/runtime/bin/rmiregistry

say "laying the application out …"
for role in launcher daemon tenant-server cli ui; do
  mkdir -p "$image/lib/$role"
  for jar in "$APP/lib/$role"/*.jar; do
    case $jar in
      */javafx-*) ;;
      */sqlite-jdbc.jar) lean_sqlite=$image/lib/$role/sqlite-jdbc.jar; full_sqlite=$jar ;;
      *) cp "$jar" "$image/lib/$role/" ;;
    esac
  done
done
# SQLite's library lies beside its jar, for this machine alone: the other nineteen are 11 MB.
cp "$APP"/lib/daemon/*sqlitejdbc* "$image/lib/daemon/"
mkdir "$work/sqlite"
(
  cd "$work/sqlite"
  "$jdk/jar" --extract --file "$full_sqlite"
  find org/sqlite/native -type f -exec rm {} +
  "$jdk/jar" --create --file "$lean_sqlite" --manifest META-INF/MANIFEST.MF --date "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" \
    $(find . -mindepth 1 -maxdepth 1 ! -name META-INF -printf '%P ') $(find META-INF -type f ! -name MANIFEST.MF)
)
cp -R "$APP/sandbox-profiles" "$image/sandbox-profiles"
cp "$here/run.sh" "$here/linux/bulkhead" "$image/"
chmod 755 "$image/bulkhead"
# As in the repository, so that links go where they should.
mkdir -p "$image/docs/supervisor" "$image/share"
cp "$here/../README.md" "$here/../LICENSE" "$image/docs/"
cp -R "$here/../supervisor/docs" "$image/docs/supervisor/"
"$jdk/java" -XX:TieredStopAtLevel=1 "$here/Licences.java" "$here/licences.txt" "$image"/lib/* >"$image/docs/third-party.txt"

find "$image" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
say "training class archives on that runtime …"
JAVA=$image/runtime/bin/java APP=$image sh "$here/train-archives.sh"
rm -f "$image/java-home"
# What the commands themselves say of themselves.
"$image/bulkhead" manual >"$image/share/bulkhead.1"
for shell in bash fish; do "$image/bulkhead" completion "$shell" >"$image/share/completion.$shell"; done
chmod -R u=rwX,go=rX "$image"
find "$image" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
