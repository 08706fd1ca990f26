"""The escape suite in Python: tries what `attempts` lists, and prints one line of JSON for each.

`escape.py inside` makes the attempts and the twins that are allowed inside; `escape.py outside` the twins that need a place without
a wall. An attempt function returns a word when it succeeded, and raises where it did not.
"""

import ctypes
import errno
import json
import mmap
import os
import platform
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys

ENV = os.environ
WORK = ENV["ESCAPE_SCRATCH"]
PID = int(ENV["ESCAPE_PID"])
LIBC = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"

# The numbers of system calls: x86_64, aarch64 (None where there is none).
CALLS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "unshare": (272, 97), "clone": (56, 220), "clone3": (435, 435), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "chroot": (161, 51), "open_tree": (428, 428), "fsopen": (430, 430), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "memfd_create": (319, 279), "io_uring_setup": (425, 425), "keyctl": (250, 219), "add_key": (248, 217), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "syslog": (103, 116), "init_module": (175, 105),
    "kexec_load": (246, 104), "reboot": (169, 142), "sethostname": (170, 161), "clock_settime": (227, 112), "setuid": (105, 146),
    "setgroups": (116, 159), "capset": (126, 91), "seccomp": (317, 277), "personality": (135, 92), "iopl": (172, None),
    "sched_setaffinity": (203, 122), "fanotify_init": (300, 262), "mmap": (9, 222), "ioctl": (16, 29), "getppid": (110, 173),
    "swapon": (167, 224), "prlimit64": (302, 261),
}


class Nothing(Exception):
    """What was looked for is not there."""


def call(name, *args):
    """Makes a system call as it is, past the C library's own checks."""
    number = name if isinstance(name, int) else CALLS[name][1 if ARM else 0]
    if number is None:
        raise OSError(errno.ENOSYS, name)
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    result = LIBC.syscall(ctypes.c_long(number), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def reaches(name, *args):
    """As call, where any answer of the kernel's but a refusal shows that the call is within reach."""
    try:
        call(name, *args)
    except OSError as e:
        if e.errno in (errno.EPERM, errno.ENOSYS, errno.EACCES, errno.EAFNOSUPPORT):
            raise
        return errno.errorcode[e.errno]
    return "done"


def allowed_call(*_):
    if call("getppid") != os.getppid():
        raise Nothing("getppid")
    return "getppid"


def read(path):
    with open(path, "rb") as file:
        return "read" if file.read(16) is not None else ""


def write(path):
    """Writes nothing: what is there stays as it is, and what this made goes."""
    is_there = os.path.lexists(path)
    with open(path, "ab"):
        pass
    if not is_there:
        os.unlink(path)
    return "opened to append"


def lists(path):
    return "listed" if os.listdir(path) is not None else ""


def first_open(what, paths):
    """Tries all; the first that works counts, else the last failure."""
    failure = Nothing("nothing to try")
    for path in paths:
        try:
            return what(path)
        except OSError as e:
            failure = e
    raise failure


def own(name, content=b"own"):
    path = os.path.join(WORK, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def linked(make, target):
    link = os.path.join(WORK, "link")
    try:
        make(target, link)
        return read(link)
    finally:
        if os.path.lexists(link):
            os.unlink(link)


def moved(target):
    place = os.path.join(WORK, "moved")
    os.rename(target, place)
    return "moved"


def connects(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as s:
        s.settimeout(3)
        s.connect(address)
        return "connected"


def with_listener(family, address, attempt):
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind(address)
        listener.listen()
        return attempt(listener.getsockname())


def own_unix(*_):
    path = os.path.join(WORK, "socket")
    try:
        return with_listener(socket.AF_UNIX, path, lambda a: connects(socket.AF_UNIX, a))
    finally:
        if os.path.exists(path):
            os.unlink(path)


def asks_udp(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(3)
        s.connect(address)
        s.send(b"x")
        s.recv(1)
        return "answered"


def own_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.connect(server.getsockname())
            s.send(b"x")
            return "answered" if server.recv(1) == b"x" else ""


def resolves(name):
    try:
        return "resolved" if socket.getaddrinfo(name, 80) else ""
    except socket.gaierror as e:
        # Which of several it is depends on the C library.
        raise Nothing("EAI") from e


def makes_socket(family, kind=socket.SOCK_STREAM, protocol=0):
    with socket.socket(family, kind, protocol):
        return "made"


def in_environments(word):
    wanted = word.encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if wanted in file.read():
                    return "process " + pid
        except OSError:
            pass
    raise Nothing("in no environment")


def processes(beside):
    others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in beside]
    if not others:
        raise Nothing("no other process")
    return f"{len(others)} processes"


def descriptors():
    for name in os.listdir("/proc/self/fd"):
        try:
            leads = os.readlink("/proc/self/fd/" + name)
        except OSError:
            continue
        if not leads.startswith(("pipe:", "anon_inode:", "/proc/")):
            return name + " to " + os.path.basename(leads)
    raise Nothing("pipes alone")


def cut_off(path):
    fd = os.open(path, os.O_RDWR)
    try:
        os.ftruncate(fd, 0)
        return "cut off"
    finally:
        os.close(fd)


def in_mounts(word):
    with open("/proc/self/mountinfo") as file:
        if word in file.read():
            return "named"
    raise Nothing("not named")


def runs(program, *args):
    return "status %d" % subprocess.run([program, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, timeout=20).returncode


def runs_copy():
    copy = os.path.join(WORK, "program")
    shutil.copyfile(sys.executable, copy)
    os.chmod(copy, 0o755)
    try:
        return runs(copy, "-I", "-S", "-c", "")
    finally:
        os.unlink(copy)


def mode(path, bits):
    os.chmod(path, bits)
    return oct(os.stat(path).st_mode & 0o7777)


def creates(bits):
    path = os.path.join(WORK, "created")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, bits))
    os.unlink(path)
    return "created"


def in_child(what):
    """Runs what in a child, since it may be its end, and gives its outcome; a signal counts as refused."""
    from_child, to_parent = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            answer = {"open": what()}
        except OSError as e:
            answer = {"errno": e.errno}
        except BaseException as e:  # Nothing of the child may go on in this program.
            answer = {"nothing": str(e)}
        os.write(to_parent, json.dumps(answer).encode())
        os._exit(0)
    os.close(to_parent)
    with os.fdopen(from_child, "rb") as pipe:
        said = pipe.read()
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        raise Nothing(signal.Signals(os.WTERMSIG(status)).name)
    answer = json.loads(said or b'{"nothing": "no answer"}')
    if "errno" in answer:
        raise OSError(answer["errno"], "in a child")
    if "nothing" in answer:
        raise Nothing(answer["nothing"])
    return answer["open"]


NEW_USER, NEW_MOUNTS, NEW_NAMES = 0x10000000, 0x00020000, 0x04000000


def with_own_namespaces(what):
    """For twins: an ordinary user may do these things in namespaces of its own."""

    def child():
        call("unshare", NEW_USER | NEW_MOUNTS | NEW_NAMES)
        return what()

    return in_child(child)


def unshares():
    return in_child(lambda: call("unshare", NEW_USER) or "made")


def clones():
    pid = call("clone", NEW_USER | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "made"


def reads_memory(pid, address):
    buffer = ctypes.create_string_buffer(8)
    local = struct.pack("PN", ctypes.addressof(buffer), 8)
    remote = struct.pack("PN", address, 8)
    call("process_vm_readv", pid, local, 1, remote, 1, 0)
    return "read"


OWN_MEMORY = ctypes.create_string_buffer(b"own word")


def own_memory():
    return reads_memory(os.getpid(), ctypes.addressof(OWN_MEMORY))


def takes_descriptor(pid):
    fd = call("pidfd_open", pid, 0)
    try:
        os.close(call("pidfd_getfd", fd, 0, 0))
        return "taken"
    finally:
        os.close(fd)


def joins(kind):
    fd = os.open("/proc/self/ns/" + kind, os.O_RDONLY)
    try:
        return call("setns", fd, 0) or "joined"
    finally:
        os.close(fd)


def mounts():
    return call("mount", b"none", b"/tmp", b"tmpfs", 0, b"") or "mounted"


def remounts():
    return call("mount", b"none", b"/", b"", 32 | 4096, b"") or "remounted"  # MS_REMOUNT, MS_BIND


def unmounts():
    return call("umount2", b"/tmp", 2) or "unmounted"  # MNT_DETACH


def mounts_and_unmounts():
    mounts()
    return unmounts()


def limits(what, most):
    """By the call itself: Python makes another error of the kernel's."""
    return call("prlimit64", 0, what, struct.pack("QQ", most, most), 0) or "set"


def raises_files():
    return limits(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE)[1] + 1)


def lowers_files():
    return in_child(lambda: limits(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 1))


def shares_memory():
    # By the call itself: Python's own mmap would ask for the same.
    at = call("mmap", 0, 4096, 3, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, -1, 0)
    return "shared" if at else ""


def machine_code(code):
    def child():
        memory = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(code)
        at = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        answer = ctypes.CFUNCTYPE(ctypes.c_long)(at)()
        if answer != os.getpid():
            raise OSError(-answer if -4096 < answer < 0 else errno.ENOSYS, "not called")
        return "called"

    if ARM:
        raise Nothing("SIGSYS")  # AArch64 kernels have no such door to try.
    return in_child(child)


def stops_tracing():
    return in_child(lambda: call("ptrace", 0, 0, 0, 0) or "traced")  # PTRACE_TRACEME


def opens_queue():
    return reaches("mq_open", b"bulkhead-escape-no-such-queue", os.O_RDWR, 0, 0)


def keys():
    description = ctypes.c_char_p(b"bulkhead")
    return reaches("keyctl", 0, -3, 0, 0, 0) and reaches("add_key", ctypes.c_char_p(b"user"), description, description, 4, -1)


def uid_paths(*names):
    return [f"/run/user/{ENV['ESCAPE_UID']}/{name}" for name in names]


OTHER = ENV["ESCAPE_OTHER_FILE"]
WORD = ENV["ESCAPE_WORD_A"] + ENV["ESCAPE_WORD_B"]
HERE = os.path.realpath(WORK)
DEVICES = ["/dev/zero", "/dev/mem", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/vda", "/dev/sda", "/dev/nvme0n1"]
SOCKETS = {
    "session-bus": uid_paths("bus") + ["/run/dbus/system_bus_socket"],
    "display": ["/tmp/.X11-unix/X0", "/tmp/.X11-unix/X1", "\0/tmp/.X11-unix/X0"] + uid_paths("wayland-0"),
    "agents": uid_paths("keyring/ssh", "ssh-agent.socket", "gnupg/S.gpg-agent") + ["/run/docker.sock", "/var/run/docker.sock"],
}


def unix_any(name):
    return lambda: first_open(lambda path: connects(socket.AF_UNIX, path), SOCKETS[name])


def writes_own():
    return write(own("file"))


def dots(path):
    return read(os.path.join(WORK, *[".."] * HERE.count("/"), path.lstrip("/")))


def machine_code_64():
    return allowed_call() if ARM else machine_code(b"\xb8\x27\0\0\0\x0f\x05\xc3")  # mov eax,39; syscall; ret


def is_called(name):
    if os.uname().nodename != name:
        raise Nothing("another name")
    return "known"


def first_call(calls):
    return first_open(lambda each: reaches(*each), calls)


def with_own_file():
    path = own("file")
    with open(path, "rb"):
        return descriptors()


# id: (attempt, the twin inside or None, the twin outside or None)
TRIES = {
    "other-tenant-path": (lambda: read(OTHER), lambda: read(own("file")), None),
    "other-tenant-dots": (lambda: dots(OTHER), lambda: dots(own("file")), None),
    "other-tenant-root-link": (lambda: read("/proc/1/root" + OTHER), lambda: read("/proc/1/root" + own("file")), None),
    "other-tenant-cwd-link": (
        lambda: read("/proc/self/cwd/../../../../../../../.." + OTHER),
        lambda: read("/proc/self/cwd/../../../../../../../.." + own("file")), None),
    "other-tenant-symlink": (lambda: linked(os.symlink, OTHER), lambda: linked(os.symlink, own("file")), None),
    "other-tenant-hardlink": (lambda: linked(os.link, OTHER), lambda: linked(os.link, own("file")), None),
    "other-tenant-rename": (lambda: moved(OTHER), lambda: moved(own("file")), None),
    "other-tenant-write": (lambda: write(OTHER), writes_own, None),
    "other-tenant-mounts": (lambda: in_mounts(os.path.basename(ENV["ESCAPE_OTHER"])), lambda: in_mounts("/workspace"), None),
    "supervisor-files": (
        lambda: first_open(lists, [ENV["ESCAPE_VAULTS"], ENV["ESCAPE_SETTINGS"], ENV["ESCAPE_AUDIT"], ENV["ESCAPE_LOGS"]]),
        lambda: lists(WORK), None),
    "supervisor-socket": (lambda: connects(socket.AF_UNIX, ENV["ESCAPE_SUPERVISOR"]), own_unix, None),
    "mount-paths": (lambda: in_mounts(ENV["ESCAPE_WORKSPACE_TAIL"]), lambda: in_mounts("/workspace"), None),
    "app-write": (lambda: write("/app/escape"), writes_own, None),
    "runtime-write": (lambda: write("/runtime/escape"), writes_own, None),
    "home-list": (lambda: lists(ENV["ESCAPE_HOME"]), lambda: lists(WORK), None),
    "tmp-file": (lambda: read(ENV["ESCAPE_TMP"]), lambda: read(own("file")), None),
    "shm-file": (lambda: read(ENV["ESCAPE_SHM"]), lambda: read(own("file")), None),
    "file-write": (lambda: write(ENV["ESCAPE_TMP"]), writes_own, None),
    "passwords": (lambda: read("/etc/shadow"), lambda: read("/etc/passwd"), None),
    "etc-write": (lambda: write("/etc/escape"), writes_own, None),
    "usr-write": (lambda: write("/usr/escape"), writes_own, None),
    "root-write": (lambda: write("/escape"), writes_own, None),
    "preload-write": (lambda: write("/etc/ld.so.preload"), writes_own, None),
    "handle-open": (lambda: reaches("open_by_handle_at", -100, b"\0" * 16, 0), allowed_call, None),
    "handle-name": (lambda: reaches("name_to_handle_at", -100, b"/", 0, 0, 0), None, lambda: reaches("name_to_handle_at", -100, b"/", 0, 0, 0)),
    "exec-workspace": (runs_copy, lambda: runs(sys.executable, "-I", "-S", "-c", ""), None),
    "setuid-mode": (lambda: mode(own("file"), 0o4755), lambda: mode(own("file"), 0o755), None),
    "setuid-create": (lambda: creates(0o4755), lambda: creates(0o755), None),
    "setuid-program": (
        lambda: first_open(lambda p: runs(p, "--version"), ["/usr/bin/su", "/bin/su", "/usr/bin/sudo"]),
        lambda: runs(sys.executable, "--version"), None),
    "shell": (lambda: runs("/bin/sh", "-c", ":"), lambda: runs(sys.executable, "-I", "-S", "-c", ""), None),
    "environments": (lambda: in_environments(WORD), lambda: in_environments("ESCAPE_WORD_A=" + ENV["ESCAPE_WORD_A"]), None),
    "processes-seen": (lambda: processes({os.getpid()}), lambda: processes(set()), None),
    "signal": (lambda: os.kill(PID, 0) or "seen", lambda: os.kill(os.getpid(), 0) or "seen", None),
    "ptrace": (stops_tracing, None, stops_tracing),
    "memory-read": (lambda: reads_memory(PID, ctypes.addressof(OWN_MEMORY)), None, own_memory),
    "memory-file": (lambda: read(f"/proc/{PID}/mem"), lambda: os.close(os.open("/proc/self/mem", os.O_RDONLY)) or "opened", None),
    "descriptor-take": (lambda: reaches("pidfd_getfd", -1, 0, 0), None, lambda: takes_descriptor(os.getpid())),
    "compare-processes": (lambda: reaches("kcmp", PID, os.getpid(), 1, 0, 0), None, lambda: reaches("kcmp", os.getpid(), os.getpid(), 1, 0, 0)),
    "inherited-descriptors": (lambda: descriptors(), lambda: with_own_file(), None),
    "stderr-reopened": (lambda: cut_off("/proc/self/fd/2"), lambda: cut_off(own("file")), None),
    "terminal-input": (lambda: reaches("ioctl", 0, 0x5412, b"x"), None, lambda: reaches("ioctl", 0, 0x5412, b"x")),
    "terminal-input-high": (
        lambda: reaches("ioctl", 0, 0x5412 - (1 << 32), b"x"), None, lambda: reaches("ioctl", 0, 0x5412 - (1 << 32), b"x")),
    "tcp-loopback": (
        lambda: connects(socket.AF_INET, ("127.0.0.1", int(ENV["ESCAPE_TCP"]))),
        lambda: with_listener(socket.AF_INET, ("127.0.0.1", 0), lambda a: connects(socket.AF_INET, a)), None),
    "tcp-outside": (
        lambda: connects(socket.AF_INET, ("192.0.2.1", 80)),
        lambda: with_listener(socket.AF_INET, ("127.0.0.1", 0), lambda a: connects(socket.AF_INET, a)), None),
    "udp-loopback": (lambda: asks_udp(("127.0.0.1", int(ENV["ESCAPE_UDP"]))), own_udp, None),
    "names": (lambda: resolves("example.com"), lambda: resolves("localhost"), None),
    "abstract-socket": (
        lambda: connects(socket.AF_UNIX, "\0" + ENV["ESCAPE_ABSTRACT"]),
        lambda: with_listener(socket.AF_UNIX, "\0bulkhead-own-%d" % os.getpid(), lambda a: connects(socket.AF_UNIX, a)), None),
    "unix-socket": (lambda: connects(socket.AF_UNIX, ENV["ESCAPE_SOCKET"]), own_unix, None),
    "session-bus": (unix_any("session-bus"), own_unix, None),
    "display": (unix_any("display"), own_unix, None),
    "agents": (unix_any("agents"), own_unix, None),
    "vsock": (lambda: makes_socket(40), lambda: makes_socket(socket.AF_UNIX), None),
    "packet": (lambda: makes_socket(17, socket.SOCK_DGRAM), lambda: makes_socket(socket.AF_UNIX), None),
    "netlink": (
        lambda: makes_socket(16, socket.SOCK_DGRAM, 15), None, lambda: makes_socket(16, socket.SOCK_DGRAM, 15)),
    "crypto-socket": (lambda: makes_socket(38, socket.SOCK_SEQPACKET), lambda: makes_socket(socket.AF_UNIX), None),
    "raw-socket": (
        lambda: makes_socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        lambda: makes_socket(socket.AF_INET, socket.SOCK_DGRAM), None),
    "new-user-namespace": (unshares, None, unshares),
    "clone-user-namespace": (clones, None, clones),
    "clone3": (lambda: reaches("clone3", 0, 0), None, lambda: reaches("clone3", 0, 0)),
    "join-namespace": (lambda: joins("uts"), None, lambda: with_own_namespaces(lambda: joins("uts"))),
    "mount": (mounts, None, lambda: with_own_namespaces(mounts)),
    "remount": (remounts, None, lambda: with_own_namespaces(lambda: mounts() and reaches("mount", b"none", b"/tmp", b"", 32 | 4096, b""))),
    "unmount": (unmounts, None, lambda: with_own_namespaces(mounts_and_unmounts)),
    "mount-tree": (lambda: reaches("open_tree", -100, b"/", 0), None, lambda: reaches("open_tree", -100, b"/", 0)),
    "mount-new": (lambda: reaches("fsopen", b"tmpfs", 0), None, lambda: with_own_namespaces(lambda: reaches("fsopen", b"tmpfs", 0))),
    "change-root": (lambda: call("chroot", b"/tmp") or "changed", None, lambda: with_own_namespaces(lambda: call("chroot", b"/tmp") or "changed")),
    "make-device": (
        lambda: os.mknod(os.path.join(WORK, "device"), 0o20600, os.makedev(1, 5)) or "made",
        lambda: os.mkfifo(os.path.join(WORK, "fifo")) or "made", None),
    "become-root": (lambda: call("setuid", 0) or "done", None, lambda: in_child(lambda: call("setuid", os.getuid()) or "done")),
    "take-capabilities": (lambda: reaches("capset", 0, 0), None, lambda: reaches("capset", 0, 0)),
    "drop-groups": (lambda: call("setgroups", 0, 0) or "done", allowed_call, None),
    "more-files": (raises_files, lowers_files, None),
    "core-dumps": (lambda: limits(resource.RLIMIT_CORE, 4096), lambda: limits(resource.RLIMIT_CORE, 0), None),
    "out-of-memory-score": (lambda: write("/proc/self/oom_score_adj"), writes_own, None),
    "other-cpu": (
        lambda: reaches("sched_setaffinity", 0, 8, b"\xff" * 8), None, lambda: reaches("sched_setaffinity", 0, 8, b"\xff" * 8)),
    "other-personality": (
        lambda: call("personality", 0x0040000) and "changed" or "changed", None,
        lambda: in_child(lambda: call("personality", 0x0040000) and "changed" or "changed")),
    "proc-sys": (lambda: write("/proc/sys/kernel/core_pattern"), writes_own, None),
    "sysrq": (lambda: write("/proc/sysrq-trigger"), writes_own, None),
    "kernel-memory": (lambda: read("/proc/kcore"), lambda: read("/proc/self/stat"), None),
    "sysfs": (lambda: lists("/sys"), lambda: lists("/proc"), None),
    "cgroup": (lambda: lists("/sys/fs/cgroup"), lambda: lists("/proc"), None),
    "devices": (lambda: first_open(read, DEVICES), lambda: read("/dev/null"), None),
    "kernel-log": (lambda: read("/dev/kmsg"), lambda: read("/dev/urandom"), None),
    "kernel-log-call": (lambda: call("syslog", 10, 0, 0) and "read", allowed_call, None),
    "keyring": (keys, None, keys),
    "shared-memory": (lambda: reaches("shmget", 0x42554c4b, 4096, 0), None, lambda: reaches("shmget", 0x42554c4b, 4096, 0)),
    "semaphores": (lambda: reaches("semget", 0x42554c4b, 1, 0), None, lambda: reaches("semget", 0x42554c4b, 1, 0)),
    "message-queue": (lambda: reaches("msgget", 0x42554c4b, 0), None, lambda: reaches("msgget", 0x42554c4b, 0)),
    "posix-queue": (opens_queue, None, opens_queue),
    "memory-file-new": (lambda: os.close(call("memfd_create", b"x", 0)) or "made", None, lambda: os.close(call("memfd_create", b"x", 0)) or "made"),
    "memory-shared": (shares_memory, None, shares_memory),
    "io-uring": (lambda: reaches("io_uring_setup", 0, 0), None, lambda: reaches("io_uring_setup", 0, 0)),
    "bpf": (lambda: reaches("bpf", 0, b"\0" * 128, 128), allowed_call, None),
    "perf": (lambda: reaches("perf_event_open", 0, 0, -1, -1, 0), None, lambda: reaches("perf_event_open", 0, 0, -1, -1, 0)),
    "userfaultfd": (lambda: os.close(call("userfaultfd", 1)) or "made", None, lambda: os.close(call("userfaultfd", 1)) or "made"),
    "seccomp-change": (lambda: reaches("seccomp", 99, 0, 0), None, lambda: reaches("seccomp", 99, 0, 0)),
    "fanotify": (lambda: reaches("fanotify_init", 0x200, 0), None, lambda: reaches("fanotify_init", 0x200, 0)),
    "modules": (lambda: reaches("init_module", 0, 0, b""), allowed_call, None),
    "other-kernel": (lambda: first_call([("kexec_load", 0, 0, 0, 0), ("reboot", 0, 0, 0, 0), ("swapon", 0, 0)]), allowed_call, None),
    "clock": (lambda: reaches("clock_settime", 0, 0), None, lambda: reaches("clock_settime", 0, 0)),
    "host-name": (lambda: call("sethostname", b"x", 1) or "renamed", None, lambda: with_own_namespaces(lambda: call("sethostname", b"x", 1) or "renamed")),
    "host-name-known": (lambda: is_called(ENV["ESCAPE_HOSTNAME"]), lambda: is_called("sandbox"), None),
    "ports": (lambda: reaches("iopl", 3), allowed_call, None),
    "old-abi": (lambda: machine_code(b"\xb8\x14\0\0\0\xcd\x80\xc3"), lambda: machine_code_64(), None),  # mov eax,20; int 0x80; ret
    "x32-abi": (lambda: call(0x40000000 | 39) and "called", allowed_call, None),
}


def tell(name, side, what):
    try:
        is_open, how = True, str(what())
    except Nothing as e:
        is_open, how = False, str(e)
    except socket.timeout:
        is_open, how = False, "ETIMEDOUT"
    except OSError as e:
        is_open, how = False, errno.errorcode.get(e.errno, "errno %s" % e.errno)
    except Exception as e:  # An attempt that is broken shows nothing: never blocked.
        is_open, how = True, "broken: %s: %s" % (type(e).__name__, e)
        if side == "twin":
            is_open = False
    print(json.dumps({"id": name, "side": side, "open": is_open, "how": how}), flush=True)


def main():
    os.makedirs(WORK, exist_ok=True)
    try:
        for name, (attempt, twin_inside, twin_outside) in TRIES.items():
            if sys.argv[1] == "inside":
                tell(name, "attempt", attempt)
                if twin_inside:
                    tell(name, "twin", twin_inside)
            elif twin_outside:
                tell(name, "twin", twin_outside)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


main()
