package dev.bulkhead.daemon.tenant;

/**
 * One thing that is wrong with a settings file. Quotes no value of it: people put secrets there.
 *
 * @param file the file's name
 * @param line from 1 on
 * @param column from 1 on
 * @param key the path of keys, {@code limits.concurrent}; empty when it is about the whole file
 * @param message what is wrong and what to write instead
 */
public record SettingsProblem(String file, int line, int column, String key, String message) {
    /** {@code acme.yaml line 12, column 3: limits.concurrent: use 1 to 10000}. */
    @Override
    public String toString() {
        String about = key.isEmpty() || message.startsWith(key) ? "" : key + ": ";
        return file + " line " + line + ", column " + column + ": " + about + message;
    }
}
