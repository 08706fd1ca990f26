package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages that were installed for servers: {@code packages/<tenant>/<server>/} holds {@code content/}, which npm made
 * inside a sandbox and which is mounted read-only afterwards, and {@code installed.json}, which is ours. Safe for any thread.
 */
public final class Packages {
    private static final Logger LOG = LoggerFactory.getLogger(Packages.class);
    private static final Pattern NAME =
            Pattern.compile("(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*");
    private static final long LARGEST = 16L << 20;

    private final BulkheadHome home;

    Packages(BulkheadHome home) {
        this.home = home;
    }

    /** Returns what is installed for {@code server}. */
    public Optional<Installed> installed(TenantId tenant, String server) {
        Path file = folder(tenant, server).resolve("installed.json");
        try {
            return Files.exists(file)
                    ? Optional.of(Installed.read(ControlMessages.JSON.readTree(Files.readAllBytes(file))))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("what was installed for {} of {} cannot be read: {}", server, tenant, e.getMessage());
            return Optional.empty();
        }
    }

    Path folder(TenantId tenant, String server) {
        return home.packages(tenant).resolve(server);
    }

    Path content(TenantId tenant, String server) {
        return folder(tenant, server).resolve("content");
    }

    /** Makes an empty folder for an install that has not succeeded yet. */
    Path fresh(TenantId tenant, String server) throws IOException {
        Path fresh = home.packages(tenant).resolve("." + server + ".new");
        Trees.delete(fresh);
        BulkheadHome.privateFolder(fresh.resolve("content"));
        Files.writeString(BulkheadHome.privateFile(fresh.resolve("content/package.json")), "{\"private\":true}\n");
        return fresh;
    }

    /** Puts {@code fresh} in the place of what was installed before. */
    void replace(TenantId tenant, String server, Path fresh, Installed installed) throws IOException {
        Files.write(
                BulkheadHome.privateFile(fresh.resolve("installed.json")),
                ControlMessages.JSON.writeValueAsBytes(installed.json()));
        Path old = home.packages(tenant).resolve("." + server + ".old");
        Trees.delete(old);
        Path place = folder(tenant, server);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place, old);
        }
        Files.move(fresh, place);
        Trees.delete(old);
    }

    /** Removes what was installed for {@code server}. */
    public void remove(TenantId tenant, String server) throws IOException {
        Trees.delete(folder(tenant, server));
    }

    /** Removes what was installed for all of a tenant's servers. */
    public void removeAll(TenantId tenant) throws IOException {
        Trees.delete(home.packages(tenant));
    }

    /** Reads what npm left in {@code content}: the package's name, version and program. */
    static Installed read(Path content, PackageCommand command, boolean scripts, String at) throws IOException {
        Iterator<Map.Entry<String, JsonNode>> named =
                json(content, "package.json").path("dependencies").properties().iterator();
        String name = named.hasNext() ? named.next().getKey() : "";
        if (!NAME.matcher(name).matches() || named.hasNext()) {
            throw new IOException("npm installed nothing that has a name");
        }
        JsonNode own = json(content, "node_modules/" + name + "/package.json");
        String integrity = json(content, "package-lock.json")
                .path("packages")
                .path("node_modules/" + name)
                .path("integrity")
                .asText();
        String version = own.path("version").asText();
        if (!version.matches("[0-9A-Za-z.+-]{1,100}")) {
            throw new IOException("the package has no version");
        }
        String bin = "node_modules/" + name + "/" + bin(own, name, command.bin());
        return new Installed(command.spec(), name, version, integrity, checked(content, bin), scripts, at);
    }

    /** As npx chooses: the one that is named, else the only one, else the one of the package's own name. */
    private static String bin(JsonNode own, String name, Optional<String> wanted) throws IOException {
        String plain = name.substring(name.indexOf('/') + 1);
        JsonNode bin = own.path("bin");
        if (bin.isTextual()) {
            bin = ControlMessages.JSON.createObjectNode().put(plain, bin.asText());
        }
        if (wanted.isPresent()) {
            if (!bin.path(wanted.get()).isTextual()) {
                throw new IOException("package " + name + " has no program '" + wanted.get() + "'");
            }
            return bin.path(wanted.get()).asText();
        }
        JsonNode chosen = bin.size() == 1 ? bin.iterator().next() : bin.path(plain);
        if (!chosen.isTextual()) {
            throw new IOException("package " + name
                    + (bin.isEmpty()
                            ? " has no program to run"
                            : " has several programs: name one, as in npx --package ")
                    + (bin.isEmpty() ? "" : name + " PROGRAM"));
        }
        return chosen.asText();
    }

    private static String checked(Path content, String file) throws IOException {
        Path path = content.resolve(file).normalize();
        if (!path.startsWith(content) || !inside(content, path)) {
            throw new IOException("the package's program lies outside of it, or is missing");
        }
        return content.relativize(path).toString();
    }

    private static boolean inside(Path content, Path file) throws IOException {
        return Files.isRegularFile(file) && file.toRealPath().startsWith(content.toRealPath());
    }

    private static JsonNode json(Path content, String file) throws IOException {
        Path path = content.resolve(file);
        if (!inside(content, path) || Files.size(path) > LARGEST) {
            throw new IOException("npm left no usable " + file);
        }
        return ControlMessages.JSON.readTree(Files.readAllBytes(path));
    }
}
