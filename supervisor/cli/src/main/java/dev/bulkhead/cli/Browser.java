package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The consultant's own browser, where a provider's pages are shown: never a window of ours (RFC 8252 §8.12). */
final class Browser {
    private Browser() {}

    /** Says where to sign in, and opens it if {@code opens}; an address that is no web page is not opened. */
    static void show(JsonNode item, boolean opens, PrintWriter err) {
        String page = item.path("open").asText();
        String code = item.path("code").asText();
        URI address = URI.create(page);
        if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme())) {
            return;
        }
        err.println("Sign in at the client's provider: " + address);
        if (!code.isEmpty()) {
            err.println("There, type this code, and only if it was you who asked for it: " + code);
        }
        err.flush();
        if (opens && code.isEmpty()) {
            open(address, err);
        }
    }

    private static void open(URI address, PrintWriter err) {
        List<String> command = command(System.getProperty("os.name", ""), System.getenv(), address);
        if (command.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            err.println("The browser could not be opened (" + e.getMessage() + "): open the address yourself.");
        }
    }

    /** Returns what opens {@code address}; nothing where there is no desktop to open it at. */
    static List<String> command(String system, Map<String, String> environment, URI address) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", address.toString());
        }
        if (name.startsWith("mac")) {
            return List.of("open", address.toString());
        }
        boolean isDesktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return isDesktop ? List.of("xdg-open", address.toString()) : List.of();
    }
}
