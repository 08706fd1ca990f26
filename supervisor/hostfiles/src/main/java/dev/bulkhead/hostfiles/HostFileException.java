package dev.bulkhead.hostfiles;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A host's file that is not touched: the message says which, why, and what to do instead. */
public final class HostFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final String toPaste;

    HostFileException(String message) {
        this(message, null);
    }

    HostFileException(String message, @Nullable Throwable cause) {
        this(message, "", cause);
    }

    HostFileException(String message, String toPaste, @Nullable Throwable cause) {
        super(message, cause);
        this.toPaste = toPaste;
    }

    /** What a person can put into the file instead, in its format; empty where nothing would help. */
    public String toPaste() {
        return toPaste;
    }
}
