# A machine of its own, as process 1 of new mount and pid namespaces: this system as it is, all changes in memory, and without a JDK,
# Maven or anything of whoever runs the tests. The files of the folder $1 are its /tmp. Says "ready", and ends with its stdin.
set -eu
here=$(mktemp -d)
mount -t tmpfs -o mode=755 none "$here"
cd "$here"
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
cd root
for each in dev sys; do mount --rbind "/$each" "$each"; done
mount -t proc proc proc
mount -t tmpfs -o mode=1777 none tmp
cp "$1"/* tmp/
for hidden in root usr/lib/jvm usr/java opt home work usr/share/maven; do
  if [ -d "$hidden" ]; then mount -t tmpfs -o mode=755 none "$hidden"; fi
done
mkdir .old
# A changed root alone would not do: the kernel makes no user namespaces there, and so no sandbox.
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
useradd --create-home --user-group consultant
echo ready
exec cat >/dev/null
