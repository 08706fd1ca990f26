package dev.bulkhead.daemon.tenant;

/** Texts in which {@code *} stands for any run of characters. No regular expression, and nothing that makes it slow. Stateless. */
final class Wildcards {
    private Wildcards() {}

    /** Returns whether {@code pattern} matches {@code text} as a whole, in at most as many steps as their lengths multiplied. */
    static boolean match(String pattern, String text) {
        int at = 0;
        int inText = 0;
        int star = -1;
        int starTook = 0;
        while (inText < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starTook = inText;
            } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(inText)) {
                at++;
                inText++;
            } else if (star >= 0) {
                // Only the last star needs another try: what stood before it has matched at its earliest place.
                at = star + 1;
                inText = ++starTook;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
