#!/bin/sh
# Trains class archives (static AppCDS: it checks the jars at each start, so a stale one is passed over, never run) for the
# processes whose start a person waits for. Needs JAVA (a java) and APP (the application's folder).
set -eu
mkdir -p "$APP/cds"
rm -f "$APP"/cds/*.jsa
for list in "$APP"/lib/*/; do
  role=$(basename "$list")
  : "$role"
done
