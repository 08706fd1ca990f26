package dev.bulkhead.daemon.sandbox.seccomp;

/**
 * One comparison of an argument's low 32 bits.
 *
 * @param argument 0 to 5
 * @param mask what of it is compared; all ones for all
 * @param equal whether it must be {@code value}, or must not
 */
record Condition(int argument, int mask, int value, boolean equal) {
    boolean holds(long[] arguments) {
        return ((int) arguments[argument] & mask) == value == equal;
    }
}
