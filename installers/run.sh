# How each process of Bulkhead is started, for the script of the repository and for the installed one, which both read this file.
# Expects $app, the application's folder: lib/<role>/*.jar, cds/<role>.jsa; and $java, when a function is called that starts one.
# shellcheck shell=sh disable=SC2086,SC2154

quiet='-Xshare:auto -Xlog:disable -Xlog:all=warning:stderr -Xlog:cds=off:stderr -XX:+DisplayVMOutputToStderr'
small='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xss512k'

# The jars of a role, in an order that class archives can rely on. No colon at the end: an empty element of a class path is the
# current folder, and that may be a workspace, or whatever folder a host stands in.
jars() (
  LC_ALL=C
  IFS=:
  set -- "$app/lib/$1"/*.jar
  printf '%s' "$*"
)

# What an AI host launches: no process but the launcher's own JVM.
connect() {
  jsa=
  if [ -f "$app/cds/launcher.jsa" ]; then jsa=-XX:SharedArchiveFile=$app/cds/launcher.jsa; fi
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  # At its own address, so that all launchers share its pages: decision 4.
  exec "$java" ${jsa:+"$jsa" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0} $quiet $small -Xms4m -Xmx32m \
    "-Dbulkhead.app=$app" \
    -cp "$app/lib/launcher/launcher.jar:$app/lib/launcher/protocol.jar" dev.bulkhead.launcher.Launcher "$@"
}

run() { # script role main-class args...
  script=$1 role=$2 main=$3
  shift 3
  jsa=
  if [ -f "$app/cds/$role.jsa" ]; then jsa=-XX:SharedArchiveFile=$app/cds/$role.jsa; fi
  # Who sits at the window may approve: no debugger attaches to it.
  if [ "$role" = ui ]; then small="$small -XX:+DisableAttachMechanism"; fi
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  exec "$java" ${jsa:+"$jsa"} $quiet $small -Xmx512m "-Dbulkhead.app=$app" "-Dbulkhead.script=$script" \
    --enable-native-access=ALL-UNNAMED${native:+,$native} -cp "$(jars "$role")" "$main" "$@"
}
