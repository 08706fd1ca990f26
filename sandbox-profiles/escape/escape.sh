#!/bin/sh
# The escape suite in a plain shell, with nothing but what it has built in: there is no other program in its sandbox. Tries what
# `attempts` lists, and prints one line of JSON for each. All twins are inside.
umask 077
own=/tmp/escape-own # Nothing here can remove it: the sandbox's private /tmp goes with it.
other=$ESCAPE_OTHER_FILE

# The error's name, out of what the shell says.
name() {
  case $1 in
    *"No such file"* | *nonexistent* | *"can't cd"*) echo ENOENT ;;
    *"Read-only file system"*) echo EROFS ;;
    *"Permission denied"*) echo EACCES ;;
    *"not permitted"*) echo EPERM ;;
    *"No such process"*) echo ESRCH ;;
    *"Not a directory"*) echo ENOTDIR ;;
    *) echo "${1##*: }" ;;
  esac
}

tell() { # id side command...
  id=$1 side=$2
  shift 2
  if said=$("$@" 2>&1); then
    printf '{"id":"%s","side":"%s","open":true,"how":"done"}\n' "$id" "$side"
  else
    printf '{"id":"%s","side":"%s","open":false,"how":"%s"}\n' "$id" "$side" "$(name "$said")"
  fi
}

reads() { : <"$1"; }
writes() { : >>"$1"; }
lists() { cd "$1"; }
signals() { kill -s 0 "$1"; }
first() { # command targets...: the first that works counts, else the last failure
  what=$1
  shift
  for each in "$@"; do
    if said=$("$what" "$each" 2>&1); then return 0; fi
  done
  echo "$said" >&2
  return 1
}
sees() { # whether there is a process beside number 1 and this shell
  for each in /proc/[0-9]*; do
    case " $* " in *" ${each#/proc/} "*) ;; *) [ -r "$each/stat" ] && read -r pid command state parent rest <"$each/stat" &&
      case " $* " in *" $parent "*) ;; *) return 0 ;; esac ;; esac
  done
  echo "sees: no other process" >&2
  return 1
}
called() {
  read -r called_here </proc/sys/kernel/hostname || return 1
  if [ "$called_here" != "$1" ]; then echo "called: another name" >&2; return 1; fi
}
cores() { ulimit -c "$1"; }

try() { # id attempt-word attempt-target twin-word twin-target
  tell "$1" attempt "$2" "$3"
  tell "$1" twin "$4" "$5"
}

[ "$1" = inside ] || exit 0
: >"$own"
try other-tenant-path reads "$other" reads "$own"
try other-tenant-dots reads "/workspace/../../../..$other" reads "/workspace/../../../..$own"
try other-tenant-root-link reads "/proc/1/root$other" reads "/proc/1/root$own"
try other-tenant-cwd-link reads "/proc/self/cwd/../../../..$other" reads "/proc/self/cwd/../../../..$own"
try other-tenant-write writes "$other" writes "$own"
tell supervisor-files attempt first lists "$ESCAPE_VAULTS" "$ESCAPE_SETTINGS" "$ESCAPE_AUDIT" "$ESCAPE_LOGS"
tell supervisor-files twin lists /workspace
try app-write writes /app/escape writes "$own"
try runtime-write writes /runtime/escape writes "$own"
try home-list lists "$ESCAPE_HOME" lists /workspace
try tmp-file reads "$ESCAPE_TMP" reads "$own"
try shm-file reads "$ESCAPE_SHM" reads "$own"
try file-write writes "$ESCAPE_TMP" writes "$own"
try passwords reads /etc/shadow reads /etc/passwd
try etc-write writes /etc/escape writes "$own"
try usr-write writes /usr/escape writes "$own"
try root-write writes /escape writes "$own"
try preload-write writes /etc/ld.so.preload writes "$own"
tell processes-seen attempt sees 1 $$
tell processes-seen twin sees none
try signal signals "$ESCAPE_PID" signals $$
try host-name-known called "$ESCAPE_HOSTNAME" called sandbox
try core-dumps cores unlimited cores 0
try out-of-memory-score writes /proc/self/oom_score_adj writes "$own"
try proc-sys writes /proc/sys/kernel/core_pattern writes "$own"
try sysrq writes /proc/sysrq-trigger writes "$own"
try kernel-memory reads /proc/kcore reads /proc/self/stat
try sysfs lists /sys lists /proc
try cgroup lists /sys/fs/cgroup lists /proc
tell devices attempt first reads /dev/zero /dev/mem /dev/kvm /dev/fuse /dev/net/tun /dev/vda /dev/sda
tell devices twin reads /dev/null
try kernel-log reads /dev/kmsg reads /dev/urandom
