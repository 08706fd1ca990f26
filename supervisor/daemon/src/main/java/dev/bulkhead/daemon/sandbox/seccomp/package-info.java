/** From a readable list of system calls to the kernel's filter programs: seccomp(2), and the classic BPF of bpf(4). */
@NullMarked
package dev.bulkhead.daemon.sandbox.seccomp;

import org.jspecify.annotations.NullMarked;
