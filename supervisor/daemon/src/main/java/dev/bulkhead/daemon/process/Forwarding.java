package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.egress.Reach;
import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a program of others use the way out of its sandbox: the variables and arguments that its runtime heeds, which lead to
 * the files at {@code /forward} ({@code sandbox-profiles/linux/forward}, and the module {@code forwarder}). Immutable.
 *
 * @param inside what stays in the sandbox: the names of its own loopback, as far as nobody named them as a way out
 */
record Forwarding(List<String> inside) {
    /** The way out, as it is called inside. */
    static final String SOCKET = "/run/egress.sock";

    private static final String HOST = "127.0.0.1";
    private static final String PORT = "3128";
    private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

    private static final List<String> PROXIES = List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy");

    private static final List<String> TRUST = List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS");

    private static final List<String> JAVA = List.of(
            "-javaagent:/forward/forwarder.jar",
            "-Dhttp.proxyHost=" + HOST,
            "-Dhttp.proxyPort=" + PORT,
            "-Dhttps.proxyHost=" + HOST,
            "-Dhttps.proxyPort=" + PORT);

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    /** Java knows unix sockets since 16; what is older and still mended is 11 and 8. */
    private static final int OLDEST_JAVA = 17;

    private static final Pattern JAVA_VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([0-9]{1,3})[\".+-]");

    /** Options after which Python heeds no variable, or loads nothing before the program: python(1). */
    private static final Pattern DEAF = Pattern.compile("-[bBdhiOPqRsuvVx]*[EIS].*");

    private static final Set<String> WITH_VALUE = Set.of("-W", "-X", "--check-hash-based-pycs");

    /** For a way out that leads to {@code reach} when the program starts. */
    static Forwarding to(Reach reach) {
        return new Forwarding(LOOPBACK.stream()
                .filter(host ->
                        reach.ways().stream().noneMatch(way -> way.to().host().equals(host)))
                .toList());
    }

    /** Returns why {@code program} would not find the way out; empty when it does. */
    static Optional<String> obstacle(Program program) {
        return switch (program.fragments().isEmpty() ? "" : program.fragments().getFirst()) {
            case "node" -> Optional.empty();
            case "python" ->
                isDeaf(program.command())
                        ? Optional.of("python runs with -E, -I or -S, and then heeds no proxy of its sandbox")
                        : Optional.empty();
            case "jdk" ->
                javaVersion(Path.of(program.values().getOrDefault("PREFIX", "/"))) < OLDEST_JAVA
                        ? Optional.of("the way out takes Java " + OLDEST_JAVA + " or newer")
                        : Optional.empty();
            default ->
                Optional.of(
                        "a program that is not node, python or java would have to speak to " + SOCKET + " by itself");
        };
    }

    private static boolean isDeaf(List<String> command) {
        for (int i = 1; i < command.size() && command.get(i).startsWith("-"); i++) {
            String word = command.get(i);
            if (word.startsWith("-c") || word.startsWith("-m")) {
                return false;
            }
            if (WITH_VALUE.contains(word)) {
                i++;
            } else if (DEAF.matcher(word).matches()) {
                return true;
            }
        }
        return false;
    }

    private static int javaVersion(Path home) {
        try {
            Matcher version = JAVA_VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0; // To start it with an agent that it cannot load would end it.
        }
    }

    /** Returns {@code program} with a command that finds the way out. */
    Program arguments(Program program) {
        if (!program.fragments().contains("jdk") || obstacle(program).isPresent()) {
            return program;
        }
        List<String> command = new ArrayList<>(program.command());
        command.addAll(1, JAVA);
        if (inside.size() < LOOPBACK.size()) {
            // Java adds all of 127.* to any list but an empty one.
            command.add(1, "-Dhttp.nonProxyHosts=");
        }
        return new Program(program.fragments(), program.values(), program.mounts(), command);
    }

    /** What is at the place of the desktop's certificates. */
    enum Trust {
        DESKTOPS,
        /** With one authority more, without which nothing could be put into a request: the settings name no other. */
        OUR_OWN
    }

    /** Adds the variables. The settings' own may say whom to trust, but not which way to go: there is one. */
    void variables(Map<String, SecretBytes> environment, Trust trusted) {
        PROXIES.forEach(name -> put(environment, name, "http://" + HOST + ":" + PORT));
        put(environment, "NO_PROXY", String.join(",", inside));
        put(environment, "no_proxy", String.join(",", inside));
        TRUST.stream()
                .filter(name -> trusted == Trust.OUR_OWN || !environment.containsKey(name))
                .forEach(name -> put(environment, name, CERTIFICATES));
        before(environment, "NODE_OPTIONS", "--require /forward/node.cjs", " ");
        before(environment, "PYTHONPATH", "/forward/python", ":");
    }

    private static void put(Map<String, SecretBytes> environment, String name, String value) {
        SecretBytes replaced = environment.put(name, SecretBytes.takeOver(value.getBytes(StandardCharsets.UTF_8)));
        if (replaced != null) {
            replaced.close();
        }
    }

    private static void before(Map<String, SecretBytes> environment, String name, String first, String between) {
        SecretBytes there = environment.get(name);
        if (there == null) {
            put(environment, name, first);
            return;
        }
        byte[] start = (first + between).getBytes(StandardCharsets.UTF_8);
        environment.put(name, SecretBytes.takeOver(there.use(bytes -> {
            byte[] both = Arrays.copyOf(start, start.length + bytes.length);
            System.arraycopy(bytes, 0, both, start.length, bytes.length);
            return both;
        })));
        there.close();
    }
}
