#!/bin/sh
# Trains class archives (static AppCDS: the JVM checks the jars at each start, so that a stale archive is passed over and never
# run) for the processes whose start a person waits for, and notes which JDK they are of. Needs JAVA (a JDK's bin/java) and APP
# (the application's folder).
set -eu
printf '%s\n' "${JAVA%/bin/java}" >"$APP/java-home"
work=$(mktemp -d)
daemon=
finish() {
  if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
mkdir -p "$APP/cds" "$work/home" "$work/workspace"
chmod 700 "$work/home"
rm -f "$APP"/cds/*.jsa
BULKHEAD_HOME=$work/home
export BULKHEAD_HOME
quiet='-Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1'
# As the script 'bulkhead' has it: same order, and no empty element, which would be the current folder.
jars() (
  LC_ALL=C
  IFS=:
  set -- "$APP/lib/$1"/*.jar
  printf '%s' "$*"
)
list() { printf '%s' "-XX:DumpLoadedClassList=$work/$1.classes"; }

# shellcheck disable=SC2086
"$JAVA" $quiet "$(list daemon)" --enable-native-access=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
  "-Dorg.sqlite.lib.path=$APP/lib/daemon" "-Dbulkhead.app=$APP" -cp "$(jars daemon)" dev.bulkhead.daemon.Daemon >/dev/null 2>&1 &
daemon=$!
tries=0
while [ ! -S "$work/home/run/supervisor.sock" ] && [ $tries -lt 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
done

# Each command's classes are noted by themselves: all of them make the archive.
cli() {
  noted=$1
  shift
  # shellcheck disable=SC2086
  printf 'training passphrase\n' | "$JAVA" $quiet "$(list "cli-$noted")" --enable-native-access=ALL-UNNAMED "-Dbulkhead.app=$APP" \
    -cp "$(jars cli)" dev.bulkhead.cli.Main "$@" >/dev/null 2>&1 || true
}
cli add tenant add training --passphrase-stdin --unknown-hosts=allow
cli sign-in sign-in training --passphrase-stdin --json
# The window, without a screen: it looks at the supervisor for as long as it takes to show a client. Meanwhile the rest goes on.
window=
if [ -d "$APP/lib/ui" ]; then
  # shellcheck disable=SC2086
  timeout 8 "$JAVA" $quiet "$(list ui)" -Dglass.platform=Headless -Dprism.order=sw --enable-native-access=ALL-UNNAMED \
    "-Dbulkhead.app=$APP" -cp "$(jars ui)" dev.bulkhead.ui.BulkheadWindow >/dev/null 2>&1 &
  window=$!
fi
messages() {
  printf '%s\n' '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"training","version":"1"}}}' \
    '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
    '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' \
    '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"write_file","arguments":{"path":"a/b.txt","content":"hello"}}}' \
    '{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"read_file","arguments":{"path":"a/b.txt"}}}' \
    '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"list_files","arguments":{}}}' \
    '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"search_files","arguments":{"query":"hello"}}}' \
    '{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"workspace_status","arguments":{}}}'
  sleep "$1"
}
launcher() {
  noted=$1
  # shellcheck disable=SC2086
  "$JAVA" $quiet "$(list "launcher-$noted")" "-Dbulkhead.app=$APP" -cp "$(jars launcher)" dev.bulkhead.launcher.Launcher --tenant training \
    2>/dev/null || true
}
# A host with pipes, which the supervisor reads itself, and one for which the launcher copies.
messages 1.5 | launcher pipes | cat >/dev/null
messages 0.5 | launcher copies >/dev/null
cli status status
cli token token issue training --passphrase-stdin
cli secret secret set training name --stdin
cli approve approve
cli audit audit verify training
cli sign-out sign-out training
# The ids that classes have in one list are others in the next; only classes of foreign loaders, which no archive holds, need them.
for role in cli launcher; do
  sed '/source:/d; s/ id: [0-9]*$//' "$work/$role"-*.classes | awk '!seen[$0]++' >"$work/$role.classes"
done

if [ -n "$window" ]; then wait "$window" || true; fi
kill "$daemon" 2>/dev/null || true
wait "$daemon" 2>/dev/null || true
daemon=

probe='{"type":"probe","targets":[{"id":"a","kind":"read","target":"/nothing"},{"id":"b","kind":"list","target":"/nothing"},{"id":"c","kind":"write","target":"/nothing/a"},{"id":"d","kind":"connect-unix","target":"/nothing"},{"id":"e","kind":"connect-tcp","target":"127.0.0.1:1"},{"id":"f","kind":"environment","target":"no such word at all"},{"id":"g","kind":"signal","target":"4194000"},{"id":"h","kind":"execute","target":"/nothing"},{"id":"i","kind":"descriptors","target":"/"},{"id":"j","kind":"processes","target":""},{"id":"k","kind":"mounts","target":"/"},{"id":"l","kind":"interfaces","target":"lo"},{"id":"m","kind":"status","target":"Seccomp=2"},{"id":"n","kind":"abstract-socket","target":"nothing"},{"id":"o","kind":"new-user-namespace","target":""}]}'

# The tenant server, on a pipe as the supervisor speaks to it.
frame() { printf '%s %s\n%s\n' "$1" "$((${#2} + 1))" "$2"; }
{
  frame 0 "$probe"
  frame 0 "{\"type\":\"bind\",\"tenant\":\"training\",\"name\":\"Training\",\"version\":\"0\",\"workspace\":\"$work/workspace\",\"secrets\":{\"name\":\"dmFsdWU=\"}}"
  frame 0 '{"type":"open","lane":1,"session":"s-1","prefix":"training/","tools":["*"],"expires":4000000000}'
  messages 0 | while IFS= read -r line; do frame 1 "$line"; done
  sleep 1.5
} | "$JAVA" $quiet "$(list tenant-server)" -cp "$(jars tenant-server)" dev.bulkhead.tenantserver.TenantServer \
  >/dev/null 2>&1 || true

# The stage of upstreams: the tenant server's jars, another main class, and stdin that ends before there is a command.
# shellcheck disable=SC2086
printf '%s\n' "$probe" | "$JAVA" $quiet "$(list stage)" --enable-native-access=ALL-UNNAMED -cp "$(jars tenant-server)" \
  dev.bulkhead.tenantserver.stage.Stage >/dev/null 2>&1 || true

# The options on modules that a role is started with: with others than an archive was made with, the JVM puts its modules together
# anew at each start, which takes 40 ms.
modules() {
  case $1 in
    daemon) printf '%s' '--enable-native-access=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED' ;;
    stage | cli) printf '%s' --enable-native-access=ALL-UNNAMED ;;
    ui)
      # In an installed runtime JavaFX is part of it.
      case $("$JAVA" --list-modules) in *javafx.graphics*) native=,javafx.graphics ;; *) native= ;; esac
      printf '%s' "--enable-native-access=ALL-UNNAMED$native"
      ;;
  esac
}

archive() {
  role=$1 jars=$1
  if [ "$role" = stage ]; then jars=tenant-server; fi
  if [ -s "$work/$role.classes" ]; then
    # shellcheck disable=SC2046,SC2086
    "$JAVA" -Xshare:dump $quiet $(modules "$role") "-XX:SharedClassListFile=$work/$role.classes" \
      "-XX:SharedArchiveFile=$APP/cds/$role.jsa" -cp "$(jars "$jars")" >/dev/null 2>&1 || rm -f "$APP/cds/$role.jsa"
  fi
}
(for role in ui launcher stage; do archive "$role"; done) &
others=$!
for role in daemon cli tenant-server; do archive "$role"; done
wait "$others"
