package dev.bulkhead.daemon.egress;

import java.io.IOException;

/** What came is no HTTP, or could be read in two ways. The message is a sentence of ours, and repeats nothing of what came. */
final class MalformedHeadException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedHeadException(String message) {
        super(message);
    }
}
