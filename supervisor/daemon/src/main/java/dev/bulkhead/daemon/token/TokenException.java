package dev.bulkhead.daemon.token;

/** Says in a sentence for the consultant why no token was issued. */
public final class TokenException extends Exception {
    TokenException(String message) {
        super(message);
    }
}
