package dev.bulkhead.ui.model;

import java.util.List;
import java.util.Map;

/**
 * An MCP server as its README shows it, before anybody agreed to run it.
 *
 * @param name as its tools will be called: {@code name__tool}
 * @param command the program
 * @param args after it
 * @param env its variables; a value {@code secret:NAME} is taken from the vault
 */
public record PastedServer(String name, String command, List<String> args, Map<String, String> env) {
    public PastedServer {
        args = List.copyOf(args);
        env = Map.copyOf(env);
    }

    public PastedServer withEnv(Map<String, String> now) {
        return new PastedServer(name, command, args, now);
    }
}
