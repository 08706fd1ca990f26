/**
 * Starts a process in a Windows AppContainer and a job (design, "Processes and trust"): structures, quoting and the order of
 * calls are plain Java that is tested everywhere; what calls Windows is {@link WindowsLibrary} alone. Called by {@code process}; only
 * loaded on Windows.
 */
@NullMarked
package dev.bulkhead.daemon.process.windows;

import org.jspecify.annotations.NullMarked;
