package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.MountRules;
import dev.bulkhead.daemon.sandbox.Programs;
import dev.bulkhead.daemon.sandbox.SandboxSpec.Program;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each kind of upstream runs as: an installed package, or a program of the desktop. Safe for any thread; may wait. */
final class UpstreamPrograms {
    private final BulkheadHome home;
    private final Path userHome;
    private final Programs programs;
    private final Packages packages;

    UpstreamPrograms(BulkheadHome home, Path userHome, Packages packages) {
        this.home = home;
        this.userHome = userHome;
        this.programs = new Programs(userHome, new Questions(userHome));
        this.packages = packages;
    }

    /**
     * Returns what the sandbox of {@code order} must hold.
     *
     * @param others the other tenants' workspaces
     * @throws SandboxUnavailableException when it cannot run, in a sentence with what to do
     */
    Program program(TenantId tenant, Path workspace, UpstreamOrder order, List<Path> others)
            throws SandboxUnavailableException {
        return switch (order.settings()) {
            case UpstreamSettings.Remote remote ->
                throw new SandboxUnavailableException("server '" + order.name() + "' is a URL, and remote servers come"
                        + " in a later version: name a command instead");
            case UpstreamSettings.Stdio stdio -> {
                MountRules rules = rules(workspace, others);
                Optional<PackageCommand> fetched = PackageCommand.of(stdio);
                yield fetched.isPresent()
                        ? programs.installed(
                                packages.content(tenant, order.name()),
                                current(tenant, order, fetched.get()).bin(),
                                fetched.get().arguments(),
                                rules)
                        : programs.of(stdio.command(), stdio.args(), rules);
            }
        };
    }

    private static Installed current(TenantId tenant, UpstreamOrder order, PackageCommand command)
            throws SandboxUnavailableException {
        String run = ": run 'bulkhead server install " + tenant + " " + order.name() + "'";
        Installed installed = order.installed()
                .orElseThrow(() -> new SandboxUnavailableException(
                        "the package " + command.spec() + " of server '" + order.name() + "' is not installed" + run));
        if (!installed.spec().equals(command.spec())) {
            throw new SandboxUnavailableException("the settings of server '" + order.name() + "' name " + command.spec()
                    + ", but " + installed.spec() + " is installed" + run);
        }
        return installed;
    }

    /** What programs of the tenant may see of the desktop. */
    MountRules rules(Path workspace, List<Path> others) {
        List<Path> closed = new ArrayList<>(others);
        closed.addAll(List.of(home.root(), home.config(), home.data(), home.logs(), home.run()));
        return new MountRules(userHome, closed, workspace);
    }

    Programs programs() {
        return programs;
    }
}
