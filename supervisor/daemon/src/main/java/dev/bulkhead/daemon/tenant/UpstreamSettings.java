package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.mcp.ExposedNames;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An MCP server of others that serves the tenant: a command, or a URL. Its values may name secrets of the vault. */
public sealed interface UpstreamSettings {
    /** Names as they stand in tools ({@code crm__send}): {@code [a-z][a-z0-9-]{0,19}}, which has no {@code __}. */
    Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,19}");

    /** Returns the name of the upstream that a tool's name speaks of ({@code crm} of {@code crm__send}); "" for a built-in tool's. */
    static String ofTool(String tool) {
        return ExposedNames.upstream(tool);
    }

    /** A command that speaks MCP on its stdio, in a sandbox of its own. */
    record Stdio(String command, List<String> args, SortedMap<String, Value> env, SortedMap<String, Injection> inject)
            implements UpstreamSettings {
        private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

        public Stdio {
            if (command.isBlank()) {
                throw new IllegalArgumentException("a command is needed, as in npx");
            }
            plain(command);
            args = List.copyOf(args);
            args.forEach(UpstreamSettings::plain);
            env = names(env, VARIABLE, "the name of a variable is letters, digits and '_'");
            inject = Collections.unmodifiableSortedMap(new TreeMap<>(inject));
            Set<String> placeholders = new TreeSet<>();
            for (Value value : env.values()) {
                if (value instanceof Value.Injected injected) {
                    placeholders.add(injected.name());
                }
            }
            if (!placeholders.equals(inject.keySet())) {
                throw new IllegalArgumentException(
                        "a secret that never enters is named twice: as inject:NAME in env, and"
                                + " under inject with its host and header");
            }
        }

        /** A command whose credentials all enter. */
        public Stdio(String command, List<String> args, SortedMap<String, Value> env) {
            this(command, args, env, Collections.emptySortedMap());
        }
    }

    /** A server that others run, reached through the supervisor. */
    record Remote(URI url, SortedMap<String, Value> headers) implements UpstreamSettings {
        private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,128}");

        public Remote {
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (!web || url.getHost() == null || url.getUserInfo() != null) {
                throw new IllegalArgumentException("a URL is https://host/path, without user and password");
            }
            headers = names(headers, HEADER, "the name of a header is letters, digits and '-'");
            if (headers.values().stream().anyMatch(Value.Injected.class::isInstance)) {
                throw new IllegalArgumentException(
                        "a URL's headers take secret:NAME: nothing of them enters a sandbox");
            }
        }
    }

    /** What a variable or a header is set to. */
    sealed interface Value {
        /** As it stands in the settings. People put secrets here in spite of all: it is not printed. */
        record Literal(String text) implements Value {
            public Literal {
                plain(text);
            }

            @Override
            public String toString() {
                return "Literal[" + text.length() + " characters]";
            }
        }

        /** The name of a secret in the tenant's vault; {@code secret:NAME} in the settings. */
        record Secret(String name) implements Value {
            private static final Pattern SECRET = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

            public Secret {
                check(name);
            }

            private static void check(String name) {
                if (!SECRET.matcher(name).matches()) {
                    throw new IllegalArgumentException("a secret is named as in secret:crm, by a letter and then up to"
                            + " 63 letters, digits, '_', '.' or '-'");
                }
            }
        }

        /** A secret of the vault that never enters: the server holds what stands for it; {@code inject:NAME} in the settings. */
        record Injected(String name) implements Value {
            public Injected {
                Secret.check(name);
            }
        }

        /** Reads the value of a variable or a header as settings write it. */
        static Value parse(String text) {
            if (text.startsWith("inject:")) {
                return new Injected(text.substring("inject:".length()));
            }
            return text.startsWith("secret:") ? new Secret(text.substring("secret:".length())) : new Literal(text);
        }
    }

    /**
     * Where a secret that never enters takes the place of what stands for it.
     *
     * @param to the one destination that gets it
     * @param header the one field that holds it
     */
    record Injection(Destination to, String header) {
        private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,127}");

        /** What frames and routes a request is no place for a credential: RFC 9110 §7.6.1. */
        private static final Pattern FRAMING = Pattern.compile(
                "(?i)host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|via|accept-encoding|proxy-.*");

        public Injection {
            if (!FIELD.matcher(header).matches() || FRAMING.matcher(header).matches()) {
                throw new IllegalArgumentException(
                        "a credential goes into a header of its own, as in Authorization or X-Api-Key");
            }
        }
    }

    private static SortedMap<String, Value> names(Map<String, Value> values, Pattern valid, String otherwise) {
        for (String name : values.keySet()) {
            if (!valid.matcher(name).matches()) {
                throw new IllegalArgumentException(otherwise);
            }
        }
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** What goes to execve(2) or into a header cannot hold a NUL; the kernel's bound for one argument is 128 KiB. */
    private static void plain(String text) {
        if (text.indexOf('\0') >= 0 || text.length() > 32_768) {
            throw new IllegalArgumentException("a value holds no NUL and at most 32,768 characters");
        }
    }
}
