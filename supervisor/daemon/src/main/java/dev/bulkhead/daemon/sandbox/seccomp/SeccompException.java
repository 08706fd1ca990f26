package dev.bulkhead.daemon.sandbox.seccomp;

/** A policy that cannot be read, or of which no filter can be made: then there is no wall to start behind. */
public final class SeccompException extends Exception {
    SeccompException(String message) {
        super(message);
    }
}
